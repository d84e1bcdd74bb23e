package dev.cofferdam.docker;

import dev.cofferdam.seccomp.SeccompException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * The bases as the engine takes them. Nearly all containers get one of a few, which are kept; so is
 * how each is written in a document, for it is longer than all the rest of it.
 */
final class BaseFilters {
  private static final int MOST = 64;

  /** No filter is so short: to look for one would cost more than to write it. */
  private static final int SHORTEST = 1024;

  private record Where(SeccompHost host, Set<String> capabilities) {}

  private static final Map<Where, String> KEPT = new ConcurrentHashMap<>();
  private static final Map<String, SerializableString> QUOTED = new ConcurrentHashMap<>();

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
      QUOTED.put(made, new SerializedString(made));
    }
    return made;
  }

  /** What is written of a text that is one of those that are kept. */
  static Optional<SerializableString> quoted(String text) {
    return text.length() < SHORTEST ? Optional.empty() : Optional.ofNullable(QUOTED.get(text));
  }
}
