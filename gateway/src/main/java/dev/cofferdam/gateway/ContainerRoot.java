package dev.cofferdam.gateway;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Inodes;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Pidfd;
import dev.cofferdam.linux.Stat;
import dev.cofferdam.userns.IdMap;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.UsernsException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The root of a running container, opened through its first process ({@code /proc/PID/root}).
 *
 * <p>A pid can be another process's by the time it is looked at: a pidfd holds it, and it has to be
 * in the container's cgroup and in a user namespace with the container's map, which with a range of
 * its own no other has.
 */
final class ContainerRoot {
  private final Kernel kernel;
  private final Inodes inodes;
  private final Path proc;

  ContainerRoot(Kernel kernel, Inodes inodes) {
    this(kernel, inodes, Path.of("/proc"));
  }

  private ContainerRoot(Kernel kernel, Inodes inodes, Path proc) {
    this.kernel = kernel;
    this.inodes = inodes;
    this.proc = proc;
  }

  /**
   * Opens it.
   *
   * @param container its id, which its cgroup is named by
   * @param pid of its first process, as the engine says
   * @throws IOException with a sentence when it is not that container's, or has ended
   */
  ContainerTree open(String container, int pid, Maps maps) throws IOException {
    Path process = proc.resolve(Integer.toString(pid));
    try (Pidfd held = Pidfd.of(pid)) {
      check(process, container, maps);
      Fd root =
          kernel
              .files()
              .open(
                  Fd.WORKING_DIRECTORY,
                  Name.of(process.resolve("root").toString()),
                  Files.O_PATH | Files.O_DIRECTORY,
                  0,
                  0);
      boolean good = false;
      try {
        refuseOwnRoot(root, process);
        if (!held.isAlive()) {
          throw new IOException(process + " has ended");
        }
        good = true;
      } finally {
        if (!good) {
          root.close();
        }
      }
      return new ContainerTree(kernel.files(), inodes, root, new InsideIds(maps));
    }
  }

  private static void check(Path process, String container, Maps maps) throws IOException {
    if (!java.nio.file.Files.readString(process.resolve("cgroup")).contains(container)) {
      throw new IOException(process + " is not in a cgroup of the container " + container);
    }
    if (!map(process.resolve("uid_map")).equals(maps.uids())
        || !map(process.resolve("gid_map")).equals(maps.gids())) {
      throw new IOException(process + " is not in the user namespace that was planned for it");
    }
  }

  private static IdMap map(Path file) throws IOException {
    try {
      return IdMap.parse(java.nio.file.Files.readString(file));
    } catch (UsernsException unreadable) {
      throw new IOException(file + ": " + unreadable.getMessage(), unreadable);
    }
  }

  /** A runtime that has not got as far as changing the root yet. */
  private void refuseOwnRoot(Fd root, Path process) throws IOException {
    Stat theirs = kernel.files().stat(root, Name.NONE, Files.AT_EMPTY_PATH);
    Stat ours = kernel.files().stat(Fd.WORKING_DIRECTORY, Name.of("/"), 0);
    if (theirs.id().device() == ours.id().device() && theirs.id().inode() == ours.id().inode()) {
      throw new KernelException("open", process + "/root", Errno.EPERM, "it is the host's");
    }
  }
}
