package dev.cofferdam.docker;

/**
 * Whose the files of a mount are in a container that has a user namespace, as far as it is said.
 */
public enum Ownership {
  /** Nothing is said: volumes of the engine are mapped, other files are not. */
  UNSAID(""),
  /** {@code :U}: they are given to the container's root on the host, before its first start. */
  CHOWN("U"),
  /** {@code :idmap}: the container sees them through its map; on disk nothing changes. */
  IDMAP("idmap");

  private final String option;

  Ownership(String option) {
    this.option = option;
  }

  /** In an entry of {@code HostConfig.Binds}. */
  String option() {
    return option;
  }
}
