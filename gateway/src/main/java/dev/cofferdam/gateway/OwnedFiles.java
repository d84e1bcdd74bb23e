package dev.cofferdam.gateway;

import dev.cofferdam.docker.MountRequest;

/**
 * Files of the host, or a volume, that are somebody's in a container.
 *
 * @param given whether they are given to its root on the host, and not only shown so
 */
record OwnedFiles(MountRequest mount, boolean given) {
  /** Whether two containers with different ids cannot both have theirs. */
  boolean excludes(OwnedFiles other) {
    return (given || other.given) && mount.sharesFilesWith(other.mount);
  }
}
