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
import java.util.concurrent.TimeUnit;

/** A Unix datagram socket by system calls: the JDK has none. */
final class UnixDatagram implements Datagram {
  private static final short AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000; // Linux 2.6.27
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUF = 7;
  private static final int SO_SNDTIMEO = 21; // the 64-bit struct timeval
  private static final int SO_SNDBUFFORCE = 32; // Linux 2.6.14, needs CAP_NET_ADMIN
  private static final int MSG_NOSIGNAL = 0x4000; // Linux 2.2

  /**
   * One datagram must fit into the send buffer as a whole, and records of privileged requests reach
   * hundreds of kilobytes. Without the capability the kernel gives what net.core.wmem_max allows.
   */
  private static final int SEND_BUFFER = 8 << 20;

  /** sun_path in unix(7), its terminating zero included. */
  private static final int PATH_BYTES = 108;

  private static final Call SOCKET = new Call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final Call SETSOCKOPT =
      new Call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final Call CONNECT = new Call("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final Call SEND =
      new Call("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private final int fd;
  private final String peer;
  private boolean closed;

  private UnixDatagram(int fd, String peer) {
    this.fd = fd;
    this.peer = peer;
  }

  static UnixDatagram connect(Path socket, Duration sendTimeout) throws KernelException {
    String peer = socket.toString();
    byte[] path = peer.getBytes(StandardCharsets.UTF_8);
    if (path.length >= PATH_BYTES) {
      throw Libc.failure("connect", peer, Errno.ENAMETOOLONG);
    }
    if (path.length == 0 || sendTimeout.isZero() || sendTimeout.isNegative()) {
      throw new IllegalArgumentException("a datagram socket needs a path and a send time-out");
    }
    try (Arena arena = Arena.ofConfined()) {
      int fd =
          (int)
              SOCKET.check(SOCKET.invoke(arena, (int) AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), peer);
      UnixDatagram datagram = new UnixDatagram(fd, peer);
      try {
        datagram.prepare(arena, sendTimeout);
        MemorySegment address = address(arena, path);
        CONNECT.check(
            CONNECT.invokeUninterrupted(arena, fd, address, (int) address.byteSize()), peer);
        return datagram;
      } catch (KernelException e) {
        datagram.close();
        throw e;
      }
    }
  }

  private static MemorySegment address(Arena arena, byte[] path) {
    MemorySegment address = arena.allocate(JAVA_SHORT.byteSize() + path.length + 1L);
    address.set(JAVA_SHORT, 0, AF_UNIX);
    MemorySegment.copy(path, 0, address, JAVA_BYTE, JAVA_SHORT.byteSize(), path.length);
    return address;
  }

  private void prepare(Arena arena, Duration sendTimeout) throws KernelException {
    long micros = Math.max(1, TimeUnit.MICROSECONDS.convert(sendTimeout));
    MemorySegment timeval = arena.allocate(JAVA_LONG, 2);
    timeval.setAtIndex(JAVA_LONG, 0, micros / 1_000_000);
    timeval.setAtIndex(JAVA_LONG, 1, micros % 1_000_000);
    SETSOCKOPT.check(set(arena, SO_SNDTIMEO, timeval), peer);
    MemorySegment buffer = arena.allocateFrom(JAVA_INT, SEND_BUFFER);
    if (set(arena, SO_SNDBUFFORCE, buffer).failed()) {
      SETSOCKOPT.check(set(arena, SO_SNDBUF, buffer), peer);
    }
  }

  private Call.Outcome set(Arena arena, int option, MemorySegment value) {
    return SETSOCKOPT.invoke(arena, fd, SOL_SOCKET, option, value, (int) value.byteSize());
  }

  @Override
  public void send(byte[] message) throws KernelException {
    if (closed) {
      throw Libc.failure("send", peer, Errno.EBADF);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, message);
      SEND.check(
          SEND.invokeUninterrupted(arena, fd, bytes, (long) message.length, MSG_NOSIGNAL), peer);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Fds.close(fd);
    }
  }
}
