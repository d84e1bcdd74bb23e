package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.HostFacts;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.References;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.Resolution;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.ServiceSpec;
import dev.cofferdam.docker.SubmountRules;
import dev.cofferdam.gateway.EngineObjects.KnownVolume;
import dev.cofferdam.gateway.EngineObjects.Missing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a body names and reaches. In: the parsed document. Out: the same with every reference
 * resolved, the objects that it names to decide on, and its privileges.
 */
final class ResolveDocument {
  private final EngineObjects objects;
  private final SwarmObjects swarm;
  private final ResolveSpec spec;
  private final JoinedContainers joined;
  private final EngineFacts facts;

  ResolveDocument(
      EngineObjects objects, SwarmObjects swarm, JoinedContainers joined, EngineFacts facts) {
    this.objects = objects;
    this.swarm = swarm;
    this.spec = new ResolveSpec(objects, swarm);
    this.joined = joined;
    this.facts = facts;
  }

  /** The objects that a document names; its resolved copy takes its place in the exchange. */
  List<Resource> apply(Exchange exchange, RequestDocument sent) throws EngineException, Missing {
    RequestDocument asked = asRun(exchange, sent);
    List<Resource> resources = new ArrayList<>();
    if (asked instanceof ContainerCreate create) {
      resources.add(fresh(exchange, create));
      resources.add(objects.image(create.image()));
      exchange.privileges().addAll(joined.privileges(exchange, create.references()));
    }
    resources.addAll(spec.resources(exchange, asked));
    RequestDocument kept = spec.keepingLabels(exchange, asked);
    exchange.model(new RequestModel.Document(resolved(exchange, kept, resources)));
    Optional<ServiceSpec> previous = spec.rolledBackTo(exchange);
    if (previous.isPresent()) {
      resources.addAll(spec.resources(exchange, previous.get()));
      var _ = resolved(exchange, previous.get(), resources);
    }
    return resources;
  }

  /** A copy of the document with every reference resolved; what it names is added to the others. */
  private RequestDocument resolved(
      Exchange exchange, RequestDocument asked, List<Resource> resources)
      throws EngineException, Missing {
    References references = asked.references();
    for (String image : references.images()) {
      resources.add(objects.image(image));
    }
    Map<String, String> containers = new HashMap<>();
    for (References.Joined joined : references.containers()) {
      Resource.Container target = objects.container(joined.reference());
      containers.put(joined.reference(), target.id());
      resources.add(target);
    }
    Map<String, String> networks = new HashMap<>();
    for (String network : references.networks()) {
      Resource.Network known = objects.network(network);
      networks.put(network, known.name());
      others(exchange, "network", known.name(), known.owner());
    }
    RequestDocument resolved =
        asked.resolved(
            new Resolution(
                containers,
                HostPaths.resolve(references.hostPaths()),
                networks,
                swarm.resolve(references.swarm(), resources)));
    HostFacts weighed = weighed(exchange, resolved);
    exchange.privileges().addAll(resolved.privileges(weighed));
    ApiVersion version = objects.effective(exchange.call());
    if (SubmountRules.concerns(resolved.references(), version)) {
      exchange
          .privileges()
          .addAll(
              SubmountRules.weigh(
                  resolved.references(), version, MountPoints.ofThisHost(), weighed));
    }
    for (String name : references.volumes()) {
      objects.volume(name).ifPresent(known -> existing(exchange, known));
    }
    return resolved;
  }

  /**
   * Of a container, the filter and the user namespace are settled here: what is decided on is what
   * the engine will get.
   */
  private HostFacts weighed(Exchange exchange, RequestDocument resolved) throws EngineException {
    if (!(resolved instanceof ContainerCreate create)) {
      return facts.asKnown(exchange);
    }
    HostFacts weighed = facts.of(exchange);
    exchange.namespace(create.namespace(weighed.namespaces()));
    exchange.filter(create.filter(weighed.seccomp()));
    return weighed;
  }

  /**
   * A volume that exists keeps the options that it was made with, whatever this request says of it,
   * and its owner.
   */
  private static void existing(Exchange exchange, KnownVolume known) {
    String name = known.volume().name();
    if (known.options()) {
      exchange
          .privileges()
          .add(new Privilege("volume-options:" + name, Confinement.SUPER_PRIVILEGED));
    }
    others(exchange, "volume", name, known.volume().owner());
  }

  /** No privilege by itself: it is what a rule on one's own objects does not give. */
  private static void others(Exchange exchange, String kind, String name, Optional<String> owner) {
    if (owner.isPresent() && !owner.get().equals(exchange.identity().user())) {
      exchange
          .privileges()
          .add(new Privilege("others-" + kind + ":" + name, Confinement.RESTRICTED));
    }
  }

  /** What a document asks for, without asking the engine what its references mean. */
  void asWritten(Exchange exchange, RequestDocument sent) {
    RequestDocument asked = asRun(exchange, sent);
    exchange.privileges().addAll(asked.privileges(facts.asKnown(exchange)));
    if (asked instanceof ContainerCreate create) {
      exchange.resources(
          List.of(fresh(exchange, create), EngineObjects.imageByName(create.image())));
    } else {
      exchange.resources(ResolveSpec.asWritten(exchange, asked));
    }
  }

  /** With what the caller's roles take from each container of his. */
  private static RequestDocument asRun(Exchange exchange, RequestDocument sent) {
    return sent instanceof ContainerCreate create
            && exchange.policy().dropsCapabilities(Decide.caller(exchange.identity()))
        ? create.withoutCapabilities()
        : sent;
  }

  private static Resource.Container fresh(Exchange exchange, ContainerCreate asked) {
    return new Resource.Container(
        "",
        exchange.call().query().text("name").orElse(""),
        Optional.of(exchange.identity().user()),
        EngineObjects.normalised(asked.image()));
  }
}
