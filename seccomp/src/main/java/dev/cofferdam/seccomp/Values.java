package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The values that one argument can have where some conditions hold and others do not. What follows
 * from these is worked in when it is cheap to see, so that two values which were restricted in
 * different ways are often equal; whether one is possible at all is the question of {@link
 * #smallest}.
 *
 * @param width how much of the register counts; all values are within it
 * @param known the bits that are certain, as ones
 * @param bits what they are
 * @param least the smallest value, without a sign
 * @param most the largest
 * @param excluded what it is not: bits that are not certain, and not all as given there
 */
record Values(Width width, long known, long bits, long least, long most, List<Pattern> excluded) {
  /** Some bits of a value: {@code value} where {@code mask} has ones. */
  record Pattern(long mask, long value) implements Comparable<Pattern> {
    @Override
    public int compareTo(Pattern other) {
      int byMask = Long.compare(mask, other.mask);
      return byMask != 0 ? byMask : Long.compare(value, other.value);
    }
  }

  /** Any value of this width. */
  static Values any(Width width) {
    return new Values(width, 0, 0, 0, width.mask(), List.of());
  }

  private static Values none(Width width) {
    return new Values(width, 0, 0, 1, 0, List.of());
  }

  /** Whether it was seen, without a search, that there is no value. */
  boolean isContradiction() {
    return Long.compareUnsigned(least, most) > 0;
  }

  /** Those of these values for which a condition holds, or does not. */
  Values where(Condition condition, boolean holds) {
    if (isContradiction()) {
      return this;
    }
    return switch (condition) {
      case Condition.Masked masked -> {
        long mask = masked.mask() & width.mask();
        long value = masked.value() & width.mask();
        yield holds ? with(mask, value) : without(new Pattern(mask, value));
      }
      case Condition.AtLeast atLeast -> bounded(atLeast.value() & width.mask(), holds);
    };
  }

  private Values with(long mask, long value) {
    if (((bits ^ value) & known & mask) != 0) {
      return none(width);
    }
    return new Values(width, known | mask, bits | value, least, most, excluded).settled();
  }

  private Values without(Pattern pattern) {
    List<Pattern> more = new ArrayList<>(excluded);
    more.add(pattern);
    return new Values(width, known, bits, least, most, more).settled();
  }

  private Values bounded(long value, boolean atLeast) {
    if (atLeast) {
      long bound = Long.compareUnsigned(least, value) < 0 ? value : least;
      return new Values(width, known, bits, bound, most, excluded).settled();
    }
    if (value == 0) {
      return none(width);
    }
    long bound = Long.compareUnsigned(most, value - 1) > 0 ? value - 1 : most;
    return new Values(width, known, bits, least, bound, excluded).settled();
  }

  /** The same values, with what follows from one part worked into the others. */
  private Values settled() {
    Values before = this;
    Values after = before.step();
    while (!after.equals(before)) {
      before = after;
      after = before.step();
    }
    return after;
  }

  private Values step() {
    if (isContradiction()) {
      return none(width);
    }
    boolean isOne = least == most || known == width.mask();
    if (isOne) {
      long value = least == most ? least : bits;
      boolean isPossible = (value & known) == bits && isWithin(value);
      return isPossible
          ? new Values(width, width.mask(), value, value, value, excluded).withoutKnown()
          : none(width);
    }
    return withoutKnown().withoutSingleBits().withinBounds();
  }

  /** Looks only at those bits of what is excluded that are not known. */
  private Values withoutKnown() {
    List<Pattern> open = new ArrayList<>();
    for (Pattern each : excluded) {
      if (((each.value ^ bits) & each.mask & known) != 0) {
        continue;
      }
      Pattern rest = new Pattern(each.mask & ~known, each.value & ~known);
      if (rest.mask == 0) {
        return none(width);
      }
      open.add(rest);
    }
    return new Values(width, known, bits, least, most, open.stream().sorted().distinct().toList());
  }

  /** A bit that is not 1 is 0. */
  private Values withoutSingleBits() {
    long ones = 0;
    long noughts = 0;
    for (Pattern each : excluded) {
      if (Long.bitCount(each.mask) == 1) {
        noughts |= each.value;
        ones |= each.mask & ~each.value;
      }
    }
    return (ones & noughts) != 0
        ? none(width)
        : new Values(width, known | ones | noughts, bits | ones, least, most, excluded);
  }

  /** A bound that is excluded is none, and what is beyond the bounds need not be. */
  private Values withinBounds() {
    if (known != 0) {
      return this;
    }
    long from = least;
    long to = most;
    List<Pattern> open = new ArrayList<>();
    for (Pattern each : excluded) {
      if (each.mask != width.mask()) {
        open.add(each);
      } else if (each.value == from && from == to) {
        return none(width);
      } else if (each.value == from) {
        from++;
      } else if (each.value == to) {
        to--;
      } else if (isWithin(each.value)) {
        open.add(each);
      }
    }
    return new Values(width, known, bits, from, to, open);
  }

  private boolean isWithin(long value) {
    return Long.compareUnsigned(least, value) <= 0 && Long.compareUnsigned(value, most) <= 0;
  }

  /** Whether a value is one of these. */
  boolean contains(long value) {
    return (value & ~width.mask()) == 0
        && (value & known) == bits
        && isWithin(value)
        && excluded.stream().noneMatch(each -> (value & each.mask) == each.value);
  }

  /**
   * Whether there is one.
   *
   * @throws SeccompException when that takes too much work to find out
   */
  boolean isPossible(Work work) throws SeccompException {
    if (isContradiction()) {
      return false;
    }
    // Single values that it is not, all within the bounds: each takes away one.
    boolean isCounted = known == 0 && excluded.stream().allMatch(each -> each.mask == width.mask());
    if (isCounted && Long.compareUnsigned(most - least, excluded.size()) >= 0) {
      return true;
    }
    return smallest(work).isPresent();
  }

  /**
   * The smallest of them; empty when there is none.
   *
   * @throws SeccompException when that takes too much work to find out
   */
  OptionalLong smallest(Work work) throws SeccompException {
    return isContradiction() ? OptionalLong.empty() : new ValueSearch(this, work).smallest();
  }
}
