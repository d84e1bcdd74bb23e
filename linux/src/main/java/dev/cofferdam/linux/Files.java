package dev.cofferdam.linux;

import java.util.List;

/**
 * Files by descriptors of directories: a name that somebody changes meanwhile leads nowhere else.
 * Every call says {@code operation `name`: reason} when it fails; the errors beside each are those
 * that callers tell apart.
 */
public interface Files {
  int O_RDONLY = 0;
  int O_WRONLY = 1;
  int O_RDWR = 2;
  int O_CREAT = 0x40;
  int O_EXCL = 0x80;
  int O_NOCTTY = 0x100;
  int O_TRUNC = 0x200;
  int O_NONBLOCK = 0x800;
  int O_DIRECTORY = Architecture.choose(0x10000, 0x4000);
  int O_NOFOLLOW = Architecture.choose(0x20000, 0x8000);

  /** The place in the tree and no more: neither reads nor writes. */
  int O_PATH = 0x20_0000;

  /** No step into another mount. */
  int RESOLVE_NO_XDEV = 0x01;

  /** No link of {@code /proc/PID/fd} and its like. */
  int RESOLVE_NO_MAGICLINKS = 0x02;

  /** No symbolic link anywhere. */
  int RESOLVE_NO_SYMLINKS = 0x04;

  /** Nothing above the directory: a step out of it fails with EXDEV. */
  int RESOLVE_BENEATH = 0x08;

  /** The directory is {@code /}: absolute links and {@code ..} stay in it. */
  int RESOLVE_IN_ROOT = 0x10;

  /** The link itself and not what it points to. */
  int AT_SYMLINK_NOFOLLOW = 0x100;

  /** {@link Name#NONE} is the descriptor's own file. */
  int AT_EMPTY_PATH = 0x1000;

  /** For {@link #unlink}: a directory. */
  int AT_REMOVEDIR = 0x200;

  /**
   * Opens a file, openat2(2), Linux 5.6. The descriptor does not reach a program that is executed.
   *
   * @param directory where a relative name starts
   * @param flags {@code O_…}
   * @param mode permissions of a file that is made; 0 without {@link #O_CREAT}
   * @param resolve {@code RESOLVE_…}
   * @throws KernelException with ENOENT; ELOOP for a link that may not be followed, or too many;
   *     EXDEV for a step out, or into another mount; ENOTDIR; EAGAIN when names changed while they
   *     were resolved: to be tried again; ENOSYS before 5.6
   */
  Fd open(Fd directory, Name name, int flags, int mode, int resolve) throws KernelException;

  /**
   * What is known of a file, statx(2), Linux 4.11.
   *
   * @param flags {@code AT_…}
   */
  Stat stat(Fd directory, Name name, int flags) throws KernelException;

  /** The names in a directory but {@code .} and {@code ..}, getdents64(2), as they come. */
  List<Name> names(Fd directory) throws KernelException;

  /** Where a symbolic link points, readlinkat(2). */
  Name readLink(Fd directory, Name name) throws KernelException;

  /**
   * Gives a file an owner, fchownat(2). The kernel takes setuid, setgid and file capabilities away.
   *
   * @param flags {@code AT_…}
   * @throws KernelException with EINVAL for an id that the mount's map does not have; EPERM
   */
  void chown(Fd directory, Name name, Owner owner, int flags) throws KernelException;

  /** Sets the permissions of an open file, fchmod(2); not of an {@link #O_PATH} one: EBADF. */
  void chmod(Fd file, int permissions) throws KernelException;

  /**
   * Makes a directory, mkdirat(2), with the permissions that the umask leaves.
   *
   * @throws KernelException with EEXIST
   */
  void makeDirectory(Fd directory, Name name, int permissions) throws KernelException;

  /**
   * Takes a name away, unlinkat(2).
   *
   * @param flags {@link #AT_REMOVEDIR} or 0
   * @throws KernelException with ENOENT, ENOTEMPTY, EBUSY where something is mounted
   */
  void unlink(Fd directory, Name name, int flags) throws KernelException;

  /** Whether nothing can be written where a file is, fstatfs(2), {@code ST_RDONLY}. */
  boolean isReadOnly(Fd file) throws KernelException;

  /** Makes an open directory the calling thread's working one, fchdir(2). */
  void changeTo(Fd directory) throws KernelException;

  /** Looks at very many files; the calling thread's. */
  Sweep sweep();
}
