package dev.cofferdam.docker;

import static dev.cofferdam.docker.Field.harmless;
import static dev.cofferdam.docker.Field.ignored;
import static dev.cofferdam.docker.Field.part;
import static dev.cofferdam.docker.Field.weighed;
import static dev.cofferdam.docker.Types.BOOL;
import static dev.cofferdam.docker.Types.INT64;
import static dev.cofferdam.docker.Types.TEXT;
import static dev.cofferdam.docker.Types.TEXTS;
import static dev.cofferdam.docker.Types.TEXT_BY_NAME;

/** The objects of the network routes, and how a container is attached to a network. */
final class NetworkShapes {
  private NetworkShapes() {}

  private static final Shape ENDPOINT_IPAM =
      Shape.of(
          "EndpointIPAMConfig",
          harmless("IPv4Address", TEXT),
          harmless("IPv6Address", TEXT),
          harmless("LinkLocalIPs", TEXTS));

  /**
   * EndpointSettings. Go uses one struct for the request and for what inspect shows, so clients
   * send the second half too, empty or copied. It is not passed on: engines since 17.09 prefer a
   * {@code NetworkID} to the name that the policy was asked about.
   */
  static final Shape ENDPOINT =
      Shape.of(
          "EndpointSettings",
          harmless("IPAMConfig", new Type.Struct(ENDPOINT_IPAM)),
          weighed("Links", TEXTS),
          harmless("Aliases", TEXTS),
          harmless("MacAddress", TEXT),
          weighed("DriverOpts", TEXT_BY_NAME).since(32),
          harmless("GwPriority", INT64).since(48),
          ignored("NetworkID", TEXT),
          ignored("EndpointID", TEXT),
          ignored("Gateway", TEXT),
          ignored("IPAddress", TEXT),
          ignored("IPPrefixLen", INT64),
          ignored("IPv6Gateway", TEXT),
          ignored("GlobalIPv6Address", TEXT),
          ignored("GlobalIPv6PrefixLen", INT64),
          ignored("DNSNames", TEXTS).since(44));

  static final Shape NETWORKING =
      Shape.of(
          "NetworkingConfig", weighed("EndpointsConfig", Types.byName(new Type.Struct(ENDPOINT))));

  private static final Shape IPAM_POOL =
      Shape.of(
          "IPAMConfig",
          harmless("Subnet", TEXT),
          harmless("IPRange", TEXT),
          harmless("Gateway", TEXT),
          harmless("AuxiliaryAddresses", TEXT_BY_NAME));

  private static final Shape IPAM =
      Shape.of(
          "IPAM",
          weighed("Driver", TEXT),
          weighed("Options", TEXT_BY_NAME),
          weighed("Config", Types.list(IPAM_POOL)));

  private static final Shape CONFIG_FROM = Shape.of("ConfigReference", weighed("Network", TEXT));

  static final Shape CREATE =
      Shape.of(
          "NetworkCreate",
          harmless("Name", TEXT),
          harmless("CheckDuplicate", BOOL).until(43),
          weighed("Driver", TEXT),
          weighed("Scope", TEXT).since(30),
          harmless("Internal", BOOL),
          weighed("Attachable", BOOL).since(25),
          weighed("Ingress", BOOL).since(29),
          weighed("ConfigOnly", BOOL).since(30),
          part("ConfigFrom", CONFIG_FROM).since(30),
          part("IPAM", IPAM),
          harmless("EnableIPv4", BOOL).since(47),
          harmless("EnableIPv6", BOOL),
          weighed("Options", TEXT_BY_NAME),
          weighed("Labels", TEXT_BY_NAME));

  static final Shape CONNECT =
      Shape.of(
          "NetworkConnect",
          weighed("Container", TEXT),
          // docker-java says the same twice, here by a name that no engine knows.
          ignored("containerConfig", new Type.Struct(ENDPOINT)),
          part("EndpointConfig", ENDPOINT));

  static final Shape DISCONNECT =
      Shape.of("NetworkDisconnect", weighed("Container", TEXT), harmless("Force", BOOL));
}
