package dev.cofferdam.docker;

/** The body that some clients give to a change of a terminal's size: no engine reads it. */
final class Resize implements RequestDocument {
  private final Node.Struct root;

  private Resize(Node.Struct root) {
    this.root = root;
  }

  static Resize parse(byte[] json) {
    return new Resize(StrictJson.read(json, ExecShapes.RESIZE));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }
}
