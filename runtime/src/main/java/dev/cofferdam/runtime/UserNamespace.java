package dev.cofferdam.runtime;

import dev.cofferdam.linux.Owner;
import dev.cofferdam.userns.Maps;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The user namespace that a container gets.
 *
 * @param maps ids inside to ids of the host
 * @param of the process whose namespace it is; empty for a new one
 */
record UserNamespace(Maps maps, Optional<Long> of) {
  /**
   * Who the container's root is outside: an overlay is mounted as that, and volumes given to it.
   */
  Owner root() throws RuntimeFailure {
    OptionalLong uid = maps.uids().toOutside(0);
    OptionalLong gid = maps.gids().toOutside(0);
    if (uid.isEmpty() || gid.isEmpty()) {
      throw new RuntimeFailure(
          "the container's maps have no id for its root: a map has to begin with 0");
    }
    return new Owner(uid.getAsLong(), gid.getAsLong());
  }
}
