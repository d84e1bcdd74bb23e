package dev.cofferdam.gateway;

import dev.cofferdam.docker.References;
import dev.cofferdam.docker.Resolution;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.ServiceSpec;
import dev.cofferdam.docker.Subject;
import dev.cofferdam.gateway.EngineJson.Fields;
import dev.cofferdam.gateway.EngineObjects.Missing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What references to the objects of a swarm, and to plugins, mean to the engine right now. */
final class SwarmObjects {
  private static final String OWNER = "Spec.Labels." + Resource.OWNER_LABEL;

  private final EngineObjects objects;

  SwarmObjects(EngineObjects objects) {
    this.objects = objects;
  }

  /**
   * An object and the id that its reference stands for, which is another's where a task is named:
   * tasks are decided on as the service that they belong to.
   */
  record Found(String id, Resource.Other object) {}

  Found find(Subject kind, String reference) throws EngineException, Missing {
    if (kind == Subject.TASK) {
      return task(objects.inspect(path(kind, reference)));
    }
    Resource.Other object = object(kind, reference);
    return new Found(object.id(), object);
  }

  private Resource.Other object(Subject kind, String reference) throws EngineException, Missing {
    Fields fields = objects.inspect(path(kind, reference));
    return switch (kind) {
      case PLUGIN -> named(kind, fields.text("Id"), fields.text("Name"), Optional.empty());
      case NODE ->
          named(kind, fields.text("ID"), fields.text("Description.Hostname"), Optional.empty());
      case SERVICE, SECRET, CONFIG ->
          named(kind, fields.text("ID"), fields.text("Spec.Name"), fields.optional(OWNER));
      case NONE, CONTAINER, EXEC, IMAGE, VOLUME, NETWORK, TASK ->
          throw new IllegalArgumentException(kind + " is none of a swarm's objects");
    };
  }

  private Found task(Fields fields) throws EngineException, Missing {
    String id = fields.text("ID");
    String service = fields.text("ServiceID");
    return new Found(
        id,
        service.isEmpty()
            ? named(Subject.TASK, id, id, Optional.empty())
            : object(Subject.SERVICE, service));
  }

  private static Resource.Other named(Subject kind, String id, String name, Optional<String> owner)
      throws EngineException {
    if (id.isEmpty()) {
      throw new EngineException("the engine names no id for a " + kind.id());
    }
    return new Resource.Other(kind, id, name, owner);
  }

  private static String path(Subject kind, String reference) {
    String escaped = EngineObjects.escapedPath(reference);
    return switch (kind) {
      case PLUGIN -> "/plugins/" + escaped + "/json";
      case NODE, SERVICE, TASK, SECRET, CONFIG -> "/" + kind.id() + "s/" + escaped;
      case NONE, CONTAINER, EXEC, IMAGE, VOLUME, NETWORK ->
          throw new IllegalArgumentException(kind + " is none of a swarm's objects");
    };
  }

  /** The gateway's own labels of an object. */
  Map<String, String> reserved(Subject kind, String id) throws EngineException, Missing {
    String labels = "Spec.Labels.";
    Map<String, String> reserved = new HashMap<>();
    objects
        .inspect(path(kind, id))
        .below(labels + Resource.RESERVED_PREFIX)
        .forEach((path, value) -> reserved.put(path.substring(labels.length()), value));
    return reserved;
  }

  /** What a service is rolled back to. */
  Optional<ServiceSpec> previous(String id) throws EngineException, Missing {
    return ServiceSpec.previousIn(objects.answer(path(Subject.SERVICE, id)));
  }

  /**
   * What the spec of a service names.
   *
   * @param into gets the secrets and configs: to give them to a service is to act on them
   */
  Resolution.Swarm resolve(References.Swarm names, List<Resource> into)
      throws EngineException, Missing {
    Map<String, Resolution.Named> networks = new HashMap<>();
    for (String network : names.networks()) {
      // The host's own are there under another id, which only this scope tells.
      Fields fields = objects.inspect("/networks/" + network + "?scope=swarm");
      networks.put(network, new Resolution.Named(fields.text("Id"), fields.text("Name")));
    }
    return new Resolution.Swarm(
        networks,
        resolve(Subject.SECRET, names.secrets(), into),
        resolve(Subject.CONFIG, names.configs(), into));
  }

  private Map<String, Resolution.Named> resolve(
      Subject kind, List<String> references, List<Resource> into) throws EngineException, Missing {
    Map<String, Resolution.Named> resolved = new HashMap<>();
    for (String reference : references) {
      Resource.Other object = object(kind, reference);
      into.add(object);
      resolved.put(reference, new Resolution.Named(object.id(), object.name()));
    }
    return resolved;
  }
}
