package dev.cofferdam.seccomp;

import dev.cofferdam.seccomp.Condition.AtLeast;
import dev.cofferdam.seccomp.Condition.Masked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A decision as sets of arguments that have nothing in common, by the action that they get. */
final class Cubes {
  /** Of one call, also on the way; a filter could not hold the comparisons of more. */
  static final int MOST = 2048;

  /** There are more than {@link #MOST}. */
  static final class TooMany extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final SystemCall call;
  private final Architecture architecture;
  private final Action otherwise;
  private final Map<Action, List<Cube>> byAction = new LinkedHashMap<>();
  private int size;

  private Cubes(SystemCall call, Architecture architecture, Action otherwise) {
    this.call = call;
    this.architecture = architecture;
    this.otherwise = otherwise;
  }

  /**
   * All but those of one action.
   *
   * @throws TooMany when there are more than {@link #MOST}
   */
  static Map<Action, List<Cube>> of(
      Decision decision, SystemCall call, Architecture architecture, Action otherwise)
      throws TooMany {
    Cubes cubes = new Cubes(call, architecture, otherwise);
    cubes.add(decision, List.of());
    return cubes.byAction;
  }

  /** Whether both are the same set, in whatever pieces. */
  static boolean areSame(List<Cube> some, List<Cube> others) {
    return covers(some, others) && covers(others, some);
  }

  private static boolean covers(List<Cube> cubes, List<Cube> covered) {
    List<Cube> rest = covered;
    for (Cube cube : cubes) {
      rest = rest.stream().flatMap(piece -> piece.without(cube).stream()).toList();
    }
    return rest.isEmpty();
  }

  private void add(Decision decision, List<Meaning.Test> path) throws TooMany {
    switch (decision) {
      case Decision.Always(Action action) -> {
        if (!action.equals(otherwise)) {
          List<Cube> cubes = cubes(path);
          if (!cubes.isEmpty()) {
            byAction.computeIfAbsent(action, _ -> new ArrayList<>()).addAll(cubes);
          }
          check(size += cubes.size());
        }
      }
      case Decision.When(Condition condition, Decision then, Decision rest) -> {
        add(then, with(path, new Meaning.Test(condition, true)));
        add(rest, with(path, new Meaning.Test(condition, false)));
      }
    }
  }

  private static List<Meaning.Test> with(List<Meaning.Test> path, Meaning.Test test) {
    List<Meaning.Test> longer = new ArrayList<>(path);
    longer.add(test);
    return longer;
  }

  /** What is certain first: it leaves little for the others to cut into pieces. */
  private List<Cube> cubes(List<Meaning.Test> path) throws TooMany {
    List<Cube> cubes = List.of(Cube.ALL);
    for (Meaning.Test test : path) {
      if (test.condition() instanceof Masked masked && test.expected()) {
        cubes = cut(cubes, List.of(taken(masked)));
      }
    }
    for (Meaning.Test test : path) {
      if (test.condition() instanceof AtLeast bound) {
        cubes = cut(cubes, test.expected() ? from(bound) : below(bound));
      }
    }
    for (Meaning.Test test : path) {
      if (test.condition() instanceof Masked masked && !test.expected()) {
        Masked taken = taken(masked);
        cubes = cubes.stream().flatMap(cube -> cube.without(taken).stream()).toList();
        check(cubes.size());
      }
    }
    return cubes;
  }

  private static List<Cube> cut(List<Cube> cubes, List<Masked> tests) throws TooMany {
    List<Cube> cut = new ArrayList<>();
    for (Cube cube : cubes) {
      for (Masked test : tests) {
        cube.and(test).ifPresent(cut::add);
      }
      check(cut.size());
    }
    return cut;
  }

  private static void check(int size) throws TooMany {
    if (size > MOST) {
      throw new TooMany();
    }
  }

  private long width(int argument) {
    return call.width(architecture, argument).mask();
  }

  private Masked taken(Masked masked) {
    long width = width(masked.argument());
    return new Masked(masked.argument(), masked.mask() & width, masked.value() & width);
  }

  /**
   * The numbers below a bound: up to one of its ones they are like it, and there they have none.
   */
  private List<Masked> below(AtLeast bound) {
    long width = width(bound.argument());
    List<Masked> pieces = new ArrayList<>();
    for (long ones = bound.value() & width; ones != 0; ones &= ones - 1) {
      long bit = Long.lowestOneBit(ones);
      pieces.add(new Masked(bound.argument(), width & -bit, ones & ~bit));
    }
    return pieces;
  }

  /** The numbers from a bound on: above the one before it, told by that one's zeros. */
  private List<Masked> from(AtLeast bound) {
    long width = width(bound.argument());
    long value = bound.value() & width;
    if (value == 0) {
      return List.of(new Masked(bound.argument(), 0, 0));
    }
    List<Masked> pieces = new ArrayList<>();
    for (long zeros = ~(value - 1) & width; zeros != 0; zeros &= zeros - 1) {
      long bit = Long.lowestOneBit(zeros);
      pieces.add(new Masked(bound.argument(), width & -bit, ((value - 1) & width & -bit) | bit));
    }
    return pieces;
  }
}
