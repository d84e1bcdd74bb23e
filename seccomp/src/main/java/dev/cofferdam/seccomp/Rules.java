package dev.cofferdam.seccomp;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What happens to the calls of one architecture.
 *
 * @param byDefault to a call that has a name and no decision of its own
 * @param unknown to a number that has no name in {@link SystemCalls}: the kernel may be newer than
 *     the table, and libc falls back to an older call when it is told ENOSYS, and not when EPERM
 * @param calls by name; a name that the architecture does not have is of no consequence
 */
public record Rules(Action byDefault, Action unknown, SortedMap<String, Decision> calls) {
  public Rules {
    calls = Collections.unmodifiableSortedMap(new TreeMap<>(calls));
  }

  /** No call has a decision of its own. */
  public static Rules all(Action byDefault, Action unknown) {
    return new Rules(byDefault, unknown, Collections.emptySortedMap());
  }

  /** What is decided on a call of this name. */
  public Decision of(String call) {
    Decision own = calls.get(call);
    return own == null ? new Decision.Always(byDefault) : own;
  }

  /** The same but for these calls. */
  public Rules with(Map<String, Decision> decisions) {
    SortedMap<String, Decision> all = new TreeMap<>(calls);
    all.putAll(decisions);
    return new Rules(byDefault, unknown, all);
  }
}
