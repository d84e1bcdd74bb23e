package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Unix sockets as plain file descriptors, for tests: the JDK has no datagram ones and does not tell
 * the descriptors of the others.
 */
public final class TestSockets {
  /** SO_PEERCRED in unix(7). */
  public record Credentials(int pid, long uid, long gid) {}

  private static final int STREAM = 1;
  private static final int DATAGRAM = 2;
  private static final int CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final short POLLIN = 1;

  private static final Call SOCKET = new Call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final Call SOCKETPAIR =
      new Call("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final Call BIND = new Call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final Call LISTEN = new Call("listen", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final Call ACCEPT =
      new Call("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final Call RECV =
      new Call("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final Call GETSOCKOPT =
      new Call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final Call POLL = new Call("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private TestSockets() {}

  public static int listen(Path path) throws KernelException {
    int fd = bound(STREAM, path);
    try (Arena arena = Arena.ofConfined()) {
      LISTEN.check(LISTEN.invoke(arena, fd, 16), path.toString());
    }
    return fd;
  }

  public static int receiver(Path path) throws KernelException {
    return bound(DATAGRAM, path);
  }

  private static int bound(int type, Path path) throws KernelException {
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      int fd = (int) SOCKET.check(SOCKET.invoke(arena, 1, type | CLOEXEC, 0), path.toString());
      MemorySegment address = arena.allocate(name.length + 3L);
      address.set(JAVA_SHORT, 0, (short) 1);
      MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
      BIND.check(BIND.invoke(arena, fd, address, (int) address.byteSize()), path.toString());
      return fd;
    }
  }

  /** Two connected stream sockets. */
  public static int[] pair() throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment fds = arena.allocate(JAVA_INT, 2);
      SOCKETPAIR.check(SOCKETPAIR.invoke(arena, 1, STREAM | CLOEXEC, 0, fds), "pair");
      return fds.toArray(JAVA_INT);
    }
  }

  /** Accepts one connection. */
  public static int accept(int listener, Duration atMost) throws KernelException {
    awaitReadable(listener, atMost);
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          ACCEPT.check(
              ACCEPT.invoke(arena, listener, MemorySegment.NULL, MemorySegment.NULL, CLOEXEC),
              "fd " + listener);
    }
  }

  /** Reads what is there, at most one datagram; empty at the end of a stream. */
  public static byte[] receive(int fd, Duration atMost) throws KernelException {
    awaitReadable(fd, atMost);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(JAVA_BYTE, 4 << 20);
      long length = RECV.check(RECV.invoke(arena, fd, buffer, buffer.byteSize(), 0), "fd " + fd);
      return buffer.asSlice(0, length).toArray(JAVA_BYTE);
    }
  }

  public static Credentials credentials(int fd) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ucred = arena.allocate(JAVA_INT, 3);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) ucred.byteSize());
      GETSOCKOPT.check(
          GETSOCKOPT.invoke(arena, fd, SOL_SOCKET, SO_PEERCRED, ucred, length), "fd " + fd);
      return new Credentials(
          ucred.getAtIndex(JAVA_INT, 0),
          Integer.toUnsignedLong(ucred.getAtIndex(JAVA_INT, 1)),
          Integer.toUnsignedLong(ucred.getAtIndex(JAVA_INT, 2)));
    }
  }

  public static void close(int fd) {
    Fds.close(fd);
  }

  private static void awaitReadable(int fd, Duration atMost) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, 4);
      poll.set(JAVA_INT, 0, fd);
      poll.set(JAVA_SHORT, 4, POLLIN);
      Call.Outcome ready = POLL.invokeUninterrupted(arena, poll, 1L, (int) atMost.toMillis());
      if (POLL.check(ready, "fd " + fd) == 0) {
        throw new AssertionError("nothing came on fd " + fd + " within " + atMost);
      }
    }
  }
}
