package dev.cofferdam.seccomp;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/**
 * Profiles made of profiles. What {@link Profile#decide} says of the result, for any call with any
 * arguments, is what it says of both, put together; the one exception is a call that a tracer has
 * skipped, which passes on every architecture that the result uses.
 */
public final class Algebra {
  private final BinaryOperator<Action> known;
  private final BinaryOperator<Action> unknown;
  private final Work work = new Work("combining the profiles");

  /**
   * @param known what becomes of two actions
   * @param unknown the same for numbers that have no name
   */
  private Algebra(BinaryOperator<Action> known, BinaryOperator<Action> unknown) {
    this.known = known;
    this.unknown = unknown;
  }

  /**
   * What either lets through: of two actions the one that the kernel would not choose.
   *
   * @throws SeccompException when the conditions on a call are too many to be worked with
   */
  public static Profile union(Profile first, Profile second) throws SeccompException {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    flags.addAll(first.flags());
    flags.addAll(second.flags());
    BinaryOperator<Action> looser = (one, other) -> one.compareTo(other) >= 0 ? one : other;
    return new Algebra(looser, looser).combined(first, second, flags);
  }

  /**
   * What both let through: of two actions the stricter one, in the kernel's order, as when both
   * filters are installed. {@link Flag#SPEC_ALLOW} makes a process less safe, so it takes both.
   *
   * @throws SeccompException when the conditions on a call are too many to be worked with
   */
  public static Profile intersection(Profile first, Profile second) throws SeccompException {
    Set<Flag> flags = EnumSet.noneOf(Flag.class);
    flags.addAll(first.flags());
    flags.addAll(second.flags());
    if (!first.flags().contains(Flag.SPEC_ALLOW) || !second.flags().contains(Flag.SPEC_ALLOW)) {
      flags.remove(Flag.SPEC_ALLOW);
    }
    BinaryOperator<Action> stricter = (one, other) -> one.compareTo(other) <= 0 ? one : other;
    return new Algebra(stricter, stricter).combined(first, second, flags);
  }

  /**
   * What the first lets through and the second does not; everything else fails with EPERM, and
   * numbers without a name with ENOSYS. What another process decides on is more than what is
   * denied, and less than what is let through.
   *
   * @throws SeccompException when the conditions on a call are too many to be worked with
   */
  public static Profile difference(Profile first, Profile second) throws SeccompException {
    return new Algebra(orElse(Action.EPERM), orElse(Action.ENOSYS))
        .combined(first, second, first.flags());
  }

  private static BinaryOperator<Action> orElse(Action denial) {
    return (one, other) -> Passage.isFurther(one, other) ? one : denial;
  }

  /** The rules of an architecture, also of one that may not be used. */
  static Rules rules(Profile profile, Architecture architecture) {
    Rules rules = profile.architectures().get(architecture);
    return rules == null ? Rules.all(profile.foreign(), profile.foreign()) : rules;
  }

  private Profile combined(Profile first, Profile second, Set<Flag> flags) throws SeccompException {
    Action foreign = known.apply(first.foreign(), second.foreign());
    Map<Architecture, Rules> architectures = new EnumMap<>(Architecture.class);
    for (Architecture each : Architecture.values()) {
      boolean inFirst = first.architectures().containsKey(each);
      boolean inSecond = second.architectures().containsKey(each);
      if (!inFirst && !inSecond) {
        continue;
      }
      Rules rules = combined(rules(first, each), rules(second, each), each);
      boolean isForeign = inFirst != inSecond && rules.equals(Rules.all(foreign, foreign));
      if (!isForeign) {
        architectures.put(each, rules);
      }
    }
    return new Profile(architectures, foreign, flags);
  }

  private Rules combined(Rules first, Rules second, Architecture architecture)
      throws SeccompException {
    Action byDefault = known.apply(first.byDefault(), second.byDefault());
    Set<String> names = new TreeSet<>(first.calls().keySet());
    names.addAll(second.calls().keySet());
    SortedMap<String, Decision> calls = new TreeMap<>();
    for (String name : names) {
      SystemCall call = SystemCalls.known().named(name).orElse(null);
      if (call == null || call.number(architecture).isEmpty()) {
        continue;
      }
      Decision decision =
          Combination.of(known, first.of(name), second.of(name), call, architecture, work);
      if (!decision.equals(new Decision.Always(byDefault))) {
        calls.put(name, decision);
      }
    }
    return new Rules(
        byDefault,
        unknown.apply(first.unknown(), second.unknown()),
        Collections.unmodifiableSortedMap(calls));
  }
}
