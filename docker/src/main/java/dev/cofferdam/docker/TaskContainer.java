package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The container that engines make of a service's task (moby, daemon/cluster/executor/container), as
 * a body of container create. Services are weighed in this form, so that nothing is a privilege on
 * one way and not on the other, or by another name.
 */
final class TaskContainer {
  private final Node.Struct task;
  private final Node.Struct spec;
  private Node.Struct host = Node.Struct.empty(ContainerShapes.HOST);

  private TaskContainer(Node.Struct task) {
    this.task = task;
    this.spec = task.struct("ContainerSpec");
  }

  /**
   * Nothing where the task is none of containers.
   *
   * @param names of networks by what stands in the spec; what is missing stands for itself
   */
  static Optional<ContainerCreate> of(Node.Struct root, Map<String, String> names) {
    Node.Struct task = root.struct("TaskTemplate");
    return task.has("ContainerSpec")
        ? Optional.of(new TaskContainer(task).create(root, names))
        : Optional.empty();
  }

  private ContainerCreate create(Node.Struct root, Map<String, String> names) {
    copy("Groups", "GroupAdd");
    copy("CapabilityAdd", "CapAdd");
    copy("CapabilityDrop", "CapDrop");
    copy("Sysctls", "Sysctls");
    copy("Ulimits", "Ulimits");
    copy("OomScoreAdj", "OomScoreAdj");
    copy("ReadOnly", "ReadonlyRootfs");
    limits();
    host = host.with("Mounts", new Node.Items(ServiceMounts.plain(root)));
    host = host.with("ExtraHosts", Node.ofTexts(hosts()));
    host = host.with("SecurityOpt", Node.ofTexts(securityOptions()));
    host = host.with("PortBindings", new Node.Entries(ports(root.struct("EndpointSpec"))));
    Node.Struct log = task.struct("LogDriver");
    host =
        host.with(
            "LogConfig",
            host.struct("LogConfig")
                .with("Type", Node.Text.of(log.text("Name")))
                .with("Config", new Node.Entries(log.entries("Options"))));
    Node.Struct body = process();
    Node.Struct networking =
        body.struct("NetworkingConfig")
            .with("EndpointsConfig", new Node.Entries(endpoints(root, names)));
    return ContainerCreate.of(body.with("HostConfig", host).with("NetworkingConfig", networking));
  }

  private Node.Struct process() {
    Node.Struct body = Node.Struct.empty(ContainerShapes.CREATE);
    return body.with("Image", Node.Text.of(spec.text("Image")))
        .with("User", Node.Text.of(spec.text("User")))
        .with("Tty", Node.Bool.of(spec.flag("TTY")))
        .with("Env", new Node.Items(spec.items("Env")))
        .with("Cmd", new Node.Items(spec.items("Args")))
        .with("Entrypoint", new Node.Items(spec.items("Command")));
  }

  /** Without a limit of memory the one of swap means nothing. */
  private void limits() {
    Node.Struct resources = task.struct("Resources");
    Node.Struct limits = resources.struct("Limits");
    long memory = limits.number("MemoryBytes");
    host =
        host.with("PidsLimit", Node.Int.of(limits.number("Pids")))
            .with("Memory", Node.Int.of(memory))
            .with("NanoCpus", Node.Int.of(limits.number("NanoCPUs")));
    if (memory > 0 && resources.has("SwapBytes")) {
      long swap = resources.number("SwapBytes");
      host = host.with("MemorySwap", Node.Int.of(swap < 0 ? -1 : memory + swap));
    }
    String restart =
        switch (task.struct("RestartPolicy").text("Condition")) {
          case "none" -> "no";
          case "on-failure" -> "on-failure";
          // Without a policy a swarm replaces whatever ends.
          default -> "always";
        };
    host =
        host.with(
            "RestartPolicy", host.struct("RestartPolicy").with("Name", Node.Text.of(restart)));
  }

  private void copy(String from, String to) {
    var value = spec.get(from);
    if (value != null) {
      host = host.with(to, value);
    }
  }

  /** {@code ADDRESS NAME [ALIAS...]}, as in hosts(5), becomes {@code NAME:ADDRESS}. */
  private List<String> hosts() {
    List<String> hosts = new ArrayList<>();
    for (String entry : spec.texts("Hosts")) {
      String[] parts = entry.strip().split("\\s+");
      hosts.add(parts.length > 1 ? parts[1] + ":" + parts[0] : entry);
    }
    return hosts;
  }

  private List<String> securityOptions() {
    Node.Struct privileges = spec.struct("Privileges");
    List<String> options = new ArrayList<>();
    Node.Struct credentials = privileges.struct("CredentialSpec");
    for (String source : List.of("Config", "File", "Registry")) {
      if (!credentials.text(source).isEmpty()) {
        options.add("credentialspec=" + source);
      }
    }
    Node.Struct selinux = privileges.struct("SELinuxContext");
    if (selinux.flag("Disable")) {
      options.add("label=disable");
    }
    for (String part : List.of("User", "Role", "Type", "Level")) {
      if (!selinux.text(part).isEmpty()) {
        options.add("label=" + part.toLowerCase(Locale.ROOT) + ":" + selinux.text(part));
      }
    }
    Node.Struct seccomp = privileges.struct("Seccomp");
    if (seccomp.text("Mode").equals("unconfined")) {
      options.add("seccomp=unconfined");
    }
    if (!seccomp.text("Profile").isEmpty()) {
      options.add("seccomp=" + ServiceChecks.profile(privileges));
    }
    if (privileges.struct("AppArmor").text("Mode").equals("disabled")) {
      options.add("apparmor=unconfined");
    }
    if (privileges.flag("NoNewPrivileges")) {
      options.add("no-new-privileges=true");
    }
    return options;
  }

  /**
   * Ports of this host and, through the routing mesh, of every host of the swarm: the same
   * privilege, for both are there for all who reach the host.
   */
  private static Map<String, Node> ports(Node.Struct endpoint) {
    Map<String, List<Node>> bindings = new LinkedHashMap<>();
    Node.Struct binding = Node.Struct.empty(ContainerShapes.PORT_BINDING);
    for (Node.Struct port : endpoint.structs("Ports")) {
      String protocol = port.text("Protocol");
      String target = port.number("TargetPort") + "/" + (protocol.isEmpty() ? "tcp" : protocol);
      long published = port.number("PublishedPort");
      bindings
          .computeIfAbsent(target, _ -> new ArrayList<>())
          .add(
              binding.with(
                  "HostPort", Node.Text.of(published == 0 ? "" : Long.toString(published))));
    }
    Map<String, Node> ports = new LinkedHashMap<>();
    bindings.forEach((target, list) -> ports.put(target, new Node.Items(list)));
    return ports;
  }

  private Map<String, Node> endpoints(Node.Struct root, Map<String, String> names) {
    Map<String, Node> endpoints = new LinkedHashMap<>();
    endpoints(task, "TaskTemplate.Networks", names, endpoints);
    endpoints(root, "Networks", names, endpoints);
    return endpoints;
  }

  private static void endpoints(
      Node.Struct struct, String path, Map<String, String> names, Map<String, Node> into) {
    List<Node.Struct> networks = struct.structs("Networks");
    for (int i = 0; i < networks.size(); i++) {
      Node.Struct network = networks.get(i);
      String target = network.text("Target");
      Node.Struct endpoint =
          Node.Struct.empty(NetworkShapes.ENDPOINT)
              .with("DriverOpts", new Node.Entries(network.entries("DriverOpts")));
      if (into.put(names.getOrDefault(target, target), endpoint) != null) {
        throw MalformedBody.at(path + "[" + i + "]", "is a network that is named twice");
      }
    }
  }
}
