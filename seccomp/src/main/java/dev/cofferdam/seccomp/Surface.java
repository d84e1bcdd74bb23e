package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What programs can reach of a kernel with one filter and with another: its system calls, by the
 * conventions that it takes them by. A call that does the work of others counts for these too.
 *
 * @param kernel its version; calls that it is too old for are not there
 * @param before what the filter is called that it is compared with, {@code none}
 * @param after the other
 */
public record Surface(
    KernelVersion kernel, String before, String after, List<Convention> conventions) {
  /** Everything allowed, as without a filter. */
  public static final Profile UNFILTERED = new Profile(java.util.Map.of(), Action.ALLOW, Set.of());

  /**
   * A convention.
   *
   * @param calls by number
   */
  public record Convention(Architecture architecture, List<Call> calls) {
    public Convention {
      calls = List.copyOf(calls);
    }

    /** How many can be reached, and of how many. */
    public Count before() {
      return Count.of(calls.stream().map(Call::before).toList());
    }

    public Count after() {
      return Count.of(calls.stream().map(Call::after).toList());
    }

    /** The names of those that are so with the second filter. */
    public List<String> after(Reach reach) {
      return calls.stream()
          .filter(each -> each.after() == reach)
          .map(each -> each.call().name())
          .toList();
    }
  }

  /**
   * A system call.
   *
   * @param through calls that do the same and are let through by the second filter
   */
  public record Call(SystemCall call, Reach before, Reach after, List<String> through) {
    public Call {
      through = List.copyOf(through);
    }
  }

  /** Calls counted by their reach. */
  public record Count(int open, int conditional, int inEffect, int closed) {
    static Count of(Collection<Reach> all) {
      return new Count(
          count(all, Reach.OPEN),
          count(all, Reach.CONDITIONAL),
          count(all, Reach.IN_EFFECT),
          count(all, Reach.CLOSED));
    }

    private static int count(Collection<Reach> all, Reach reach) {
      return (int) all.stream().filter(each -> each == reach).count();
    }

    /** All but the closed ones. */
    public int reachable() {
      return open + conditional + inEffect;
    }

    public int all() {
      return reachable() + closed;
    }

    Count and(Count other) {
      return new Count(
          open + other.open,
          conditional + other.conditional,
          inEffect + other.inEffect,
          closed + other.closed);
    }
  }

  public Surface {
    conventions = List.copyOf(conventions);
  }

  /**
   * Counts.
   *
   * @param architectures the conventions that the kernel takes calls by. Those that a profile does
   *     not use are its {@link Profile#foreign}
   * @throws SeccompException when the conditions of a profile take too much work to understand
   */
  public static Surface of(
      KernelVersion kernel,
      Set<Architecture> architectures,
      String before,
      Profile first,
      String after,
      Profile second)
      throws SeccompException {
    Work work = new Work("counting the calls");
    List<Convention> conventions = new ArrayList<>();
    for (Architecture each : new TreeSet<>(architectures)) {
      List<Call> calls = new ArrayList<>();
      for (SystemCall call : KernelCalls.of(each, kernel)) {
        calls.add(
            new Call(
                call,
                reach(call, each, kernel, first, work),
                reach(call, each, kernel, second, work),
                Multiplexer.reaching(call, each, kernel, second, work)));
      }
      conventions.add(new Convention(each, calls));
    }
    return new Surface(kernel, before, after, conventions);
  }

  private static Reach reach(
      SystemCall call, Architecture architecture, KernelVersion kernel, Profile profile, Work work)
      throws SeccompException {
    Decision decision = Algebra.rules(profile, architecture).of(call.name());
    Reach direct = Reach.of(decision, call, architecture, work);
    return direct == Reach.OPEN
            || Multiplexer.reaching(call, architecture, kernel, profile, work).isEmpty()
        ? direct
        : Reach.IN_EFFECT;
  }

  /** All conventions together. */
  public Count beforeCount() {
    return conventions.stream().map(Convention::before).reduce(new Count(0, 0, 0, 0), Count::and);
  }

  public Count afterCount() {
    return conventions.stream().map(Convention::after).reduce(new Count(0, 0, 0, 0), Count::and);
  }

  /** By how much fewer calls can be reached, as {@link #gone(Count, Count)}. */
  public int gone() {
    return gone(beforeCount(), afterCount());
  }

  /**
   * How many of a hundred that could be reached cannot any more, rounded down; less than 0 when
   * there are more.
   */
  public static int gone(Count before, Count after) {
    int less = before.reachable() - after.reachable();
    return before.reachable() == 0 ? 0 : Math.floorDiv(100 * less, before.reachable());
  }

  /** For people. */
  public String text() {
    return new SurfaceText(this).text();
  }

  /** For programs. */
  public String json() {
    return SurfaceJson.of(this);
  }

  /** A picture, as a file of SVG 1.1. */
  public String svg() {
    return new SurfaceSvg(this).svg();
  }
}
