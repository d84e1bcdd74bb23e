package dev.cofferdam.runtime;

import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Mounts;
import dev.cofferdam.linux.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file system in memory that only the calling thread and the runtime see, where what is made for
 * a container is mounted: the mount namespace is a copy for this thread. Everything on it goes when
 * the last process that sees it has ended. What the host mounts or unmounts meanwhile is seen here
 * too, and nothing the other way round.
 *
 * <p>It can be passed by everyone: the container's root comes by, who is nobody special.
 */
final class Stage implements AutoCloseable {
  private static final Set<PosixFilePermission> PASSABLE =
      PosixFilePermissions.fromString("rwx--x--x");

  /** The name of the container's root. */
  static final String ROOT = "root";

  /** A directory for each layer of the deepest image (overlayfs takes 500) and a file per mount. */
  private static final String OPTIONS = "mode=0711,size=1m,nr_inodes=4096";

  private final Kernel kernel;
  private final Path place;
  private final Fd directory;

  private Stage(Kernel kernel, Path place, Fd directory) {
    this.kernel = kernel;
    this.place = place;
    this.directory = directory;
  }

  /**
   * Gives the thread a mount namespace of its own and puts the stage there.
   *
   * @param place an absolute path; it is made where it is missing, with an empty directory where
   *     the root is on the stage: runc's {@code exec}, which sees the host's, starts there
   */
  static Stage raise(Kernel kernel, Path place) throws IOException {
    Path ofHost = place.resolve(ROOT);
    if (!java.nio.file.Files.isDirectory(ofHost)) {
      java.nio.file.Files.createDirectories(ofHost, PosixFilePermissions.asFileAttribute(PASSABLE));
    }
    Name name = Name.of(place.toString());
    kernel.namespaces().unshareMounts();
    Mounts mounts = kernel.mounts();
    mounts.mount("none", Name.of("/"), "", Mounts.MS_REC | Mounts.MS_SLAVE, Name.NONE);
    int attributes = Mounts.ATTR_NOSUID | Mounts.ATTR_NODEV | Mounts.ATTR_NOEXEC;
    mounts.mount("cofferdam", name, "tmpfs", attributes, Name.of(OPTIONS));
    try {
      Fd top = kernel.files().open(Fd.WORKING_DIRECTORY, name, Files.O_DIRECTORY, 0, 0);
      return new Stage(kernel, place, top);
    } catch (KernelException e) {
      mounts.unmount(name, Mounts.MNT_DETACH);
      throw e;
    }
  }

  /** Attaches a mount whose root is a directory. */
  Path directory(String name, Fd mount) throws KernelException {
    kernel.files().makeDirectory(directory, Name.of(name), 0711);
    return attach(name, mount);
  }

  /** Attaches a mount whose root is a file. */
  Path file(String name, Fd mount) throws KernelException {
    kernel
        .files()
        .open(directory, Name.of(name), Files.O_CREAT | Files.O_EXCL | Files.O_WRONLY, 0600, 0)
        .close();
    return attach(name, mount);
  }

  private Path attach(String name, Fd mount) throws KernelException {
    kernel.mounts().move(mount, directory, Name.of(name));
    return place.resolve(name);
  }

  /** A directory for what is mounted by path. */
  Path directory(String name) throws KernelException {
    kernel.files().makeDirectory(directory, Name.of(name), 0711);
    return place.resolve(name);
  }

  /** Takes away what is on it, and the stage itself. */
  void strike() throws KernelException {
    kernel.mounts().unmount(Name.of(place.toString()), Mounts.MNT_DETACH);
  }

  /** The stage stays. */
  @Override
  public void close() {
    directory.close();
  }
}
