package dev.cofferdam.runtime;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Mounts;
import dev.cofferdam.linux.Name;
import java.io.IOException;

/**
 * Copies of mounts that show the files of a container's ids as those of its ids outside.
 *
 * @param namespace a user namespace with the maps
 */
record Idmapping(Kernel kernel, Fd namespace) {
  private static final String WHO_CAN = "ext4, xfs, btrfs and (from Linux 6.3) tmpfs can";

  /** A copy that is attached nowhere. What is mounted below it is not in it. */
  Fd copy(Name name) throws RuntimeFailure, IOException {
    return copy(name, 0);
  }

  /** A copy with what is mounted below, which host and container see come and go alike. */
  Fd tree(Name name) throws RuntimeFailure, IOException {
    Fd tree = copy(name, Mounts.AT_RECURSIVE);
    try {
      kernel.mounts().propagate(tree, Mounts.AT_RECURSIVE, Mounts.MS_SLAVE);
      return tree;
    } catch (KernelException e) {
      tree.close();
      throw e;
    }
  }

  private Fd copy(Name name, int flags) throws RuntimeFailure, IOException {
    Fd copy = kernel.mounts().copy(Fd.WORKING_DIRECTORY, name, flags);
    boolean mapped = false;
    try {
      mapped = tried(copy, flags);
    } finally {
      if (!mapped) {
        copy.close();
      }
    }
    if (!mapped) {
      throw new RuntimeFailure(
          culprit(name, flags)
              + " cannot be seen with other owners (no idmapped mounts on this kernel): "
              + WHO_CAN);
    }
    return copy;
  }

  /** Whether a copy could be given the map. */
  boolean tried(Fd copy, int flags) throws RuntimeFailure, KernelException {
    try {
      kernel.mounts().idmap(copy, flags, namespace);
      return true;
    } catch (KernelException e) {
      return switch (e.errno()) {
        case Errno.EINVAL -> false;
        case Errno.ENOSYS ->
            throw new RuntimeFailure(
                "this kernel has no idmapped mounts: a container with a user namespace of its own"
                    + " needs Linux 5.19 or newer",
                e);
        default -> throw e;
      };
    }
  }

  /** The mount that is to blame: the first that cannot be mapped alone. */
  private String culprit(Name name, int flags) throws RuntimeFailure, IOException {
    MountEntry top = MountEntry.of(kernel.files(), name);
    if (flags != 0 && canAlone(name)) {
      for (MountEntry entry : MountEntry.all()) {
        if (entry.isBelow(name) && !canAlone(entry.mountPoint())) {
          return sentence(entry.mountPoint(), entry.type()) + ", mounted below `" + name + "`,";
        }
      }
    }
    return sentence(name, top.type());
  }

  private boolean canAlone(Name mountPoint) throws RuntimeFailure, KernelException {
    try (Fd alone = kernel.mounts().copy(Fd.WORKING_DIRECTORY, mountPoint, 0)) {
      return tried(alone, 0);
    }
  }

  private static String sentence(Name name, String type) {
    return "`" + name + "` on a file system of type " + type;
  }

  /** Whether what a copy shows is a directory. */
  boolean showsDirectory(Fd copy) throws KernelException {
    return kernel.files().stat(copy, Name.NONE, Files.AT_EMPTY_PATH).isDirectory();
  }
}
