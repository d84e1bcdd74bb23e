package dev.cofferdam.state;

import java.util.Optional;

/** What is done so that a mount's files have owners inside a user namespace. */
public enum Treatment {
  /** The container sees them through an idmapped clone; on disk nothing changes. */
  IDMAP("idmap"),
  /** They are given to the container's root on the host, before it starts for the first time. */
  CHOWN("chown"),
  /** Nothing: owners that are not mapped show as 65534. */
  AS_IS("as-is");

  private final String id;

  Treatment(String id) {
    this.id = id;
  }

  /** As files have it. */
  public String id() {
    return id;
  }

  static Optional<Treatment> of(String id) {
    for (Treatment treatment : values()) {
      if (treatment.id.equals(id)) {
        return Optional.of(treatment);
      }
    }
    return Optional.empty();
  }
}
