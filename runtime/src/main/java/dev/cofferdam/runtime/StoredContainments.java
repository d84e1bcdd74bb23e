package dev.cofferdam.runtime;

import dev.cofferdam.state.ContainmentDefaults;
import dev.cofferdam.state.HostClaims;
import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.state.RangeLedger;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Pool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Plans and ranges of a state directory.
 *
 * @param state the directory
 * @param etc where the lists of accounts and subordinate ids are, {@code /etc}
 */
record StoredContainments(Path state, Path etc) implements Containments {
  @Override
  public Containment of(String container) throws RuntimeFailure, IOException {
    Optional<Plan> plan;
    try {
      plan = PlanStore.at(state).find(container);
    } catch (IllegalArgumentException e) {
      throw new RuntimeFailure(
          "`" + container + "` is not a container of an engine: " + e.getMessage(), e);
    }
    return plan.isPresent() ? Containment.of(plan.get()) : unplanned(container);
  }

  /** One that was created past the gateway; it has the same range at each start. */
  private Containment unplanned(String container) throws RuntimeFailure, IOException {
    ContainmentDefaults defaults = ContainmentDefaults.read(state);
    Maps maps =
        switch (defaults.mode()) {
          case PRIVATE -> Maps.privateTo(RangeLedger.at(state, pool(defaults)).allocate(container));
          case ROOT_SHIFT -> Maps.rootShift(defaults.dockerRoot());
          case IDENTITY -> Maps.identity();
          case HOST -> Maps.NONE;
          case USER -> throw new IllegalStateException("mode user is no default");
        };
    return new Containment(maps, Map.of());
  }

  private Pool pool(ContainmentDefaults defaults) throws RuntimeFailure, IOException {
    try {
      return Pool.of(defaults.pool(), HostClaims.read(etc));
    } catch (IllegalArgumentException e) {
      throw new RuntimeFailure(String.valueOf(e.getMessage()), e);
    }
  }
}
