package dev.cofferdam.runtime;

import dev.cofferdam.linux.Owner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Sources of bind mounts that become a container's before it starts for the first time. */
interface Volumes {
  /**
   * What is to change hands.
   *
   * @param container the container's id
   * @param sources files or directories
   * @param owner the container's root, outside
   * @param engine where the engine keeps its data, where it is known
   */
  record Gift(String container, List<Path> sources, Owner owner, Optional<Path> engine) {
    public Gift {
      sources = List.copyOf(sources);
    }
  }

  /**
   * Gives them, with all that is in them, unless that was done at an earlier start.
   *
   * @throws RuntimeFailure for what is not a container's, with what would work
   */
  void give(Gift gift) throws RuntimeFailure, IOException;
}
