package dev.cofferdam.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the body of a new container says. */
final class ContainerFacts {
  private ContainerFacts() {}

  static Optional<Object> find(ContainerCreate create, Fact fact) {
    Node.Struct root = create.root();
    Node.Struct host = create.host();
    return switch (fact) {
      case MEMORY -> Optional.of(LimitFacts.memory(host.number("Memory")));
      case MEMORY_SWAP ->
          Optional.of(LimitFacts.memorySwap(host.number("Memory"), host.number("MemorySwap")));
      case CPUS ->
          Optional.of(
              LimitFacts.cpus(
                  host.number("NanoCpus"), host.number("CpuQuota"), host.number("CpuPeriod")));
      case PIDS -> Optional.of(LimitFacts.pids(host.number("PidsLimit")));
      case USER -> Optional.of(create.user());
      case COMMAND -> Optional.of(root.texts("Cmd"));
      case ENTRYPOINT -> Optional.of(root.texts("Entrypoint"));
      case TTY -> Optional.of(root.flag("Tty"));
      case PRIVILEGED -> Optional.of(host.flag("Privileged"));
      case READONLY_ROOTFS -> Optional.of(host.flag("ReadonlyRootfs"));
      case LABELS -> Optional.of(create.labels());
      case ENV_NAMES -> Optional.of(create.envNames());
      case PORTS -> Optional.of(ports(host));
      case HOST_PORTS -> Optional.of(Ports.ofHost(host.entries("PortBindings"), allPorts(host)));
      case HOST_PATHS ->
          Optional.of(
              create.mounts().stream()
                  .filter(mount -> mount.kind() == MountRequest.Kind.BIND)
                  .map(MountRequest::source)
                  .toList());
      case MOUNTS -> Optional.of(create.mounts().stream().map(ContainerFacts::mount).toList());
      case RESTART_POLICY -> Optional.of(restart(host));
      case DRIVER, INTERNAL, PLATFORM -> Optional.empty();
    };
  }

  private static boolean allPorts(Node.Struct host) {
    return host.flag("PublishAllPorts");
  }

  private static List<String> ports(Node.Struct host) {
    List<String> ports = new ArrayList<>();
    Map<String, Node> bindings = host.entries("PortBindings");
    Ports.published(bindings, ports::add);
    if (allPorts(host)) {
      ports.add("0.0.0.0:0/tcp");
    }
    return ports;
  }

  private static String mount(MountRequest mount) {
    return mount.kind().id() + ":" + mount.source() + ":" + mount.target() + ":" + mount.mode();
  }

  private static String restart(Node.Struct host) {
    String name = host.struct("RestartPolicy").text("Name");
    return name.isEmpty() ? "no" : name;
  }
}
