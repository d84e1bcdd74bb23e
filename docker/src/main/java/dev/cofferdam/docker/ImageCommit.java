package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** The body of {@code POST /commit}: the configuration that the new image gives to containers. */
public final class ImageCommit implements RequestDocument {
  private final Node.Struct root;

  private ImageCommit(Node.Struct root) {
    this.root = root;
  }

  /** Clients written in Go before 27 send {@code null} where they have nothing to say. */
  public static ImageCommit parse(byte[] json) {
    if (new String(json, StandardCharsets.UTF_8).strip().equals("null")) {
      return new ImageCommit(Node.Struct.empty(ContainerShapes.COMMIT));
    }
    Node.Struct root = StrictJson.read(json, ContainerShapes.COMMIT);
    Labels.refuseReserved(root.entries("Labels"), "Labels");
    return new ImageCommit(root);
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return Privileges.of(this);
  }

  /** The instructions that {@code ONBUILD} is for. */
  List<String> triggers() {
    return root.texts("OnBuild");
  }

  Map<String, Node> labelNodes() {
    return root.entries("Labels");
  }
}
