package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/** A pidfd that the kernel gave us. */
final class OpenPidfd implements Pidfd {
  private static final short POLLIN = 1;

  /** struct pollfd in poll(2): int fd, short events, short revents. */
  private static final long POLLFD_BYTES = 8;

  private static final long EVENTS = 4;

  private static final Call POLL = new Call("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private static final Syscall PIDFD_OPEN = Syscall.of("pidfd_open", 434);

  private final int fd;
  private final AtomicBoolean closed = new AtomicBoolean();

  OpenPidfd(int fd) {
    this.fd = fd;
  }

  static OpenPidfd of(int pid) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome = PIDFD_OPEN.invoke(arena, pid, 0);
      return new OpenPidfd((int) PIDFD_OPEN.check(outcome, Integer.toString(pid)));
    }
  }

  @Override
  public OptionalInt pid() throws KernelException {
    Path info = Path.of("/proc/self/fdinfo", Integer.toString(open()));
    try {
      for (String line : Files.readAllLines(info)) {
        if (line.startsWith("Pid:")) {
          int pid = Integer.parseInt(line.substring("Pid:".length()).strip());
          return pid > 0 ? OptionalInt.of(pid) : OptionalInt.empty();
        }
      }
    } catch (IOException | NumberFormatException e) {
      throw withCause(Libc.failure("read", info.toString(), Errno.EIO), e);
    }
    throw Libc.failure("pidfd", info.toString(), Errno.EINVAL);
  }

  @Override
  public boolean isAlive() throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(POLLFD_BYTES, JAVA_INT.byteAlignment());
      poll.set(JAVA_INT, 0, open());
      poll.set(JAVA_SHORT, EVENTS, POLLIN);
      // Readable once the process has ended, a zombie too (pidfd_open(2)); not so kill with signal
      // 0, which a zombie still takes.
      return POLL.check(POLL.invokeUninterrupted(arena, poll, 1L, 0), "pidfd " + fd) == 0;
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Fds.close(fd);
    }
  }

  private int open() throws KernelException {
    if (closed.get()) {
      throw Libc.failure("use", "pidfd " + fd, Errno.EBADF);
    }
    return fd;
  }

  private static KernelException withCause(KernelException failure, Exception cause) {
    failure.initCause(cause);
    return failure;
  }
}
