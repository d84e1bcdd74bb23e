package dev.cofferdam.seccomp;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a filter means: for every system call of every architecture, with any arguments, one action.
 * {@link #decide} is the definition, straight from these values; whatever a compiler makes of them
 * must come to the same.
 *
 * @param architectures the conventions that may be used, with their rules
 * @param foreign what happens to the calls of all others
 * @param flags how the filter is installed
 */
public record Profile(Map<Architecture, Rules> architectures, Action foreign, Set<Flag> flags) {
  public Profile {
    architectures = Collections.unmodifiableMap(copy(architectures));
    flags =
        Collections.unmodifiableSet(
            flags.isEmpty() ? EnumSet.noneOf(Flag.class) : EnumSet.copyOf(flags));
  }

  private static Map<Architecture, Rules> copy(Map<Architecture, Rules> rules) {
    Map<Architecture, Rules> copy = new EnumMap<>(Architecture.class);
    copy.putAll(rules);
    return copy;
  }

  /**
   * What happens to a call. One that a tracer has skipped ({@link Architecture#SKIPPED}) passes on
   * every architecture that may be used.
   */
  public Action decide(SeccompData data) {
    Optional<Architecture> architecture = Architecture.of(data.audit(), data.number());
    if (architecture.isEmpty() || !architectures.containsKey(architecture.get())) {
      return foreign;
    }
    if (data.number() == Architecture.SKIPPED) {
      return Action.ALLOW;
    }
    return decide(architecture.get(), data);
  }

  private Action decide(Architecture architecture, SeccompData data) {
    Rules rules = rules(architecture);
    int number = data.number() - architecture.base();
    Optional<SystemCall> call = SystemCalls.known().numbered(architecture, number);
    if (call.isEmpty()) {
      return rules.unknown();
    }
    return rules.of(call.get().name()).decide(data.arguments(), call.get(), architecture);
  }

  /**
   * The rules of an architecture that may be used.
   *
   * @throws IllegalArgumentException for another
   */
  public Rules rules(Architecture architecture) {
    Rules rules = architectures.get(architecture);
    if (rules == null) {
      throw new IllegalArgumentException(architecture + " may not be used in this profile");
    }
    return rules;
  }

  /** The same with the rules of every architecture changed. */
  public Profile map(UnaryOperator<Rules> change) {
    Map<Architecture, Rules> changed = new EnumMap<>(Architecture.class);
    architectures.forEach((architecture, rules) -> changed.put(architecture, change.apply(rules)));
    return new Profile(changed, foreign, flags);
  }

  /** The same with other flags. */
  public Profile withFlags(Set<Flag> other) {
    return new Profile(architectures, foreign, other);
  }
}
