package dev.cofferdam.docker;

import java.util.Locale;
import java.util.Optional;

/**
 * How much of the host a request can reach, in four tiers; each includes the ones before it.
 *
 * <p>{@code restricted} and {@code baseline} are the levels of the Kubernetes Pod Security
 * Standards. {@code privileged} is what lies beyond baseline but concerns the container itself:
 * {@code --privileged}, capabilities, devices, switched off profiles, ordinary bind mounts,
 * published ports. {@code super-privileged} joins the host: its process, IPC or user namespaces,
 * its root file system, an engine's socket, or an operation on the engine as a whole.
 */
public enum Confinement {
  RESTRICTED,
  BASELINE,
  PRIVILEGED,
  SUPER_PRIVILEGED;

  /** The name in policies, records and messages, for instance {@code super-privileged}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Confinement> of(String id) {
    for (Confinement tier : values()) {
      if (tier.id().equals(id)) {
        return Optional.of(tier);
      }
    }
    return Optional.empty();
  }

  /** The wider of two tiers. */
  public Confinement or(Confinement other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
