package dev.cofferdam.gateway;

import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.References;
import dev.cofferdam.docker.ReplaceableRules;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.EngineObjects.Missing;
import dev.cofferdam.gateway.Mounting.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who could replace what it mounts. In: a resolved request. Out: a privilege for each path of the
 * host that the engine could find a link in the place of, whether this request mounts it or makes
 * it so for what mounts it already.
 */
final class WeighMounts implements Stage {
  private final Mountings mountings;
  private final MountingsUnderWay underWay;

  WeighMounts(Mountings mountings, MountingsUnderWay underWay) {
    this.mountings = mountings;
    this.underWay = underWay;
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return switch (exchange.call().operation()) {
      case CONTAINER_CREATE, SERVICE_CREATE, SERVICE_UPDATE -> true;
      default -> mounts(exchange.call().operation());
    };
  }

  /**
   * Whether the engine looks up what an existing container mounts: at each start, and to copy files
   * (moby, daemon/archive.go), whether it runs or not.
   */
  private static boolean mounts(Operation operation) {
    return switch (operation) {
      case CONTAINER_START,
          CONTAINER_RESTART,
          CONTAINER_ARCHIVE_STAT,
          CONTAINER_ARCHIVE_READ,
          CONTAINER_ARCHIVE_WRITE,
          CONTAINER_COPY ->
          true;
      default -> false;
    };
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws EngineException {
    Operation operation = exchange.call().operation();
    if (exchange.policy().mentions(Decide.caller(exchange.identity()), operation)) {
      try {
        if (mounts(operation)) {
          existing(exchange);
        } else if (exchange.model() instanceof RequestModel.Document(RequestDocument asked)) {
          asked(exchange, asked);
        }
      } catch (Missing gone) {
        return Optional.of(Refusal.of(gone.status(), String.valueOf(gone.getMessage())));
      }
    }
    return Optional.empty();
  }

  private void existing(Exchange exchange) throws EngineException, Missing {
    if (!(exchange.resources().getFirst() instanceof Resource.Container container)
        || !mountings.mountsAnything(container.id())) {
      return;
    }
    Volumes volumes = mountings.volumes();
    Mounting mounting = new Mounting(Optional.of(container), mountings.of(container.id(), volumes));
    if (!mounting.isEmpty()) {
      weigh(exchange, mounting, underWay.now(), volumes);
    }
  }

  private void asked(Exchange exchange, RequestDocument document) throws EngineException, Missing {
    References references = document.references();
    List<String> joined =
        document instanceof ContainerCreate
            ? references.containers().stream()
                .filter(References.Joined::lendsVolumes)
                .map(References.Joined::reference)
                .toList()
            : List.of();
    boolean byVolume =
        exchange.privileges().stream().anyMatch(it -> it.name().startsWith("volume-options:"));
    if (!byVolume && joined.isEmpty() && Mounting.asked(references.mounts(), List.of()).isEmpty()) {
      return;
    }
    Volumes volumes = mountings.volumes();
    List<Source> beside = new ArrayList<>();
    for (String other : joined) {
      for (Source lent : mountings.of(other, volumes)) {
        beside.add(new Source(lent.path(), false, lent.writable())); // resolved by nobody
      }
    }
    references.mounts().stream()
        .filter(mount -> mount.isNamedVolume())
        .forEach(mount -> beside.addAll(volumes.sources(mount.source(), !mount.readOnly())));
    Mounting mounting = Mounting.asked(references.mounts(), beside);
    if (!mounting.isEmpty()) {
      MountingsUnderWay.Entered entered = underWay.enter(mounting);
      exchange.hold(entered.place());
      weigh(exchange, mounting, entered.earlier(), volumes);
    }
  }

  private void weigh(Exchange exchange, Mounting mounting, List<Mounting> underWay, Volumes volumes)
      throws EngineException, Missing {
    List<Mounting> others = new ArrayList<>(mountings.all(volumes));
    others.removeIf(other -> !other.id().isEmpty() && other.id().equals(mounting.id()));
    others.addAll(underWay);
    others.addAll(volumes.data());
    Replaceable replaceable = new Replaceable(HostTree.ofThisHost());
    MountSentences say = new MountSentences(Sight.of(exchange), mounting);
    replaceable.between(mounting, mounting).forEach(found -> add(exchange, found, say.own(found)));
    for (Mounting other : others) {
      replaceable.between(mounting, other).forEach(it -> add(exchange, it, say.below(it)));
      if (!isVolume(other)) {
        replaceable.between(other, mounting).forEach(it -> add(exchange, it, say.above(it)));
      }
    }
    if (isResolved(mounting)) {
      for (Source source : mounting.sources()) {
        if (source.bind() && replaceable.leadsElsewhere(source)) {
          Privilege privilege = ReplaceableRules.privilege(source.path());
          exchange.privileges().add(privilege);
          exchange.explain(privilege, say.elsewhere(source));
        }
      }
    }
  }

  /** A volume's own directory is the engine's: it is written to, and nobody replaces it. */
  private static boolean isVolume(Mounting other) {
    return other.resource().stream().anyMatch(Resource.Volume.class::isInstance);
  }

  /** Whether its paths were free of links when the gateway let it be made. */
  private static boolean isResolved(Mounting mounting) {
    return mounting.resource().stream()
        .allMatch(known -> known instanceof Resource.Container it && it.owner().isPresent());
  }

  private static void add(Exchange exchange, Replaceable.Found found, String sentence) {
    Privilege privilege = ReplaceableRules.privilege(found.source().path());
    exchange.privileges().add(privilege);
    exchange.explain(privilege, sentence);
  }
}
