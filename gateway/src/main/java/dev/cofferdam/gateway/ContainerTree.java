package dev.cofferdam.gateway;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Files;
import dev.cofferdam.linux.Inodes;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Name;
import dev.cofferdam.linux.Stat;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The files of a container as its own processes see them, mounts included: a descriptor of its
 * root, below which names are looked up one at a time. No link is ever followed by the kernel, so
 * that no path leads out, whatever a process of the container renames meanwhile.
 */
final class ContainerTree implements AutoCloseable {
  /**
   * File systems that are no files but the kernel's affairs, as linux/magic.h has them. The engine
   * never sees what is mounted there; and to read it with the gateway's rights would tell more than
   * the container's root can know, or wait for ever (/proc/kmsg).
   */
  private static final Set<Long> INTERFACES =
      Set.of(
          Inodes.PROC_SUPER_MAGIC,
          0x62656572L, // sysfs
          0x27e0ebL, // cgroup
          0x63677270L, // cgroup2
          0x1cd1L, // devpts
          0x19800202L, // mqueue
          0x64626720L, // debugfs
          0x74726163L, // tracefs
          0x73636673L, // securityfs
          0xcafe4a11L, // bpf
          0x62656570L, // configfs
          0x6165676cL, // pstore
          0xde5e81e4L, // efivarfs
          0x65735543L, // fusectl
          0x42494e4dL, // binfmt_misc
          0xf97cff8cL, // selinuxfs
          0x43415d53L, // smackfs
          0x5a3c69f0L, // apparmorfs
          0x6e736673L, // nsfs
          0x50494446L); // pidfs

  private static final int PLACE = Files.O_PATH | Files.O_NOFOLLOW;
  private static final int ONE_STEP =
      Files.RESOLVE_NO_SYMLINKS | Files.RESOLVE_NO_MAGICLINKS | Files.RESOLVE_BENEATH;

  private final Files files;
  private final Inodes inodes;
  private final Fd root;
  private final InsideIds ids;

  /**
   * @param root of the container, {@link Files#O_PATH} will do; it is closed with this
   */
  ContainerTree(Files files, Inodes inodes, Fd root, InsideIds ids) {
    this.files = files;
    this.inodes = inodes;
    this.root = root;
    this.ids = ids;
  }

  Files files() {
    return files;
  }

  Inodes inodes() {
    return inodes;
  }

  InsideIds ids() {
    return ids;
  }

  /** The root again, for whoever closes it. */
  Fd root() throws KernelException {
    return files.open(root, Name.of("."), PLACE | Files.O_DIRECTORY, 0, ONE_STEP);
  }

  /**
   * What has this name, the link itself where it is one.
   *
   * @param name one part of a path
   */
  Fd place(Fd directory, String name) throws KernelException {
    return files.open(directory, name(name), PLACE, 0, ONE_STEP);
  }

  Stat stat(Fd place) throws KernelException {
    return files.stat(place, Name.NONE, Files.AT_EMPTY_PATH);
  }

  String readLink(Fd link) throws KernelException {
    return text(files.readLink(link, Name.NONE));
  }

  /**
   * Whether a directory is part of the container's files.
   *
   * @param above the directory that it is in
   */
  boolean isOfFiles(Fd directory, Stat stat, Stat above) throws KernelException {
    return stat.id().device() == above.id().device()
        || !INTERFACES.contains(inodes.fileSystem(directory));
  }

  /** A name with a char for each byte, as the kernel takes it. */
  static Name name(String bytes) {
    return Name.of(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String text(Name name) {
    return new String(name.bytes(), StandardCharsets.ISO_8859_1);
  }

  static KernelException failure(int errno, String path, String why) {
    return new KernelException("open", path, errno, why);
  }

  static KernelException denied(String path) {
    return failure(
        Errno.EACCES, path, "it belongs to the host, and the container's own root may not do that");
  }

  @Override
  public void close() {
    root.close();
  }
}
