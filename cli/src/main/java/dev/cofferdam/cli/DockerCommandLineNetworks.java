package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code --network} and the flags for addresses become in the body of a create. */
final class DockerCommandLineNetworks {
  private final Map<String, DockerCommandLineJson> endpoints = new LinkedHashMap<>();
  private String mode = "default";

  private DockerCommandLineNetworks() {}

  /** {@code HostConfig.NetworkMode}. */
  String mode() {
    return mode;
  }

  /** {@code NetworkingConfig.EndpointsConfig}. */
  Map<String, DockerCommandLineJson> endpoints() {
    return endpoints;
  }

  static DockerCommandLineNetworks of(DockerCommandLineOptions options) {
    List<Network> networks = new ArrayList<>();
    options.each("network", value -> networks.add(Network.of(value)));
    options.each("net", value -> networks.add(Network.of(value)));
    boolean named = !networks.isEmpty();
    if (!named) {
      networks.add(new Network("default"));
    }
    networks.getFirst().take(options);
    check(networks);
    DockerCommandLineNetworks result = new DockerCommandLineNetworks();
    result.mode = networks.getFirst().name;
    for (Network network : networks) {
      // A single network without options is left to the engine, which finds it by the mode.
      if (networks.size() > 1 || !named || !network.isPlain()) {
        result.endpoints.put(network.name, network.json());
      }
    }
    return result;
  }

  private static void check(List<Network> networks) {
    long userDefined = networks.stream().filter(Network::isUserDefined).count();
    if (userDefined != 0 && userDefined != networks.size()) {
      throw new DockerCommandLineException(
          "conflicting options: cannot attach both user-defined and non-user-defined"
              + " network-modes");
    }
    for (Network network : networks) {
      if (networks.stream().filter(other -> other.name.equals(network.name)).count() > 1) {
        throw new DockerCommandLineException(
            "network \"" + network.name + "\" is specified multiple times");
      }
      if (!network.aliases.isEmpty() && !network.isUserDefined()) {
        throw new DockerCommandLineException(
            "network-scoped aliases are only supported for user-defined networks");
      }
    }
  }

  /** One network with what was said of the container's place in it. */
  private static final class Network {
    private final String name;
    private final List<String> aliases = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private final List<String> linkLocal = new ArrayList<>();
    private final List<String> driverOptions = new ArrayList<>();
    private String address4 = "";
    private String address6 = "";
    private String mac = "";
    private long gatewayPriority;

    Network(String name) {
      this.name = name;
    }

    /** {@code NAME} or {@code name=NAME,ip=…,alias=…}. */
    static Network of(String value) {
      if (!value.contains("=")) {
        return new Network(value);
      }
      List<String> fields = DockerCommandLineValues.commaSeparated(value);
      Network network =
          new Network(
              fields.stream()
                  .filter(field -> field.startsWith("name="))
                  .reduce((_, last) -> last)
                  .map(field -> field.substring("name=".length()))
                  .orElseThrow(
                      () -> new DockerCommandLineException("network name/id is not specified")));
      fields.forEach(network::field);
      return network;
    }

    private void field(String field) {
      int equals = field.indexOf('=');
      String given = field.substring(equals + 1);
      switch (equals < 0 ? field : field.substring(0, equals)) {
        case "name" -> {}
        case "alias" -> aliases.add(given);
        case "ip" -> address4 = given;
        case "ip6" -> address6 = given;
        case "mac-address" -> mac = given;
        case "link-local-ip" -> linkLocal.add(given);
        case "driver-opt" -> driverOptions.add(given);
        case "gw-priority" -> gatewayPriority = DockerCommandLineValues.integer(given);
        default -> throw new DockerCommandLineException("invalid field key in " + field);
      }
    }

    /** The flags beside {@code --network} speak of the first one. */
    void take(DockerCommandLineOptions options) {
      aliases.addAll(options.all("network-alias", "net-alias"));
      linkLocal.addAll(options.all("link-local-ip"));
      if (isUserDefined()) {
        links.addAll(options.all("link"));
      }
      address4 = one("--ip", address4, options.text("ip"));
      address6 = one("--ip6", address6, options.text("ip6"));
      mac = one("--mac-address", mac, options.text("mac-address"));
    }

    private static String one(String flag, String within, String beside) {
      if (!within.isEmpty() && !beside.isEmpty()) {
        throw new DockerCommandLineException(
            "conflicting options: cannot specify both " + flag + " and the same per network");
      }
      return within.isEmpty() ? beside : within;
    }

    boolean isUserDefined() {
      return switch (name) {
        case "default", "bridge", "host", "none" -> false;
        default -> !name.startsWith("container:");
      };
    }

    boolean isPlain() {
      return aliases.isEmpty()
          && links.isEmpty()
          && addresses().isEmpty()
          && driverOptions.isEmpty()
          && mac.isEmpty()
          && gatewayPriority == 0;
    }

    private DockerCommandLineJson addresses() {
      return new DockerCommandLineJson()
          .putText("IPv4Address", address4)
          .putText("IPv6Address", address6)
          .putUnless(linkLocal.isEmpty(), "LinkLocalIPs", linkLocal);
    }

    DockerCommandLineJson json() {
      DockerCommandLineJson endpoint = new DockerCommandLineJson();
      if (addresses().isEmpty()) {
        endpoint.putNull("IPAMConfig");
      } else {
        endpoint.put("IPAMConfig", addresses());
      }
      endpoint.putOrNull("Links", links).putOrNull("Aliases", aliases).put("MacAddress", mac);
      if (driverOptions.isEmpty()) {
        endpoint.putNull("DriverOpts");
      } else {
        endpoint.put("DriverOpts", DockerCommandLineValues.pairs(driverOptions));
      }
      return endpoint
          .put("GwPriority", gatewayPriority)
          .put("NetworkID", "")
          .put("EndpointID", "")
          .put("Gateway", "")
          .put("IPAddress", "")
          .put("IPPrefixLen", 0)
          .put("IPv6Gateway", "")
          .put("GlobalIPv6Address", "")
          .put("GlobalIPv6PrefixLen", 0)
          .putNull("DNSNames");
    }
  }
}
