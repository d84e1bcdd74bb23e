package dev.cofferdam.docker;

/** The body of {@code POST /containers/{id}/copy}, which API 1.24 was the last to have. */
public final class ContainerCopy implements RequestDocument {
  private static final Shape SHAPE =
      Shape.of("CopyConfig", Field.harmless("Resource", Types.TEXT).until(24));

  private final Node.Struct root;

  private ContainerCopy(Node.Struct root) {
    this.root = root;
  }

  public static ContainerCopy parse(byte[] json) {
    return new ContainerCopy(StrictJson.read(json, SHAPE));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }
}
