package dev.cofferdam.seccomp;

import dev.cofferdam.seccomp.Condition.Masked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A set of arguments: those with certain bits set and others not. Every set that conditions
 * describe is made of a few of them, and what one rule of a document can say is exactly one.
 *
 * @param arguments by index; no two of one argument, none without ones in its mask
 */
record Cube(SortedMap<Integer, Masked> arguments) {
  /** Every argument. */
  static final Cube ALL = new Cube(new TreeMap<>());

  /** What is in this one and passes the test too. */
  Optional<Cube> and(Masked test) {
    Masked own = on(test.argument());
    long both = own.mask() & test.mask();
    if ((own.value() & both) != (test.value() & both)) {
      return Optional.empty();
    }
    if (test.mask() == both) {
      return Optional.of(this);
    }
    SortedMap<Integer, Masked> narrowed = new TreeMap<>(arguments);
    narrowed.put(
        test.argument(),
        new Masked(test.argument(), own.mask() | test.mask(), own.value() | test.value()));
    return Optional.of(new Cube(narrowed));
  }

  /** What is in both. */
  Optional<Cube> and(Cube other) {
    Optional<Cube> both = Optional.of(this);
    for (Masked test : other.arguments.values()) {
      both = both.flatMap(cube -> cube.and(test));
    }
    return both;
  }

  /** What is in this one and does not pass the test, in pieces that have nothing in common. */
  List<Cube> without(Masked test) {
    if (and(test).isEmpty()) {
      return List.of(this);
    }
    List<Cube> pieces = new ArrayList<>();
    long open = test.mask() & ~on(test.argument()).mask();
    long above = 0;
    while (open != 0) {
      long bit = Long.highestOneBit(open);
      open &= ~bit;
      long value = (test.value() & above) | (~test.value() & bit);
      above |= bit;
      and(new Masked(test.argument(), above, value)).ifPresent(pieces::add);
    }
    return pieces;
  }

  /** What is in this one and not in the other, in pieces that have nothing in common. */
  List<Cube> without(Cube other) {
    if (and(other).isEmpty()) {
      return List.of(this);
    }
    List<Cube> pieces = new ArrayList<>();
    Cube rest = this;
    for (Masked test : other.arguments.values()) {
      pieces.addAll(rest.without(test));
      rest = rest.and(test).orElseThrow();
    }
    return pieces;
  }

  private Masked on(int argument) {
    return arguments.getOrDefault(argument, new Masked(argument, 0, 0));
  }
}
