package dev.cofferdam.docker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a secret or a config shall be. Nothing here tells its data. */
public final class StoredSpec implements Spec {
  private final Node.Struct root;

  private StoredSpec(Node.Struct root) {
    this.root = root;
  }

  /** The body of {@code POST /secrets/create}. */
  public static StoredSpec secret(byte[] json) {
    return created(read(json, SwarmShapes.SECRET));
  }

  /** The body of {@code POST /configs/create}. */
  public static StoredSpec config(byte[] json) {
    return created(read(json, SwarmShapes.CONFIG));
  }

  private static StoredSpec created(StoredSpec spec) {
    Labels.refuseReserved(spec.root.entries("Labels"), "Labels");
    return spec;
  }

  /** With whatever labels it has. */
  static StoredSpec read(byte[] json, Shape shape) {
    Node.Struct root = StrictJson.read(json, shape);
    if (!Names.isPlain(root.text("Name"))) {
      throw MalformedBody.at("Name", "must be given ([a-zA-Z0-9][a-zA-Z0-9_.-]*)");
    }
    Hidden.refuse(root, "");
    return new StoredSpec(root);
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public String name() {
    return root.text("Name");
  }

  @Override
  public List<Reserved> reserved() {
    return Labels.reserved(root.entries("Labels"), "Labels");
  }

  @Override
  public StoredSpec resolved(Resolution resolution) {
    return this;
  }

  @Override
  public StoredSpec withLabels(Map<String, String> labels) {
    return new StoredSpec(Labels.add(root, labels));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredSpec that && root.equals(that.root);
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  @Override
  public String toString() {
    return "StoredSpec[" + Shown.text(name()) + "]";
  }
}
