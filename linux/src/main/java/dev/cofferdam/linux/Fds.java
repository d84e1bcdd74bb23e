package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;

/** File descriptors as numbers: closing them. */
final class Fds {
  private static final Call CLOSE = new Call("close", JAVA_INT, JAVA_INT);

  private Fds() {}

  /**
   * Closes, once: on Linux the number is free again whatever close(2) returns, EINTR included, and
   * a second try could close what another thread has opened since.
   */
  static void close(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      CLOSE.invoke(arena, fd);
    }
  }
}
