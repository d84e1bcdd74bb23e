package dev.cofferdam.docker;

import java.util.SortedSet;

/** The body of {@code POST /networks/{id}/connect}. */
public final class NetworkConnect implements RequestDocument {
  private final Node.Struct root;

  private NetworkConnect(Node.Struct root) {
    this.root = root;
  }

  public static NetworkConnect parse(byte[] json) {
    Node.Struct root = StrictJson.read(json, NetworkShapes.CONNECT);
    ContainerReference.check(root.text("Container"), "Container");
    EndpointLinks.check(root.struct("EndpointConfig"));
    return new NetworkConnect(root);
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return Privileges.of(this);
  }

  /** The container that is connected, without a leading slash. */
  public String container() {
    return ContainerReference.check(root.text("Container"), "Container");
  }

  /** The container that is connected, and those that it links to. */
  @Override
  public References references() {
    return References.of(EndpointLinks.containers(root, container()));
  }

  /** A copy with full ids. */
  @Override
  public NetworkConnect resolved(Resolution resolution) {
    return new NetworkConnect(EndpointLinks.resolve(root, container(), resolution));
  }

  Node.Struct endpoint() {
    return root.struct("EndpointConfig");
  }
}
