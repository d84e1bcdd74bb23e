package dev.cofferdam.docker;

import dev.cofferdam.seccomp.SeccompException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The bases as the engine takes them. Nearly all containers get one of a few, which are kept. */
final class BaseFilters {
  private static final int MOST = 64;

  private record Where(SeccompHost host, Set<String> capabilities) {}

  private static final Map<Where, String> KEPT = new ConcurrentHashMap<>();

  /** Makes one. */
  interface Making {
    String make() throws SeccompException;
  }

  private BaseFilters() {}

  static String get(SeccompHost host, Set<String> capabilities, Making making)
      throws SeccompException {
    Where where = new Where(host, Set.copyOf(capabilities));
    String kept = KEPT.get(where);
    if (kept != null) {
      return kept;
    }
    String made = making.make();
    if (KEPT.size() < MOST) {
      KEPT.put(where, made);
    }
    return made;
  }
}
