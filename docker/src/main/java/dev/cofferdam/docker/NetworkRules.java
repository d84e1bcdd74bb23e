package dev.cofferdam.docker;

import java.util.Map;

/** What a container gets of the host's network, and what networks are made of. */
final class NetworkRules {
  private NetworkRules() {}

  private static final String ENDPOINT_SYSCTLS = "com.docker.network.endpoint.sysctls";

  static void weigh(Node.Struct root, Findings found) {
    Node.Struct host = root.struct("HostConfig");
    // PSS baseline, "Host Ports": none.
    Ports.published(host.entries("PortBindings"), port -> found.privileged("publish:" + port));
    if (host.flag("PublishAllPorts")) {
      found.privileged("publish-all");
    }
    for (String entry : host.texts("ExtraHosts")) {
      extraHost(entry, found);
    }
    links(host, found);
    for (Node endpoint : CreateReferences.endpoints(root).values()) {
      endpoint((Node.Struct) endpoint, found);
    }
  }

  /** No control of PSS (hostAliases): the container's own /etc/hosts. */
  static void extraHost(String entry, Findings found) {
    found.baseline("extra-host:" + Shown.text(entry));
  }

  static void endpoint(Node.Struct endpoint, Findings found) {
    links(endpoint, found);
    endpoint
        .entries("DriverOpts")
        .forEach((key, value) -> {
          if (key.equals(ENDPOINT_SYSCTLS)) {
            for (String sysctl : value.asText().split(",", -1)) {
              int equals = sysctl.indexOf('=');
              SysctlRules.weigh(equals < 0 ? sysctl : sysctl.substring(0, equals), found);
            }
          } else {
            found.privileged("network-option:" + Shown.text(key));
          }
        });
  }

  /** A link on the default bridge hands over the other container's environment. */
  private static void links(Node.Struct struct, Findings found) {
    for (String link : struct.texts("Links")) {
      found.privileged("link:" + ContainerReference.ofLink(link, "Links"));
    }
  }

  /**
   * A bridge without options is the owner's affair. Other drivers put containers onto the host's
   * interfaces, and options name interfaces and addresses of the host.
   */
  static void weigh(NetworkCreate network, Findings found) {
    Node.Struct root = network.root();
    String driver = root.text("Driver");
    if (!driver.isEmpty() && !driver.equals("bridge")) {
      found.privileged("network-driver:" + Shown.text(driver));
    }
    names("network-option:", root.entries("Options"), found);
    flag("attachable", root.flag("Attachable"), found);
    flag("ingress", root.flag("Ingress"), found);
    flag("config-only", root.flag("ConfigOnly"), found);
    flag("config-from:" + Shown.text(network.configFrom()), !network.configFrom().isEmpty(), found);
    String scope = root.text("Scope");
    flag("scope:" + Shown.text(scope), !scope.isEmpty() && !scope.equals("local"), found);
    Node.Struct ipam = root.struct("IPAM");
    String allocator = ipam.text("Driver");
    flag(
        "ipam-driver:" + Shown.text(allocator),
        !allocator.isEmpty() && !allocator.equals("default"),
        found);
    names("network-ipam-option:", ipam.entries("Options"), found);
    // Addresses can be those of another network: packets for it would go astray.
    flag("subnet", !ipam.items("Config").isEmpty(), found);
  }

  private static void flag(String what, boolean set, Findings found) {
    if (set) {
      found.privileged("network-" + what);
    }
  }

  private static void names(String prefix, Map<String, Node> options, Findings found) {
    options.keySet().forEach(key -> found.privileged(prefix + Shown.text(key)));
  }
}
