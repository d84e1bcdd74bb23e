package dev.cofferdam.linux;

/**
 * The files of directories, one after the other, for who has very many to look at: no object is
 * made for each. One thread's, until it is closed.
 *
 * <pre>
 * while (sweep.read(directory)) {
 *   while (sweep.next()) {
 *     sweep.stat();
 *     …
 * </pre>
 *
 * <p>Several threads may each read parts of a directory by the same descriptor: a name comes to one
 * of them.
 */
public interface Sweep extends AutoCloseable {
  /**
   * Reads some more names, getdents64(2).
   *
   * @return whether there were any more
   */
  boolean read(Fd directory) throws KernelException;

  /** Whether as many names were read as are at once, so that more may follow. */
  boolean isFull();

  /**
   * Goes to the next of the names that were read, {@code .} and {@code ..} left out.
   *
   * @return whether there was one
   */
  boolean next();

  /** The name where it is. */
  Name name();

  /** Asks what is known of it, statx(2), of a link itself: for the rest of the methods. */
  void stat() throws KernelException;

  /** {@code S_IF…}, see {@link Stat#type()}. */
  int type();

  boolean isOf(Owner owner);

  /** See {@link Stat#links()}. */
  long links();

  FileId id();

  /** Whether it is in the same file system as another, and was reached by the same mount. */
  boolean isInMountOf(FileId other);

  /** Gives it an owner, fchownat(2), a link itself. */
  void chown(Owner owner) throws KernelException;

  @Override
  void close();
}
