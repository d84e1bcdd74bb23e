package dev.cofferdam.gateway;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.HostFacts;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Privileges;
import dev.cofferdam.docker.References;
import dev.cofferdam.docker.Resolution;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.EngineObjects.KnownVolume;
import dev.cofferdam.gateway.EngineObjects.Missing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a new container would be made of and reach. In: the parsed body. Out: the same with every
 * reference resolved, its image and the containers that it joins as objects to decide on, and its
 * privileges.
 */
final class ResolveCreate {
  private final EngineObjects objects;
  private final HostFacts facts;

  /**
   * @param facts with the engine's and the gateway's own paths among the sensitive ones
   */
  ResolveCreate(EngineObjects objects, HostFacts facts) {
    this.objects = objects;
    this.facts = facts;
  }

  void apply(Exchange exchange, ContainerCreate asked) throws EngineException, Missing {
    References references = asked.references();
    List<Resource> resources = new ArrayList<>();
    resources.add(fresh(exchange, asked));
    resources.add(objects.image(asked.image()));
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
      networks.put(network, objects.network(network).name());
    }
    ContainerCreate resolved =
        asked.resolved(
            new Resolution(containers, HostPaths.resolve(references.hostPaths()), networks));
    exchange.model(new RequestModel.Container(resolved));
    exchange.resources(resources);
    exchange.privileges().addAll(Privileges.of(resolved, facts));
    for (String name : references.volumes()) {
      optionsOf(name).ifPresent(exchange.privileges()::add);
    }
  }

  /** The container and the image as the client names them, without asking the engine. */
  static List<Resource> asWritten(Exchange exchange, ContainerCreate asked) {
    return List.of(fresh(exchange, asked), EngineObjects.imageByName(asked.image()));
  }

  private static Resource.Container fresh(Exchange exchange, ContainerCreate asked) {
    return new Resource.Container(
        "",
        exchange.call().query().text("name").orElse(""),
        Optional.of(exchange.identity().user()),
        EngineObjects.normalised(asked.image()));
  }

  /**
   * A volume that exists keeps the options that it was made with, whatever this request says of it.
   */
  private Optional<Privilege> optionsOf(String name) throws EngineException {
    return objects
        .volume(name)
        .filter(KnownVolume::options)
        .map(known -> new Privilege("volume-options:" + name, Confinement.SUPER_PRIVILEGED));
  }
}
