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
 * @param ownership whose the files are in a user namespace
 * @param origin the JSON path, for messages
 */
public record MountRequest(
    Kind kind,
    String source,
    String target,
    boolean readOnly,
    String propagation,
    boolean relabel,
    Ownership ownership,
    String origin) {

  /** One of which nothing is said about whose its files are. */
  MountRequest(
      Kind kind,
      String source,
      String target,
      boolean readOnly,
      String propagation,
      boolean relabel,
      String origin) {
    this(kind, source, target, readOnly, propagation, relabel, Ownership.UNSAID, origin);
  }

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

  /** The target as engines write it: cleaned. */
  public String destination() {
    return HostPath.clean(target);
  }

  /** Whether somebody's files are in both, whatever is mounted where. */
  public boolean sharesFilesWith(MountRequest other) {
    if (kind != other.kind) {
      return false;
    }
    return kind == Kind.BIND
        ? HostPath.isWithin(source, other.source) || HostPath.isWithin(other.source, source)
        : !source.isEmpty() && source.equals(other.source);
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
