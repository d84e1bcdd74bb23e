package dev.cofferdam.docker;

import org.jspecify.annotations.Nullable;

/**
 * A body that concerns a swarm as a whole or one of its nodes. Join tokens, unlock keys and the key
 * of the swarm's authority are in these bodies and nowhere else: nothing here tells contents.
 */
public final class SwarmBody implements RequestDocument {
  private final Node.Struct root;

  private SwarmBody(Node.Struct root) {
    this.root = root;
  }

  /** {@code POST /swarm/init}. */
  public static SwarmBody init(byte[] json) {
    Node.Struct root = StrictJson.read(json, SwarmShapes.INIT);
    Labels.refuseReserved(root.struct("Spec").entries("Labels"), "Spec.Labels");
    return new SwarmBody(root);
  }

  /** {@code POST /swarm/join}. */
  public static SwarmBody join(byte[] json) {
    return new SwarmBody(StrictJson.read(json, SwarmShapes.JOIN));
  }

  /** {@code POST /swarm/update}. */
  public static SwarmBody update(byte[] json) {
    Node.Struct root = StrictJson.read(json, SwarmShapes.SPEC);
    Hidden.refuse(root, "");
    return labelled(root);
  }

  /** {@code POST /swarm/unlock}. */
  public static SwarmBody unlock(byte[] json) {
    return new SwarmBody(StrictJson.read(json, SwarmShapes.UNLOCK));
  }

  /** {@code POST /nodes/{id}/update}. */
  public static SwarmBody node(byte[] json) {
    return labelled(StrictJson.read(json, SwarmShapes.NODE));
  }

  private static SwarmBody labelled(Node.Struct root) {
    Labels.refuseReserved(root.entries("Labels"), "Labels");
    return new SwarmBody(root);
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SwarmBody that && root.equals(that.root);
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  @Override
  public String toString() {
    return "SwarmBody[" + root.shape() + "]";
  }
}
