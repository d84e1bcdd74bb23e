package dev.cofferdam.userns;

import java.util.Optional;

/** How a container's ids are those of the host. From the strongest to none. */
public enum Mode {
  /** Ids 0–65535 are a range that no other container has. */
  PRIVATE("private"),
  /** Root is one id that owns nothing; the ids of ordinary users are themselves. */
  ROOT_SHIFT("root-shift"),
  /** One id inside is one user of the host; no other id is mapped. */
  USER("user"),
  /** Every id is itself, and yet root has no capability outside. */
  IDENTITY("identity"),
  /** No user namespace: root inside is root. */
  HOST("host");

  private final String id;

  Mode(String id) {
    this.id = id;
  }

  /** As options, policies and files have it. */
  public String id() {
    return id;
  }

  public static Optional<Mode> of(String id) {
    for (Mode mode : values()) {
      if (mode.id.equals(id)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
