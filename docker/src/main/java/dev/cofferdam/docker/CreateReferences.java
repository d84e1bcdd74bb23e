package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Finds the objects that a container create names, and writes what they were resolved to. */
final class CreateReferences {
  /** Fields of HostConfig whose value can be {@code container:<ref>}. */
  private static final List<String> MODES =
      List.of("NetworkMode", "IpcMode", "PidMode", "UTSMode", "Cgroup");

  /** Network modes that are no names of networks that someone made. */
  private static final Set<String> PREDEFINED = Set.of("", "default", "bridge", "host", "none");

  private CreateReferences() {}

  static References of(Node.Struct root, List<MountRequest> mounts) {
    Node.Struct host = root.struct("HostConfig");
    List<References.Joined> containers = new ArrayList<>();
    for (String field : MODES) {
      String path = "HostConfig." + field;
      ContainerReference.ofMode(host.text(field), path)
          .ifPresent(reference -> containers.add(new References.Joined(reference, path)));
    }
    collect(containers, host, "VolumesFrom", "HostConfig", ContainerReference::ofVolumesFrom);
    collect(containers, host, "Links", "HostConfig", ContainerReference::ofLink);
    endpoints(root)
        .forEach((name, endpoint) ->
            collect(
                containers,
                (Node.Struct) endpoint,
                "Links",
                "NetworkingConfig.EndpointsConfig." + Shown.text(name),
                ContainerReference::ofLink));
    List<String> devices =
        host.structs("Devices").stream()
            .map(device -> HostPath.clean(device.text("PathOnHost")))
            .distinct()
            .toList();
    return new References(containers, mounts, List.copyOf(networks(root)), devices);
  }

  /** The user-defined networks of a body. */
  static Set<String> networks(Node.Struct root) {
    Set<String> networks = new LinkedHashSet<>();
    String mode = root.struct("HostConfig").text("NetworkMode");
    if (isUserDefined(mode)) {
      networks.add(mode);
    }
    for (String name : endpoints(root).keySet()) {
      if (isUserDefined(name)) {
        networks.add(name);
      }
    }
    return networks;
  }

  static boolean isUserDefined(String network) {
    return !PREDEFINED.contains(network) && Names.isNetwork(network);
  }

  static Map<String, Node> endpoints(Node.Struct root) {
    return root.struct("NetworkingConfig").entries("EndpointsConfig");
  }

  private static void collect(
      List<References.Joined> into,
      Node.Struct struct,
      String field,
      String parent,
      BinaryOperator<String> reference) {
    List<Node> items = struct.items(field);
    for (int i = 0; i < items.size(); i++) {
      String path = parent + "." + field + "[" + i + "]";
      into.add(new References.Joined(reference.apply(items.get(i).asText(), path), path));
    }
  }

  static Node.Struct resolve(Node.Struct root, Resolution to) {
    Node.Struct host = MountList.rewrite(root.struct("HostConfig"), to::hostPath);
    for (String field : MODES) {
      String mode = host.text(field);
      var joined = ContainerReference.ofMode(mode, field);
      if (joined.isPresent()) {
        host = host.with(field, Node.Text.of(ContainerReference.mode(to.container(joined.get()))));
      }
    }
    String network = host.text("NetworkMode");
    if (isUserDefined(network)) {
      host = host.with("NetworkMode", Node.Text.of(to.network(network)));
    }
    if (host.has("VolumesFrom")) {
      host =
          each(
              host,
              "VolumesFrom",
              entry ->
                  ContainerReference.volumesFrom(
                      entry, to.container(ContainerReference.ofVolumesFrom(entry, "VolumesFrom"))));
    }
    host = links(devices(host, to), to);
    Node.Struct resolved = root.has("HostConfig") ? root.with("HostConfig", host) : root;
    Map<String, Node> endpoints = endpoints(root);
    return endpoints.isEmpty() ? resolved : resolved.with("NetworkingConfig", networking(root, to));
  }

  private static Node.Struct networking(Node.Struct root, Resolution to) {
    Map<String, Node> endpoints = new LinkedHashMap<>();
    endpoints(root)
        .forEach((name, endpoint) -> {
          String key = isUserDefined(name) ? to.network(name) : name;
          if (endpoints.put(key, links((Node.Struct) endpoint, to)) != null) {
            throw MalformedBody.at(
                "NetworkingConfig.EndpointsConfig." + Shown.text(name),
                "is a network that is named twice");
          }
        });
    return root.struct("NetworkingConfig").with("EndpointsConfig", new Node.Entries(endpoints));
  }

  private static Node.Struct links(Node.Struct struct, Resolution to) {
    return struct.has("Links")
        ? each(
            struct,
            "Links",
            link ->
                ContainerReference.link(
                    link, to.container(ContainerReference.ofLink(link, "Links"))))
        : struct;
  }

  private static Node.Struct devices(Node.Struct host, Resolution to) {
    List<Node.Struct> devices = host.structs("Devices");
    if (devices.isEmpty()) {
      return host;
    }
    List<Node> resolved = new ArrayList<>(devices.size());
    for (Node.Struct device : devices) {
      String path = to.hostPath(HostPath.clean(device.text("PathOnHost")));
      resolved.add(device.with("PathOnHost", Node.Text.of(path)));
    }
    return host.with("Devices", new Node.Items(resolved));
  }

  private static Node.Struct each(Node.Struct struct, String field, UnaryOperator<String> change) {
    return struct.with(field, Node.ofTexts(struct.texts(field).stream().map(change).toList()));
  }
}
