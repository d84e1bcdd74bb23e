package dev.cofferdam.gateway;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Stat;

/** Takes a name out of a container's directory, with all that is below it and no link followed. */
final class TreeRemoval {
  private static final int MOST_LEVELS = 512;

  private final ContainerTree tree;

  TreeRemoval(ContainerTree tree) {
    this.tree = tree;
  }

  /**
   * @param path for messages
   * @throws KernelException with EBUSY where something is mounted, EACCES where the container's
   *     root may not
   */
  void remove(Fd directory, Stat stat, String name, String path) throws KernelException {
    remove(directory, stat, name, path, 0);
  }

  private void remove(Fd directory, Stat stat, String name, String path, int level)
      throws KernelException {
    boolean isDirectory;
    try (Fd place = tree.place(directory, name)) {
      Stat known = tree.stat(place);
      if (!tree.ids().mayRemove(stat, known)) {
        throw ContainerTree.denied(path);
      }
      if (known.mountRoot()) {
        throw ContainerTree.failure(Errno.EBUSY, path, "something is mounted there");
      }
      isDirectory = known.isDirectory();
      if (isDirectory) {
        empty(place, known, path, level);
      }
    } catch (KernelException failed) {
      if (failed.errno() == Errno.ENOENT) {
        return; // somebody was faster
      }
      throw failed;
    }
    int flags = isDirectory ? Files.AT_REMOVEDIR : 0;
    tree.files().unlink(directory, ContainerTree.name(name), flags);
  }

  private void empty(Fd place, Stat stat, String path, int level) throws KernelException {
    if (level == MOST_LEVELS) {
      throw ContainerTree.failure(Errno.ENAMETOOLONG, path, "it is too deep");
    }
    try (Fd readable = tree.inodes().reopen(place, Files.O_RDONLY | Files.O_DIRECTORY)) {
      for (Name each : tree.inodes().names(readable, TreeArchive.MOST_KEPT)) {
        String name = ContainerTree.text(each);
        remove(place, stat, name, path + "/" + name, level + 1);
      }
    }
  }
}
