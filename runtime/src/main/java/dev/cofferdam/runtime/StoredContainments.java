package dev.cofferdam.runtime;

import dev.cofferdam.state.ContainmentDefaults;
import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.userns.Maps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Plans and ranges of a state directory. */
record StoredContainments(Path state) implements Containments {
  @Override
  public Containment of(String container) throws RuntimeFailure, IOException {
    Optional<Plan> plan;
    try {
      plan = PlanStore.at(state).find(container);
    } catch (IllegalArgumentException e) {
      throw new RuntimeFailure("`" + container + "` is not a container of an engine", e);
    }
    return plan.isPresent() ? Containment.of(plan.get()) : unplanned(container);
  }

  /** One that was created past the gateway. */
  private Containment unplanned(String container) throws RuntimeFailure, IOException {
    ContainmentDefaults defaults = ContainmentDefaults.read(state);
    Maps maps =
        switch (defaults.mode()) {
          case PRIVATE -> throw new RuntimeFailure("no range for " + container);
          case ROOT_SHIFT -> Maps.rootShift(defaults.dockerRoot());
          case IDENTITY -> Maps.identity();
          case HOST -> Maps.NONE;
          case USER -> throw new IllegalStateException("mode user is no default");
        };
    return new Containment(maps, Map.of());
  }
}
