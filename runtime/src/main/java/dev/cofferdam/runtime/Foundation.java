package dev.cofferdam.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a contained container stands on, made by the kernel before the real runtime starts: the root
 * that the engine mounted, seen through the map of its user namespace, and the sources of bind
 * mounts seen the same way. The namespace itself is the runtime's to make, which can join others
 * (the host's network) first: from inside it could not.
 *
 * <p>All of it belongs to a mount namespace of the calling thread's own. So it goes with the
 * container, or with this process where anything fails before that.
 */
interface Foundation {
  /**
   * What has to be made.
   *
   * @param container the container's id
   * @param root where the engine has mounted the container's file system
   * @param namespace whose map and identity it gets
   * @param sources of bind mounts that are to be seen through the map, each a file or a folder
   */
  record Order(String container, Path root, UserNamespace namespace, List<Path> sources) {
    public Order {
      sources = List.copyOf(sources);
    }
  }

  /**
   * What was made, as paths of the calling thread's mount namespace.
   *
   * @param root of the container
   * @param sources one for each of the order, in its order
   */
  record Laid(Path root, List<Path> sources) {
    public Laid {
      sources = List.copyOf(sources);
    }
  }

  /**
   * Makes it. The calling thread has to be the one that becomes the runtime.
   *
   * @throws RuntimeFailure where the kernel or a file system cannot do it, with what would work
   * @throws IOException where a call failed that should not
   */
  Laid lay(Order order) throws RuntimeFailure, IOException;
}
