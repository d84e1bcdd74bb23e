package dev.cofferdam.linux;

/**
 * Mounts, by the calls of Linux 5.2 that deal in descriptors: a mount is made and changed while
 * nobody sees it, and then appears whole. What is not moved anywhere goes when its descriptor is
 * closed. All of them need CAP_SYS_ADMIN over the calling thread's mount namespace: EPERM.
 */
public interface Mounts {
  /** Of the whole tree of mounts, for {@link #copy} and {@link #idmap}. */
  int AT_RECURSIVE = 0x8000;

  int ATTR_RDONLY = 0x1;
  int ATTR_NOSUID = 0x2;
  int ATTR_NODEV = 0x4;
  int ATTR_NOEXEC = 0x8;
  int ATTR_NOATIME = 0x10;
  int ATTR_STRICTATIME = 0x20;
  int ATTR_NODIRATIME = 0x80;

  /** Linux 5.14. */
  int ATTR_NOSYMFOLLOW = 0x20_0000;

  long MS_REC = 0x4000;
  long MS_PRIVATE = 0x4_0000;
  long MS_SLAVE = 0x8_0000;

  /** For {@link #unmount}: now for new users, and at all once nobody uses it. */
  int MNT_DETACH = 2;

  /**
   * A copy of the mount that a file is on, with that file as its root, attached nowhere:
   * open_tree(2) with {@code OPEN_TREE_CLONE}, Linux 5.2.
   *
   * @param flags {@code AT_EMPTY_PATH}, {@code AT_SYMLINK_NOFOLLOW}, {@link #AT_RECURSIVE}
   * @throws KernelException with EINVAL for a mount of another mount namespace, one that cannot be
   *     bound, or one with mounts on it that may not be seen without them; ENOENT
   */
  Fd copy(Fd directory, Name name, int flags) throws KernelException;

  /**
   * Shows the files of a mount that is attached nowhere with other owners: who the file system says
   * owns a file is taken for an id inside the namespace. mount_setattr(2) with {@code
   * MOUNT_ATTR_IDMAP}, Linux 5.12.
   *
   * @param flags {@code AT_EMPTY_PATH} or {@link #AT_RECURSIVE} with it
   * @param namespace a user namespace with maps, not the initial one
   * @throws KernelException with EINVAL where the file system cannot, or the mount is seen already;
   *     EPERM for one that has a map already; ENOSYS before 5.12
   */
  void idmap(Fd mount, int flags, Fd namespace) throws KernelException;

  /**
   * How mounts come and go with those of other namespaces, mount_setattr(2), Linux 5.12.
   *
   * @param flags as of {@link #idmap}
   * @param propagation {@link #MS_PRIVATE} or {@link #MS_SLAVE}
   */
  void propagate(Fd mount, int flags, long propagation) throws KernelException;

  /**
   * Attaches a mount where it is seen from now on, move_mount(2), Linux 5.2.
   *
   * @param directory where a relative name starts
   * @param name of a directory or a file, as the mount's root is; {@link Name#NONE} for the
   *     descriptor's own
   * @throws KernelException with ENOTDIR where one is a directory and the other not; EINVAL
   */
  void move(Fd mount, Fd directory, Name name) throws KernelException;

  /**
   * Begins to make a file system, fsopen(2), Linux 5.2.
   *
   * @throws KernelException with ENODEV for a type that the kernel does not have
   */
  Fd open(String type) throws KernelException;

  /**
   * Sets an option, fsconfig(2) with {@code FSCONFIG_SET_STRING}. What the kernel has to say about
   * a failure is in the exception.
   *
   * @param value of less than 256 bytes
   * @throws KernelException with EINVAL for an option or a value that is not understood
   */
  void set(Fd context, String option, Name value) throws KernelException;

  /** Sets an option without a value, {@code FSCONFIG_SET_FLAG}. */
  void set(Fd context, String option) throws KernelException;

  /** Sets an option that is an open file, {@code FSCONFIG_SET_FD}. */
  void set(Fd context, String option, Fd value) throws KernelException;

  /** Makes the file system as it was set, {@code FSCONFIG_CMD_CREATE}. */
  void create(Fd context) throws KernelException;

  /**
   * A mount of what was made, attached nowhere, fsmount(2), Linux 5.2.
   *
   * @param attributes {@code ATTR_…}
   */
  Fd mount(Fd context, int attributes) throws KernelException;

  /**
   * Makes and attaches a file system in one, or changes how one propagates: mount(2).
   *
   * @param data the options, of less than a page (4096 bytes)
   */
  void mount(String source, Name target, String type, long flags, Name data) throws KernelException;

  /**
   * Takes a mount away, umount2(2).
   *
   * @param flags {@link #MNT_DETACH} or 0
   * @throws KernelException with EINVAL where nothing is mounted, EBUSY
   */
  void unmount(Name target, int flags) throws KernelException;
}
