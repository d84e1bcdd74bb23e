package dev.cofferdam.docker;

import java.util.List;

/** The body of {@code POST /networks/{id}/disconnect}. */
public final class NetworkDisconnect implements RequestDocument {
  private final Node.Struct root;

  private NetworkDisconnect(Node.Struct root) {
    this.root = root;
  }

  public static NetworkDisconnect parse(byte[] json) {
    Node.Struct root = StrictJson.read(json, NetworkShapes.DISCONNECT);
    ContainerReference.check(root.text("Container"), "Container");
    return new NetworkDisconnect(root);
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  /** The container that is disconnected, without a leading slash. */
  public String container() {
    return ContainerReference.check(root.text("Container"), "Container");
  }

  @Override
  public References references() {
    return References.of(List.of(new References.Joined(container(), "Container")));
  }

  /** A copy with the full id. */
  @Override
  public NetworkDisconnect resolved(Resolution resolution) {
    return new NetworkDisconnect(
        root.with("Container", Node.Text.of(resolution.container(container()))));
  }
}
