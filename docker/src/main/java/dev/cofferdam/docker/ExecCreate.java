package dev.cofferdam.docker;

import java.util.List;

/** The body of {@code POST /containers/{id}/exec}. */
public final class ExecCreate {
  private final Node.Struct root;

  private ExecCreate(Node.Struct root) {
    this.root = root;
  }

  public static ExecCreate parse(byte[] json) {
    return new ExecCreate(StrictJson.read(json, ExecShapes.CREATE));
  }

  public byte[] write() {
    return CanonicalJson.write(root);
  }

  public boolean privileged() {
    return root.flag("Privileged");
  }

  /** {@code user[:group]}, empty for the container's own. */
  public String user() {
    return root.text("User");
  }

  public List<String> envNames() {
    return EnvNames.of(root);
  }

  /** The command and its arguments, which may contain secrets. */
  public List<String> command() {
    return root.texts("Cmd");
  }

  public boolean tty() {
    return root.flag("Tty");
  }
}
