package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Finds the objects that the spec of a service names, and writes what they were resolved to. */
final class ServiceReferences {
  private ServiceReferences() {}

  static References of(Node.Struct root) {
    Node.Struct container = ServiceMounts.container(root);
    Set<String> networks = new LinkedHashSet<>();
    targets(root.struct("TaskTemplate"), networks);
    targets(root, networks);
    return new References(
        List.of(),
        ServiceMounts.requests(root),
        List.of(),
        List.of(),
        new References.Swarm(
            List.copyOf(networks), ids(container, "Secret"), ids(container, "Config")));
  }

  private static void targets(Node.Struct struct, Set<String> into) {
    for (Node.Struct network : struct.structs("Networks")) {
      into.add(network.text("Target"));
    }
  }

  private static List<String> ids(Node.Struct container, String kind) {
    return container.structs(kind + "s").stream()
        .map(reference -> reference.text(kind + "ID"))
        .distinct()
        .toList();
  }

  /** The names of networks by the ids that {@link #resolve} writes. */
  static Map<String, String> names(Resolution.Swarm swarm) {
    Map<String, String> names = new HashMap<>();
    swarm.networks().values().forEach(network -> names.put(network.id(), network.name()));
    return Map.copyOf(names);
  }

  static Node.Struct resolve(Node.Struct root, Resolution to) {
    Node.Struct resolved = networks(ServiceMounts.rewrite(root, to::hostPath), to);
    if (!root.has("TaskTemplate")) {
      return resolved;
    }
    Node.Struct task = networks(resolved.struct("TaskTemplate"), to);
    if (task.has("ContainerSpec")) {
      Node.Struct container = task.struct("ContainerSpec");
      container = references(container, "Secret", to.swarm()::secret);
      container = references(container, "Config", to.swarm()::config);
      task = task.with("ContainerSpec", container);
    }
    return resolved.with("TaskTemplate", task);
  }

  /** By their ids: a name could be the beginning of another's id. */
  private static Node.Struct networks(Node.Struct struct, Resolution to) {
    List<Node> networks = struct.items("Networks");
    if (networks.isEmpty()) {
      return struct;
    }
    List<Node> resolved = new ArrayList<>(networks.size());
    for (Node.Struct network : struct.structs("Networks")) {
      String id = to.swarm().network(network.text("Target")).id();
      resolved.add(network.with("Target", Node.Text.of(id)));
    }
    return struct.with("Networks", new Node.Items(resolved));
  }

  /**
   * Engines go by the id and compare the name; a name or the beginning of an id in the id's place
   * is none to them.
   */
  private static Node.Struct references(
      Node.Struct container, String kind, Function<String, Resolution.Named> find) {
    String list = kind + "s";
    if (container.items(list).isEmpty()) {
      return container;
    }
    List<Node> resolved = new ArrayList<>();
    for (Node.Struct reference : container.structs(list)) {
      String id = reference.text(kind + "ID");
      String name = reference.text(kind + "Name");
      String path = "TaskTemplate.ContainerSpec." + list;
      Resolution.Named named = find.apply(id);
      if (!named.id().equals(id)) {
        throw MalformedBody.at(path, Shown.text(id) + " is no full id");
      }
      if (!name.isEmpty() && !name.equals(named.name())) {
        throw MalformedBody.at(path, Shown.text(id) + " is not called " + Shown.text(name));
      }
      resolved.add(reference.with(kind + "Name", Node.Text.of(named.name())));
    }
    return container.with(list, new Node.Items(resolved));
  }
}
