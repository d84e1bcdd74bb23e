package dev.cofferdam.gateway;

import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.ContainerNamespace;
import dev.cofferdam.docker.MountRequest;
import dev.cofferdam.docker.Ownership;
import dev.cofferdam.docker.References.Joined;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlannedMount;
import dev.cofferdam.state.StateException;
import dev.cofferdam.state.Treatment;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Mode;
import java.util.List;
import java.util.Optional;

/**
 * How a container is to be contained. In: an allowed create, with the user namespace that was
 * decided on. Out: the same with a draft of its plan, or a refusal of what could not be started.
 */
final class PlanNamespace implements Stage {
  private static final int WRONG = 400;
  private static final int CONFLICT = 409;

  private final ContainerPlans plans;
  private final NamespaceUser users;

  PlanNamespace(ContainerPlans plans, NamespaceUser users) {
    this.plans = plans;
    this.users = users;
  }

  private static Optional<ContainerCreate> create(Exchange exchange) {
    return exchange.model() instanceof RequestModel.Document(ContainerCreate create)
        ? Optional.of(create)
        : Optional.empty();
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return create(exchange).isPresent();
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws EngineException {
    Optional<ContainerCreate> create = create(exchange);
    if (create.isEmpty()) {
      return Optional.empty();
    }
    ContainerNamespace namespace = exchange.namespace().orElseThrow();
    try {
      return plan(exchange, create.get(), namespace);
    } catch (StateException unknown) {
      Log.warn("a container cannot be planned", unknown);
      return Optional.of(Refusal.of(500, String.valueOf(unknown.getMessage())));
    }
  }

  private Optional<Refusal> plan(
      Exchange exchange, ContainerCreate create, ContainerNamespace namespace)
      throws EngineException, StateException {
    Optional<Plan> shared = Optional.empty();
    for (Joined joined : create.references().containers()) {
      if (joined.lendsNamespaces()) {
        Optional<Plan> theirs =
            plans.find(joined.reference()).filter(plan -> !plan.maps().isNone());
        Optional<String> wrong = wrong(exchange, namespace, joined, theirs, shared);
        if (wrong.isPresent()) {
          return wrong.map(why -> Refusal.of(WRONG, joined.origin() + ": " + why));
        }
        shared = theirs;
      }
    }
    if (!namespace.wrapped()) {
      return Optional.empty();
    }
    return switch (maps(exchange, create, namespace, shared)) {
      case NamespaceUser.None(String why) -> Optional.of(Refusal.of(WRONG, "userns=user: " + why));
      case NamespaceUser.Found(Optional<Maps> maps) -> {
        NamespaceDraft draft = draft(exchange, create, namespace, maps, shared);
        exchange.draft(draft);
        yield plans.conflict(draft).map(why -> Refusal.of(CONFLICT, why));
      }
    };
  }

  /** Why the namespaces of another container cannot be joined. */
  private static Optional<String> wrong(
      Exchange exchange,
      ContainerNamespace namespace,
      Joined joined,
      Optional<Plan> theirs,
      Optional<Plan> shared) {
    String other = name(exchange, joined.reference());
    if (theirs.isEmpty()) {
      return namespace.isContained()
          ? Optional.of(
              "the container %s has no user namespace that could be shared; whoever may have the privilege userns:host can add --userns=host"
                  .formatted(other))
          : Optional.empty();
    }
    Mode mode = theirs.get().mode();
    if (!namespace.isContained() || mode != namespace.mode()) {
      return Optional.of(
          "the container %s has a user namespace in mode %s, and this one would have %s; ask for userns=%s"
              .formatted(
                  other,
                  mode.id(),
                  namespace.isContained() ? "mode " + namespace.mode().id() : "none",
                  mode.id()));
    }
    if (!theirs.get().owner().equals(exchange.identity().user())) {
      return Optional.of(
          "the container %s is somebody else's, and so are the ids of its user namespace"
              .formatted(other));
    }
    return shared.isPresent() && !shared.get().maps().equals(theirs.get().maps())
        ? Optional.of("the containers to be joined have different user namespaces")
        : Optional.empty();
  }

  private NamespaceUser.Answer maps(
      Exchange exchange,
      ContainerCreate create,
      ContainerNamespace namespace,
      Optional<Plan> shared)
      throws EngineException {
    if (shared.isPresent()) {
      return new NamespaceUser.Found(shared.map(Plan::maps));
    }
    return switch (namespace.mode()) {
      case PRIVATE -> new NamespaceUser.Found(Optional.empty());
      case ROOT_SHIFT -> new NamespaceUser.Found(Optional.of(Maps.rootShift(Maps.DOCKER_ROOT)));
      case IDENTITY -> new NamespaceUser.Found(Optional.of(Maps.identity()));
      case USER -> users.maps(exchange.identity(), create);
      case HOST -> new NamespaceUser.Found(Optional.of(Maps.NONE));
    };
  }

  private static NamespaceDraft draft(
      Exchange exchange,
      ContainerCreate create,
      ContainerNamespace namespace,
      Optional<Maps> maps,
      Optional<Plan> shared) {
    List<MountRequest> mounts = create.references().mounts();
    List<PlannedMount> planned =
        mounts.stream()
            .filter(mount -> mount.ownership() != Ownership.UNSAID)
            .map(mount -> new PlannedMount(mount.destination(), treatment(mount)))
            .toList();
    List<OwnedFiles> owned =
        mounts.stream()
            .filter(mount -> namespace.isContained() && isOwned(mount))
            .map(mount -> new OwnedFiles(mount, mount.ownership() == Ownership.CHOWN))
            .toList();
    return new NamespaceDraft(
        exchange.identity().user(),
        namespace.mode(),
        maps,
        shared.flatMap(Plan::range),
        planned,
        owned);
  }

  /** Volumes belong to whoever mounts them, and other files only where it is said. */
  private static boolean isOwned(MountRequest mount) {
    return mount.isNamedVolume() || mount.ownership() != Ownership.UNSAID;
  }

  private static String name(Exchange exchange, String id) {
    for (Resource resource : exchange.resources()) {
      if (resource instanceof Resource.Container container && container.id().equals(id)) {
        return container.name();
      }
    }
    return id;
  }

  private static Treatment treatment(MountRequest mount) {
    return switch (mount.ownership()) {
      case CHOWN -> Treatment.CHOWN;
      case IDMAP -> Treatment.IDMAP;
      case UNSAID -> Treatment.AS_IS;
    };
  }
}
