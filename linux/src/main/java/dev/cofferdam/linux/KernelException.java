package dev.cofferdam.linux;

import java.io.IOException;

/**
 * A system or library call that failed: the operation, the object and the error, as in {@code
 * connect `/run/systemd/journal/socket`: No such file or directory}.
 */
public final class KernelException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  public KernelException(String operation, String object, int errno, String description) {
    super(operation + " `" + object + "`: " + description);
    this.errno = errno;
  }

  /** errno(3) as the kernel numbers it on this architecture. */
  public int errno() {
    return errno;
  }
}
