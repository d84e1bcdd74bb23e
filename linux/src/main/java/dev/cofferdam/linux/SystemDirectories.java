package dev.cofferdam.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directories that a host needs as they are: what is in them never changes hands because a
 * container wants it.
 *
 * @param engines data roots of engines; in them, the data of volumes are a container's business
 * @param own directories of Cofferdam's, with what is in them
 */
public record SystemDirectories(List<Path> engines, List<Path> own) {
  /** The system itself: with everything below. */
  private static final List<Path> WHOLE =
      paths(
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/proc",
          "/sbin",
          "/sys",
          "/usr",
          "/run/systemd",
          "/run/udev",
          "/run/dbus",
          "/run/containerd",
          "/run/docker",
          "/var/lib/containerd",
          "/var/lib/dpkg",
          "/var/lib/rpm",
          "/var/lib/systemd",
          "/var/spool/cron");

  /** What belongs to many: but a directory in it may be one container's. */
  private static final List<Path> SHARED =
      paths(
          "/",
          "/home",
          "/media",
          "/mnt",
          "/opt",
          "/root",
          "/run",
          "/run/lock",
          "/run/user",
          "/srv",
          "/tmp",
          "/var",
          "/var/backups",
          "/var/cache",
          "/var/lib",
          "/var/local",
          "/var/log",
          "/var/mail",
          "/var/opt",
          "/var/spool",
          "/var/tmp");

  private static final Path HOMES = Path.of("/home");

  public SystemDirectories {
    engines = normalized(engines);
    own = normalized(own);
  }

  private static List<Path> paths(String... paths) {
    List<Path> all = new ArrayList<>();
    for (String path : paths) {
      all.add(Path.of(path));
    }
    return List.copyOf(all);
  }

  private static List<Path> normalized(List<Path> paths) {
    return paths.stream().map(path -> path.toAbsolutePath().normalize()).toList();
  }

  /**
   * Why a tree is not a container's, in a part of a sentence; nothing where it may be.
   *
   * @param tree an absolute path without links
   */
  public Optional<String> claimOn(Path tree) {
    for (Path whole : WHOLE) {
      if (tree.startsWith(whole)) {
        return Optional.of("it is in " + whole + ", which is the system's");
      }
    }
    if (!isVolume(tree)) {
      for (Path engine : engines) {
        if (tree.startsWith(engine)) {
          return Optional.of("it is in " + engine + ", where an engine keeps its data");
        }
      }
      for (Path mine : own) {
        if (tree.startsWith(mine)) {
          return Optional.of("it is in " + mine + ", where Cofferdam keeps its state");
        }
      }
    }
    if (HOMES.equals(tree.getParent())) {
      return Optional.of("it is the whole home of a user");
    }
    return all().stream()
        .filter(each -> each.startsWith(tree))
        .findFirst()
        .map(each -> each.equals(tree) ? "it is the system's" : "it has " + each + " in it");
  }

  /** An engine of Cofferdam's own has them in its state directory. */
  private boolean isVolume(Path tree) {
    return engines.stream().anyMatch(engine -> isVolume(engine, tree));
  }

  private static boolean isVolume(Path engine, Path tree) {
    if (!tree.startsWith(engine)) {
      return false;
    }
    Path inEngine = engine.relativize(tree);
    return inEngine.getNameCount() >= 3
        && inEngine.getName(0).toString().equals("volumes")
        && inEngine.getName(2).toString().equals("_data");
  }

  private List<Path> all() {
    List<Path> all = new ArrayList<>(WHOLE);
    all.addAll(SHARED);
    all.addAll(engines);
    all.addAll(own);
    return all;
  }

  /** A directory, by whatever mount it is reached. */
  record Place(long device, long inode) {
    static Place of(FileId id) {
      return new Place(id.device(), id.inode());
    }
  }

  /** Those that are there, so that they are known under another name as well. */
  Set<Place> places(Files files) throws KernelException {
    Set<Place> places = new HashSet<>();
    for (Path path : all()) {
      try {
        Stat stat = files.stat(Fd.WORKING_DIRECTORY, Name.of(path.toString()), 0);
        places.add(Place.of(stat.id()));
      } catch (KernelException e) {
        if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR) {
          throw e;
        }
      }
    }
    return places;
  }
}
