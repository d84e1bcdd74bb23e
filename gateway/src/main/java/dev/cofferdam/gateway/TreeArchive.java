package dev.cofferdam.gateway;

import dev.cofferdam.docker.PathStat;
import dev.cofferdam.docker.TarAttributes;
import dev.cofferdam.docker.TarEntry;
import dev.cofferdam.docker.TarEntry.Kind;
import dev.cofferdam.docker.TarWriter;
import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.FileId;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Inodes;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.linux.Stat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is at a path of a container, as the tar archive that the engine would make of it: names
 * start with the last part of what was asked, files in the order of their names, owners as the
 * container sees them. What cannot be read is left out, as the engine does it.
 */
final class TreeArchive {
  /** Names of directories under way, and hard links seen: what is kept in memory of each. */
  static final int MOST_KEPT = 1 << 18;

  /** Mounts of the runtime's, which the engine does not see: what is below stays out. */
  private static final Set<String> RUNTIMES_OWN = Set.of("/proc", "/sys", "/dev");

  /** Each is a descriptor that is open, and a call on the stack. */
  private static final int MOST_LEVELS = 512;

  private static final int LONGEST_NAME = 4096;

  private final ContainerTree tree;
  private final Inodes inodes;
  private final ArchiveOut out;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(128 * 1024);
  private final Map<FileId, String> seen = new HashMap<>();
  private int pending;

  TreeArchive(ContainerTree tree, ArchiveOut out) {
    this.tree = tree;
    this.inodes = tree.inodes();
    this.out = out;
  }

  /**
   * What is at a path.
   *
   * @throws KernelException with ENOENT and others, as {@link TreeWalk#to}
   */
  static PathStat stat(ContainerTree tree, AskedPath asked, TreeWalk found) throws KernelException {
    Stat stat = found.stat();
    return new PathStat(
        asked.base(),
        stat.size(),
        stat.mode(),
        stat.modified(),
        stat.isLink() ? TreeWalk.target(tree, asked.absolute()) : "");
  }

  /**
   * Whether all of what is at the path, where it is one file, can be read.
   *
   * @throws KernelException with EACCES
   */
  static void check(ContainerTree tree, TreeWalk found) throws KernelException {
    if (!found.stat().isLink() && !tree.ids().mayRead(found.stat())) {
      throw ContainerTree.denied(found.path());
    }
  }

  /** Writes all of the archive. */
  void write(AskedPath asked, TreeWalk found) throws IOException {
    String base = asked.base();
    add(found.place(), found.stat(), base.equals("/") ? "" : base, found.path(), 0);
    out.write(ByteBuffer.wrap(TarWriter.end()));
  }

  /**
   * @param name in the archive
   * @param path in the container
   */
  private void add(Fd place, Stat stat, String name, String path, int level) throws IOException {
    if (name.length() > LONGEST_NAME || level > MOST_LEVELS) {
      return;
    }
    switch (stat.type()) {
      case Stat.S_IFDIR -> directory(place, stat, name, path, level);
      case Stat.S_IFREG -> file(place, stat, name);
      case Stat.S_IFLNK ->
          header(place, stat, new TarEntry(name, Kind.SYMBOLIC_LINK, tree.readLink(place), 0));
      case Stat.S_IFCHR -> special(place, stat, name, Kind.CHARACTER_DEVICE);
      case Stat.S_IFBLK -> special(place, stat, name, Kind.BLOCK_DEVICE);
      case Stat.S_IFIFO -> special(place, stat, name, Kind.FIFO);
      default -> {} // a socket is none of what an archive can have
    }
  }

  private void directory(Fd place, Stat stat, String name, String path, int level)
      throws IOException {
    header(place, stat, new TarEntry(name + "/", Kind.DIRECTORY, "", 0));
    boolean own = level > 0 && stat.mountRoot() && RUNTIMES_OWN.contains(path);
    if (own || !tree.ids().mayRead(stat) || !tree.ids().maySearch(stat)) {
      return;
    }
    List<Name> names = names(place, path);
    pending += names.size();
    names.sort(Comparator.comparing(Name::bytes, Arrays::compareUnsigned));
    for (Name each : names) {
      pending--;
      child(place, stat, ContainerTree.text(each), name, path, level);
    }
  }

  private List<Name> names(Fd place, String path) throws KernelException {
    try (Fd readable = inodes.reopen(place, Files.O_RDONLY | Files.O_DIRECTORY)) {
      return inodes.names(readable, MOST_KEPT - pending);
    } catch (KernelException failed) {
      if (failed.errno() == Errno.EOVERFLOW) {
        throw ContainerTree.failure(
            failed.errno(), path, "more than " + MOST_KEPT + " names: copy parts of it");
      }
      throw failed;
    }
  }

  /** A name that is gone by now, or that cannot be read, is left out. */
  private void child(Fd place, Stat stat, String each, String name, String path, int level)
      throws IOException {
    Fd child;
    Stat known;
    try {
      child = tree.place(place, each);
    } catch (KernelException gone) {
      return;
    }
    try (child) {
      known = tree.stat(child);
      if (!known.isDirectory() || tree.isOfFiles(child, known, stat)) {
        String below = path.equals("/") ? "/" + each : path + "/" + each;
        add(child, known, name + "/" + each, below, level + 1);
      } else {
        header(child, known, new TarEntry(name + "/" + each + "/", Kind.DIRECTORY, "", 0));
      }
    }
  }

  private void file(Fd place, Stat stat, String name) throws IOException {
    if (linked(place, stat, name)) {
      return;
    }
    Fd opened;
    try {
      if (!tree.ids().mayRead(stat)) {
        return;
      }
      opened = inodes.reopen(place, Files.O_RDONLY);
    } catch (KernelException unreadable) {
      return;
    }
    try (opened) {
      header(place, stat, new TarEntry(name, Kind.FILE, "", stat.size()));
      content(opened, stat.size(), name);
    }
  }

  /** Exactly as much as the header says; a file that got shorter cannot be archived any more. */
  private void content(Fd file, long size, String name) throws IOException {
    long left = size;
    while (left > 0) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), left));
      int count = inodes.read(file, buffer);
      if (count == 0) {
        throw new IOException(name + " got shorter while it was copied; try again");
      }
      out.write(buffer.flip());
      left -= count;
    }
    out.write(ByteBuffer.wrap(TarWriter.padding(size)));
  }

  /** Whether it is a second name of a file that is in the archive. */
  private boolean linked(Fd place, Stat stat, String name) throws IOException {
    if (stat.links() < 2) {
      return false;
    }
    String first = seen.get(stat.id());
    if (first == null) {
      if (seen.size() < MOST_KEPT) {
        seen.put(stat.id(), name);
      }
      return false;
    }
    header(place, stat, new TarEntry(name, Kind.HARD_LINK, first, 0));
    return true;
  }

  private void special(Fd place, Stat stat, String name, Kind kind) throws IOException {
    if (!linked(place, stat, name)) {
      header(place, stat, new TarEntry(name, kind, "", 0));
    }
  }

  private void header(Fd place, Stat stat, TarEntry entry) throws IOException {
    Owner owner = tree.ids().inside(stat.owner());
    boolean device = stat.type() == Stat.S_IFCHR || stat.type() == Stat.S_IFBLK;
    TarAttributes attributes =
        new TarAttributes(
            stat.permissions(),
            owner.uid(),
            owner.gid(),
            Instant.ofEpochSecond(stat.modified().getEpochSecond()),
            attributes(place, stat));
    out.write(
        ByteBuffer.wrap(
            TarWriter.header(
                entry,
                attributes,
                device ? major(stat.device()) : 0,
                device ? minor(stat.device()) : 0)));
  }

  private SortedMap<String, String> attributes(Fd place, Stat stat) throws KernelException {
    SortedMap<String, String> attributes = new TreeMap<>();
    if (stat.type() == Stat.S_IFREG) {
      Optional<byte[]> capability =
          inodes
              .attribute(place, FileCapability.NAME)
              .flatMap(value -> FileCapability.inside(value, tree.ids().maps().uids()));
      capability.ifPresent(value ->
          attributes.put(FileCapability.NAME, new String(value, StandardCharsets.ISO_8859_1)));
    }
    return attributes;
  }

  /** As makedev(3) has them. */
  private static int major(long device) {
    return (int) ((device >>> 8 & 0xfff) | (device >>> 32 & 0xffff_f000L));
  }

  private static int minor(long device) {
    return (int) ((device & 0xff) | (device >>> 12 & 0xffff_ff00L));
  }
}
