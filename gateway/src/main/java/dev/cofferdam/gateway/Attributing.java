package dev.cofferdam.gateway;

import dev.cofferdam.docker.TarAttributes;
import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Owner;
import dev.cofferdam.linux.Stat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives files of a container what an archive says of them, ids shifted. Only what is the
 * container's own is changed.
 */
final class Attributing {
  static final TarAttributes NONE =
      new TarAttributes(0, 0, 0, Instant.EPOCH, new TreeMap<>(Map.of()));

  private static final int SET_ID = 06000;
  private static final String OF_USERS = "user.";

  private final ContainerTree tree;
  private final Optional<Owner> everythingOf;

  /**
   * @param everythingOf whose all files become, as they are inside; else the archive says it
   */
  Attributing(ContainerTree tree, Optional<Owner> everythingOf) {
    this.tree = tree;
    this.everythingOf = everythingOf;
  }

  /** All but times, which later changes would change. */
  void all(Fd file, Stat stat, TarAttributes attributes) throws KernelException {
    boolean own = owner(file, stat, attributes);
    if (stat.isLink()) {
      return;
    }
    for (Map.Entry<String, String> each : attributes.xattrs().entrySet()) {
      set(file, each.getKey(), each.getValue().getBytes(StandardCharsets.ISO_8859_1));
    }
    // After the owner: to change that takes these bits away. Not where it is another than asked.
    tree.inodes().permit(file, own ? attributes.mode() : attributes.mode() & ~SET_ID);
  }

  /** Of a directory that no entry speaks of. */
  void implied(Fd directory, int mode) throws KernelException {
    mayChange(directory, tree.stat(directory));
    tree.inodes().permit(directory, mode);
  }

  /**
   * An id that the container does not have becomes its root's: clients send those of whoever runs
   * them, which may be any of a directory service's.
   *
   * @return whether it is the owner that was asked for
   */
  boolean owner(Fd file, Stat stat, TarAttributes attributes) throws KernelException {
    mayChange(file, stat);
    Owner asked = everythingOf.orElseGet(() -> new Owner(attributes.uid(), attributes.gid()));
    Optional<Owner> outside = tree.ids().outside(asked);
    tree.files().chown(file, Name.NONE, outside.orElseGet(tree.ids()::root), Files.AT_EMPTY_PATH);
    return outside.isPresent();
  }

  void times(Fd file, Stat stat, TarAttributes attributes) throws KernelException {
    mayChange(file, stat);
    tree.inodes().touch(file, attributes.modified(), attributes.modified());
  }

  private void mayChange(Fd file, Stat stat) throws KernelException {
    if (!tree.ids().owns(stat.owner())) {
      throw ContainerTree.denied(file.toString());
    }
  }

  /** Those that the container's root could set. The engine too passes over what it may not. */
  private void set(Fd file, String name, byte[] value) throws KernelException {
    Optional<byte[]> written = Optional.empty();
    if (name.equals(FileCapability.NAME)) {
      written = FileCapability.outside(value, tree.ids().maps().uids());
    } else if (name.startsWith(OF_USERS)) {
      written = Optional.of(value);
    }
    if (written.isEmpty()) {
      return;
    }
    try {
      tree.inodes().setAttribute(file, name, written.get());
    } catch (KernelException refused) {
      if (refused.errno() != Errno.EOPNOTSUPP && refused.errno() != Errno.EPERM) {
        throw refused;
      }
    }
  }
}
