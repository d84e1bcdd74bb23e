package dev.cofferdam.docker;

import java.util.Locale;

/**
 * One mount that a container asks for, wherever in the request it was written.
 *
 * @param source a cleaned path of the host for a bind, a volume's name, an image; empty for an
 *     anonymous volume and a tmpfs
 * @param target a path in the container
 * @param readOnly whether nothing below it can be written, submounts included
 * @param propagation {@code rshared} and so on, empty where the engine's default holds
 * @param relabel whether the engine shall give the files an SELinux label ({@code z}, {@code Z})
 * @param origin the JSON path, for messages
 */
public record MountRequest(
    Kind kind,
    String source,
    String target,
    boolean readOnly,
    String propagation,
    boolean relabel,
    String origin) {

  /** What is mounted. */
  public enum Kind {
    BIND,
    VOLUME,
    TMPFS,
    IMAGE,
    CLUSTER;

    /** The name in the Engine API. */
    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** {@code ro} or {@code rw}. */
  public String mode() {
    return readOnly ? "ro" : "rw";
  }

  /** Whether it is a volume that has a name and so can be shared. */
  public boolean isNamedVolume() {
    return kind == Kind.VOLUME && !source.isEmpty();
  }
}
