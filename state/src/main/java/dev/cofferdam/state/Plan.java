package dev.cofferdam.state;

import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Mode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How one container is contained: decided when it was created, carried out at each start.
 *
 * @param container 64 hex digits
 * @param owner the account that created it, by name; empty where nobody knows
 * @param range what it has of the pool; in mode {@link Mode#PRIVATE} only, and always there
 * @param maps none in mode {@link Mode#HOST} only
 * @param mounts those that are not treated as the runtime treats any; each destination once
 */
public record Plan(
    String container,
    String owner,
    Mode mode,
    Optional<IdRange> range,
    Maps maps,
    List<PlannedMount> mounts) {
  /**
   * @throws IllegalArgumentException if its parts contradict each other
   */
  public Plan {
    ContainerId.check(container);
    if (range.isPresent() != (mode == Mode.PRIVATE)) {
      throw new IllegalArgumentException("a plan has a range in mode private and in no other");
    }
    if (maps.isNone() != (mode == Mode.HOST)) {
      throw new IllegalArgumentException("a plan has maps in every mode but host");
    }
    if (range.isPresent() && !maps.equals(Maps.privateTo(range.get()))) {
      throw new IllegalArgumentException("a plan in mode private maps another range than its own");
    }
    mounts = List.copyOf(mounts);
    Set<String> destinations = new HashSet<>();
    for (PlannedMount mount : mounts) {
      if (!destinations.add(mount.destination())) {
        throw new IllegalArgumentException("a plan has a mount twice");
      }
    }
  }

  /** A plan in mode {@link Mode#PRIVATE}. */
  public static Plan privateTo(
      String container, String owner, IdRange range, List<PlannedMount> mounts) {
    return new Plan(
        container, owner, Mode.PRIVATE, Optional.of(range), Maps.privateTo(range), mounts);
  }

  /** A plan in another mode. */
  public static Plan of(
      String container, String owner, Mode mode, Maps maps, List<PlannedMount> mounts) {
    return new Plan(container, owner, mode, Optional.empty(), maps, mounts);
  }
}
