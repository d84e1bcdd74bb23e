package dev.cofferdam.docker;

import dev.cofferdam.userns.Mode;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names of privileges for user namespaces, as policies write them. */
public final class NamespacePrivileges {
  static final String PREFIX = "userns:";

  /** The name by which docker's own option was known before there were modes. */
  private static final String HOST_BEFORE = "namespace:user=host";

  private NamespacePrivileges() {}

  static String name(Mode mode) {
    return PREFIX + mode.id();
  }

  /**
   * The least tier for what the host can be reached with.
   *
   * <p>No control of PSS. In mode {@code user} a container is one user who is its creator; in
   * {@code root-shift} and {@code identity} it can be any user of the host, and so reach whatever
   * of theirs is mounted; in {@code host} root is root.
   */
  static Confinement tier(Mode mode) {
    return switch (mode) {
      case PRIVATE -> Confinement.RESTRICTED;
      case USER -> Confinement.BASELINE;
      case ROOT_SHIFT, IDENTITY -> Confinement.PRIVILEGED;
      case HOST -> Confinement.SUPER_PRIVILEGED;
    };
  }

  /** Another name that patterns may call a privilege by. */
  public static Optional<String> alias(String name) {
    return name.equals(PREFIX + "host") ? Optional.of(HOST_BEFORE) : Optional.empty();
  }

  /** Why a name without stars can be none. */
  public static Optional<String> problem(String name) {
    String mode = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    if (mode.equals(Mode.PRIVATE.id())) {
      return Optional.of("a user namespace of one's own takes no privilege: \"" + name + "\"");
    }
    return Mode.of(mode).isPresent()
        ? Optional.empty()
        : Optional.of(
            "unknown mode of user namespaces \""
                + Shown.text(mode)
                + "\" (possible: "
                + Arrays.stream(Mode.values())
                    .filter(each -> each != Mode.PRIVATE)
                    .map(Mode::id)
                    .collect(Collectors.joining(", "))
                + ")");
  }
}
