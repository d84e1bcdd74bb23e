package dev.cofferdam.docker;

/** The body of {@code POST /exec/{id}/start}. */
public final class ExecStart implements RequestDocument {
  private final Node.Struct root;

  private ExecStart(Node.Struct root) {
    this.root = root;
  }

  public static ExecStart parse(byte[] json) {
    return new ExecStart(StrictJson.read(json, ExecShapes.START));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  /** Whether the connection stays an ordinary exchange instead of becoming a stream. */
  public boolean detach() {
    return root.flag("Detach");
  }

  public boolean tty() {
    return root.flag("Tty");
  }
}
