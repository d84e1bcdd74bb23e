package dev.cofferdam.docker;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** The body of {@code POST /containers/{id}/exec}. */
public final class ExecCreate implements RequestDocument {
  private final Node.Struct root;

  private ExecCreate(Node.Struct root) {
    this.root = root;
  }

  public static ExecCreate parse(byte[] json) {
    return new ExecCreate(StrictJson.read(json, ExecShapes.CREATE));
  }

  @Override
  public byte[] write() {
    return CanonicalJson.write(root);
  }

  @Override
  public SortedSet<Privilege> privileges(HostFacts facts) {
    return Privileges.of(this);
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

  @Override
  public Optional<Object> fact(Fact fact) {
    return switch (fact) {
      case USER -> Optional.of(user());
      case COMMAND -> Optional.of(command());
      case TTY -> Optional.of(tty());
      case PRIVILEGED -> Optional.of(privileged());
      case ENV_NAMES -> Optional.of(envNames());
      default -> Optional.empty();
    };
  }
}
