package dev.cofferdam.gateway;

import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlannedMount;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Mode;
import java.util.List;
import java.util.Optional;

/**
 * A plan for a container that the engine has not named yet.
 *
 * @param owner who creates it
 * @param maps empty in mode {@link Mode#PRIVATE}, unless it shares those of another container
 * @param range which comes with such maps
 * @param mounts those that are not treated as any
 * @param sources all that it would have owners for, for conflicts
 */
record NamespaceDraft(
    String owner,
    Mode mode,
    Optional<Maps> maps,
    Optional<IdRange> range,
    List<PlannedMount> mounts,
    List<OwnedFiles> sources) {
  NamespaceDraft {
    mounts = List.copyOf(mounts);
    sources = List.copyOf(sources);
  }

  /** Whether an existing container and this one have the same ids. */
  boolean shares(Plan other) {
    return maps.isPresent() && maps.get().equals(other.maps());
  }

  /**
   * @param own a range of the container's own, where {@link #needsRange}
   */
  Plan plan(String container, Optional<IdRange> own) {
    if (own.isPresent()) {
      return Plan.privateTo(container, owner, own.get(), mounts);
    }
    return new Plan(container, owner, mode, range, maps.orElse(Maps.NONE), mounts);
  }

  boolean needsRange() {
    return mode == Mode.PRIVATE && range.isEmpty();
  }
}
