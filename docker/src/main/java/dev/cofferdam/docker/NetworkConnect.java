package dev.cofferdam.docker;

import java.util.List;

/** The body of {@code POST /networks/{id}/connect}. */
public final class NetworkConnect {
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

  public byte[] write() {
    return CanonicalJson.write(root);
  }

  /** The container that is connected, without a leading slash. */
  public String container() {
    return ContainerReference.check(root.text("Container"), "Container");
  }

  /** Every container that is named: the one that is connected, and those that it links to. */
  public List<References.Joined> containers() {
    return EndpointLinks.containers(root, container());
  }

  /** A copy with full ids. */
  public NetworkConnect resolved(Resolution resolution) {
    return new NetworkConnect(EndpointLinks.resolve(root, container(), resolution));
  }

  Node.Struct endpoint() {
    return root.struct("EndpointConfig");
  }
}
