package dev.cofferdam.linux;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What copying a tree takes beyond {@link Files}: contents, links, extended attributes, times. All
 * by descriptors, so that each call reaches the file that was looked at; those of {@link
 * Files#O_PATH} will do where nothing else is said. Every failure says {@code operation `name`:
 * reason}.
 */
public interface Inodes {
  /** Linux 2.6.12, proc(5). */
  long PROC_SUPER_MAGIC = 0x9fa0;

  /** The kernel of this process. */
  static Inodes real() {
    return InodeCalls.INSTANCE;
  }

  /**
   * The same file again, to read or write it: open(2) of {@code /proc/self/fd/N}.
   *
   * @param flags {@code O_…} of {@link Files}; never with O_CREAT
   */
  Fd reopen(Fd file, int flags) throws KernelException;

  /**
   * Reads on from where the file stands, read(2).
   *
   * @param into direct; its position moves
   * @return bytes, 0 at the end
   */
  int read(Fd file, ByteBuffer into) throws KernelException;

  /** Writes all that remains, write(2). */
  void write(Fd file, ByteBuffer direct) throws KernelException;

  /**
   * As {@link Files#names}, but of no more than so many.
   *
   * @throws KernelException with EOVERFLOW when there are more
   */
  List<Name> names(Fd directory, int most) throws KernelException;

  /** Makes a symbolic link, symlinkat(2). */
  void symbolicLink(Name target, Fd directory, Name name) throws KernelException;

  /** Gives a file one more name, linkat(2) with AT_EMPTY_PATH. */
  void link(Fd file, Fd directory, Name name) throws KernelException;

  /** Makes a pipe with a name, mknodat(2). */
  void pipe(Fd directory, Name name, int permissions) throws KernelException;

  /** Sets permissions; never of a symbolic link, which has none: EOPNOTSUPP. */
  void permit(Fd file, int permissions) throws KernelException;

  /** Sets the times of access and of change, utimensat(2) with AT_EMPTY_PATH, Linux 5.8. */
  void touch(Fd file, Instant accessed, Instant modified) throws KernelException;

  /**
   * The value of an extended attribute, getxattr(2).
   *
   * @return nothing where there is none, or where the file system has no such thing
   */
  Optional<byte[]> attribute(Fd file, String name) throws KernelException;

  /**
   * Sets one, setxattr(2).
   *
   * @throws KernelException with EOPNOTSUPP, EPERM
   */
  void setAttribute(Fd file, String name, byte[] value) throws KernelException;

  /** What kind of file system it is on, {@code f_type} of statfs(2). */
  long fileSystem(Fd file) throws KernelException;

  /** Whether its mount cannot be written to, {@code ST_RDONLY} of statfs(2). */
  boolean isReadOnly(Fd file) throws KernelException;
}
