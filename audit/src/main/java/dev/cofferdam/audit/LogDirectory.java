package dev.cofferdam.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A log directory that this process alone writes to, as long as it is open. */
final class LogDirectory implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * Device and inode of the directories that this process has open. The locks of fcntl(2) belong to
   * the process, and closing any descriptor of the file ends them: nobody in this process may open
   * the lock a second time.
   */
  private static final Set<Object> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Object key;
  private final FileChannel lock;

  private LogDirectory(Path path, Object key, FileChannel lock) {
    this.path = path;
    this.key = key;
    this.lock = lock;
  }

  /** Creates it where it is missing, checks that nobody else reaches it, and locks it. */
  static LogDirectory open(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    check(path);
    Object key = key(path);
    if (!OPEN.add(key)) {
      throw inUseBy(path, "this process");
    }
    try {
      return new LogDirectory(path, key, lock(path));
    } catch (IOException e) {
      OPEN.remove(key);
      throw e;
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel lock = openFile(path.resolve(LogFiles.LOCK), StandardOpenOption.CREATE);
    try {
      if (!locked(lock)) {
        throw inUseBy(path, "another process");
      }
      return lock;
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static IOException inUseBy(Path path, String whom) {
    return new IOException(
        "%s is written by a gateway in %s: give each its own directory, or end the other"
            .formatted(path, whom));
  }

  private static Object key(Path path) throws IOException {
    return String.valueOf(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
  }

  private static void check(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + " is not a directory (a symbolic link is not followed)");
    }
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> tooWide = EnumSet.noneOf(PosixFilePermission.class);
    tooWide.addAll(permissions);
    tooWide.removeAll(PosixFilePermissions.fromString("rwx------"));
    if (!tooWide.isEmpty()) {
      throw new IOException(
          "%s is open to others (%s): chmod 700 it, or name a directory that is the gateway's alone"
              .formatted(path, PosixFilePermissions.toString(permissions)));
    }
    Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (!owner.equals(self)) {
      throw new IOException(
          "%s belongs to uid %s, and the gateway runs as uid %s: chown it"
              .formatted(path, owner, self));
    }
  }

  /**
   * A reader holds the lock for a moment to see whether a gateway runs: hence more than one try.
   */
  private static boolean locked(FileChannel channel) throws IOException {
    for (int i = 0; i < 20; i++) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return true;
        }
        Thread.sleep(25);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  /** Whether a gateway, perhaps in this process, has the directory open. */
  static boolean inUse(Path path) throws IOException {
    if (OPEN.contains(key(path))) {
      return true;
    }
    Path file = path.resolve(LogFiles.LOCK);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (FileChannel channel = LogFiles.read(file);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    }
  }

  Path file(String name) {
    return path.resolve(name);
  }

  Path path() {
    return path;
  }

  FileChannel open(String name, OpenOption... options) throws IOException {
    return openFile(file(name), options);
  }

  /** For reading and writing, for the owner alone, and through no symbolic link. */
  private static FileChannel openFile(Path file, OpenOption... options) throws IOException {
    Set<OpenOption> all =
        new HashSet<>(
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    all.addAll(Set.of(options));
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file + " is not a regular file (a symbolic link is not followed)");
    }
    return FileChannel.open(file, all, OWNER_ONLY);
  }

  /** Makes creations, renames and removals last: fsync(2) on the directory. */
  void sync() throws IOException {
    try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } finally {
      OPEN.remove(key);
    }
  }
}
