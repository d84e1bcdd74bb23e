package dev.cofferdam.policy;

import java.util.Locale;
import java.util.Optional;

/** What becomes of a refusal, from the most lenient to the strictest. */
public enum Mode {
  /** It is allowed, and recorded. */
  OBSERVE,
  /** It is allowed, recorded, and the client is told. */
  WARN,
  ENFORCE;

  /** The name in policies and records, for instance {@code observe}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Mode> of(String id) {
    for (Mode mode : values()) {
      if (mode.id().equals(id)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
