package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** {@link AuditStream} by a netlink socket. */
final class AuditNetlink implements AuditStream {
  private static final short AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000; // Linux 2.6.27
  private static final int NETLINK_AUDIT = 9;
  private static final int READLOG = 1; // AUDIT_NLGRP_READLOG, Linux 3.16; needs CAP_AUDIT_READ
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33; // Linux 2.6.14; needs CAP_NET_ADMIN
  private static final short POLLIN = 1;

  /**
   * Some hundred thousand records: a busy container makes that many before a reader gets to run.
   */
  private static final int RECEIVE_BUFFER = 256 << 20;

  /** MAX_AUDIT_MESSAGE_LENGTH of linux/audit.h, and a header. */
  private static final int LARGEST = 8970 + 16;

  // struct nlmsghdr: u32 len, u16 type, u16 flags, u32 seq, u32 pid
  private static final int HEADER = 16;
  private static final int TYPE = 4;

  private static final Call SOCKET = new Call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final Call BIND = new Call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final Call SETSOCKOPT =
      new Call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final Call POLL = new Call("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final Call RECV =
      new Call("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private final Arena arena = Arena.ofShared();
  private final int fd;
  private final MemorySegment buffer = arena.allocate(LARGEST, JAVA_LONG.byteAlignment());
  private long overruns;
  private boolean closed;

  private AuditNetlink(int fd) {
    this.fd = fd;
  }

  static AuditNetlink open() throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      int fd =
          (int)
              SOCKET.check(
                  SOCKET.invoke(arena, (int) AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT),
                  "NETLINK_AUDIT");
      AuditNetlink stream = new AuditNetlink(fd);
      try {
        stream.prepare(arena);
        return stream;
      } catch (KernelException e) {
        stream.close();
        throw e;
      }
    }
  }

  private void prepare(Arena arena) throws KernelException {
    MemorySegment size = arena.allocateFrom(JAVA_INT, RECEIVE_BUFFER);
    SETSOCKOPT.check(
        SETSOCKOPT.invoke(arena, fd, SOL_SOCKET, SO_RCVBUFFORCE, size, (int) size.byteSize()),
        "SO_RCVBUFFORCE of the kernel's audit records");
    // struct sockaddr_nl: u16 family, u16 pad, u32 pid, u32 groups
    MemorySegment address = arena.allocate(12, JAVA_INT.byteAlignment());
    address.set(JAVA_SHORT, 0, AF_NETLINK);
    address.set(JAVA_INT, 8, READLOG);
    BIND.check(
        BIND.invoke(arena, fd, address, (int) address.byteSize()), "the kernel's audit records");
  }

  @Override
  public Optional<Message> next(Duration wait) throws KernelException {
    if (closed) {
      throw Libc.failure("recv", "the kernel's audit records", Errno.EBADF);
    }
    try (Arena call = Arena.ofConfined()) {
      while (isReadable(call, wait)) {
        Call.Outcome outcome = RECV.invokeUninterrupted(call, fd, buffer, (long) LARGEST, 0);
        if (outcome.failed() && outcome.errno() == Errno.ENOBUFS) {
          overruns++;
          continue;
        }
        long length = RECV.check(outcome, "the kernel's audit records");
        if (length >= HEADER) {
          return Optional.of(message((int) length));
        }
      }
      return Optional.empty();
    }
  }

  private boolean isReadable(Arena call, Duration wait) throws KernelException {
    // struct pollfd: int fd, short events, short revents
    MemorySegment poll = call.allocate(8, JAVA_INT.byteAlignment());
    poll.set(JAVA_INT, 0, fd);
    poll.set(JAVA_SHORT, 4, POLLIN);
    int millis = (int) Math.min(Integer.MAX_VALUE, wait.toMillis());
    Call.Outcome outcome = POLL.invoke(call, poll, 1L, millis);
    if (outcome.failed() && outcome.errno() == Errno.EINTR) {
      return false;
    }
    return POLL.check(outcome, "the kernel's audit records") > 0;
  }

  private Message message(int length) {
    int type = Short.toUnsignedInt(buffer.get(JAVA_SHORT, TYPE));
    byte[] text = buffer.asSlice(HEADER, length - HEADER).toArray(JAVA_BYTE);
    int end = text.length;
    while (end > 0 && text[end - 1] == 0) {
      end--;
    }
    return new Message(type, new String(text, 0, end, StandardCharsets.UTF_8));
  }

  @Override
  public long overruns() {
    return overruns;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Fds.close(fd);
      arena.close();
    }
  }
}
