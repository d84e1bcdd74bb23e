package dev.cofferdam.gateway;

import dev.cofferdam.docker.MountRequest;
import dev.cofferdam.gateway.EngineObjects.Missing;
import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.state.PlannedMount;
import dev.cofferdam.state.StateException;
import dev.cofferdam.state.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds containers that own the same files on the host by different ids. On disk a file has one
 * owner: where one container was given it ({@code :U}), another one's map shows it as nobody's.
 */
final class OwnerConflicts {
  private final PlanStore store;
  private final EngineObjects objects;

  OwnerConflicts(PlanStore store, EngineObjects objects) {
    this.store = store;
    this.objects = objects;
  }

  /** A sentence that names the other container; empty where there is none. */
  Optional<String> of(NamespaceDraft draft) throws EngineException, StateException {
    if (draft.sources().isEmpty()) {
      return Optional.empty();
    }
    boolean gives = draft.sources().stream().anyMatch(OwnedFiles::given);
    for (String id : store.list()) {
      Optional<Plan> plan = store.find(id);
      if (plan.isPresent() && !draft.shares(plan.get()) && (gives || gives(plan.get()))) {
        for (OwnedFiles theirs : owned(plan.get())) {
          for (OwnedFiles ours : draft.sources()) {
            if (ours.excludes(theirs)) {
              return Optional.of(sentence(ours, theirs, id));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean gives(Plan plan) {
    return plan.mounts().stream().anyMatch(mount -> mount.treatment() == Treatment.CHOWN);
  }

  private List<OwnedFiles> owned(Plan plan) throws EngineException {
    List<OwnedFiles> owned = new ArrayList<>();
    if (plan.maps().isNone()) {
      return owned;
    }
    try {
      for (MountRequest mount : objects.existing(plan.container()).references().mounts()) {
        Optional<Treatment> planned = treatment(plan, mount.destination());
        boolean theirs = planned.map(said -> said != Treatment.AS_IS).orElse(mount.isNamedVolume());
        if (theirs) {
          owned.add(new OwnedFiles(mount, planned.equals(Optional.of(Treatment.CHOWN))));
        }
      }
    } catch (Missing gone) {
      owned.clear();
    }
    return owned;
  }

  private static Optional<Treatment> treatment(Plan plan, String destination) {
    return plan.mounts().stream()
        .filter(mount -> mount.destination().equals(destination))
        .map(PlannedMount::treatment)
        .findFirst();
  }

  private String sentence(OwnedFiles ours, OwnedFiles theirs, String id) throws EngineException {
    String name = ContainerPlans.name(objects, id).orElse(id);
    return theirs.given()
        ? "the files of %s were given to the container %s (U), which has other ids; remove it, or use its namespaces"
            .formatted(ours.mount().source(), name)
        : "the files of %s cannot be given to this container (U): the container %s has them by other ids; remove it, or leave out U"
            .formatted(ours.mount().source(), name);
  }
}
