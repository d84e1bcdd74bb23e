package dev.cofferdam.docker;

/**
 * A body without a shape: its syntax is as strict as that of the others, its meaning is unknown.
 * Whoever lets it through gives away everything its route can do.
 */
public final class OpaqueJson implements RequestDocument {
  private final Node root;

  private OpaqueJson(Node root) {
    this.root = root;
  }

  public static OpaqueJson parse(byte[] json) {
    return new OpaqueJson(StrictJson.read(json));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }
}
