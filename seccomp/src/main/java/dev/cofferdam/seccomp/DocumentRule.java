package dev.cofferdam.seccomp;

import java.util.List;

/**
 * One element of {@code syscalls} in a document.
 *
 * @param names of calls, of whatever architecture
 * @param comparisons all of which must hold
 * @param place of the rule
 */
record DocumentRule(
    List<String> names,
    Action action,
    List<Comparison> comparisons,
    String comment,
    Scope includes,
    Scope excludes,
    Place place) {
  DocumentRule {
    names = List.copyOf(names);
    comparisons = List.copyOf(comparisons);
  }

  boolean appliesIn(Environment environment) {
    return includes.includes(environment) && !excludes.excludes(environment);
  }
}
