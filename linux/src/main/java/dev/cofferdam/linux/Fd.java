package dev.cofferdam.linux;

import java.util.concurrent.atomic.AtomicBoolean;

/** An open file descriptor of this process that somebody has to close: whoever holds this. */
public final class Fd implements AutoCloseable {
  /** The working directory of the calling thread, {@code AT_FDCWD}: not open, and never closed. */
  public static final Fd WORKING_DIRECTORY = new Fd(-100, number -> {});

  /** What ends a descriptor. */
  @FunctionalInterface
  interface Closing {
    void close(int number);
  }

  private final int number;
  private final Closing closing;
  private final AtomicBoolean closed = new AtomicBoolean();

  Fd(int number) {
    this(number, Fds::close);
  }

  Fd(int number, Closing closing) {
    this.number = number;
    this.closing = closing;
  }

  /**
   * Its number, for as long as this is not closed.
   *
   * @throws KernelException with EBADF when it is: another file may have the number by now
   */
  public int number() throws KernelException {
    if (closed.get()) {
      throw new KernelException("use", toString(), Errno.EBADF, "it has been closed");
    }
    return number;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      closing.close(number);
    }
  }

  @Override
  public String toString() {
    return "fd " + number;
  }
}
