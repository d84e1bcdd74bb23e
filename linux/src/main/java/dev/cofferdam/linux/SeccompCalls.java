package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** seccomp(2) and the one prctl(2) that it needs. No libc has a function for the former. */
final class SeccompCalls implements Seccomp {
  static final SeccompCalls INSTANCE = new SeccompCalls();

  private static final int SET_MODE_FILTER = 1;
  private static final int GET_ACTION_AVAIL = 2; // Linux 4.14
  private static final int PR_SET_NO_NEW_PRIVS = 38; // Linux 3.5

  // struct sock_fprog: unsigned short len, struct sock_filter *filter
  private static final long FPROG_BYTES = 16;
  private static final long FPROG_FILTER = 8;

  private static final Call SYSCALL =
      Call.variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);
  private static final Call PRCTL =
      Call.variadic("prctl", 1, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private SeccompCalls() {}

  @Override
  public void install(byte[] program, int flags) throws KernelException {
    if (program.length == 0
        || program.length % INSTRUCTION_BYTES != 0
        || program.length > MOST_INSTRUCTIONS * INSTRUCTION_BYTES) {
      throw new IllegalArgumentException(
          "a program has 1 to %d instructions of %d bytes, and this has %d bytes"
              .formatted(MOST_INSTRUCTIONS, INSTRUCTION_BYTES, program.length));
    }
    if ((flags & TSYNC) == 0 && Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "a virtual thread cannot have a filter of its own: install it with TSYNC, or on a"
              + " platform thread");
    }
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome privileges = PRCTL.invoke(arena, PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
      PRCTL.check(privileges, "PR_SET_NO_NEW_PRIVS");
      Call.Outcome outcome = seccomp(arena, SET_MODE_FILTER, flags, fprog(arena, program));
      if (outcome.value() != 0) {
        throw refused(arena, program.length / INSTRUCTION_BYTES, flags, outcome);
      }
    }
  }

  private static MemorySegment fprog(Arena arena, byte[] program) {
    MemorySegment instructions = arena.allocate(program.length, INSTRUCTION_BYTES);
    MemorySegment.copy(program, 0, instructions, JAVA_BYTE, 0, program.length);
    MemorySegment fprog = arena.allocate(FPROG_BYTES, ADDRESS.byteAlignment());
    fprog.set(JAVA_SHORT, 0, (short) (program.length / INSTRUCTION_BYTES));
    fprog.set(ADDRESS, FPROG_FILTER, instructions);
    return fprog;
  }

  @Override
  public boolean knows(int action) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome =
          seccomp(arena, GET_ACTION_AVAIL, 0, arena.allocateFrom(JAVA_INT, action));
      if (outcome.failed() && outcome.errno() == Errno.EOPNOTSUPP) {
        return false;
      }
      SYSCALL.check(outcome, "SECCOMP_GET_ACTION_AVAIL");
      return true;
    }
  }

  private static Call.Outcome seccomp(
      Arena arena, int operation, int flags, MemorySegment argument) {
    return SYSCALL.invoke(
        arena, number(), (long) operation, Integer.toUnsignedLong(flags), argument);
  }

  /** __NR_seccomp. */
  private static long number() {
    String architecture = System.getProperty("os.arch");
    return switch (architecture) {
      case "amd64" -> 317;
      case "aarch64" -> 277;
      default ->
          throw new UnsupportedOperationException(
              "the number of seccomp(2) is not known for " + architecture);
    };
  }

  private static KernelException refused(
      Arena arena, int instructions, int flags, Call.Outcome outcome) {
    String object = "filter of %d instructions".formatted(instructions);
    if (!outcome.failed()) {
      return new KernelException("seccomp", object, Errno.ESRCH, otherFilter(outcome.value()));
    }
    int errno = outcome.errno();
    return switch (errno) {
      case Errno.EINVAL -> new KernelException("seccomp", object, errno, invalid(arena, flags));
      case Errno.ENOMEM ->
          new KernelException(
              "seccomp",
              object,
              errno,
              "all filters of this thread together are longer than 32768 instructions, of which"
                  + " each filter takes 4 more than it has; or the kernel is out of memory");
      default -> Libc.failure("seccomp", object, errno);
    };
  }

  private static String otherFilter(long thread) {
    return "thread %d%s has a filter that the calling thread has not, so that one cannot hold for"
            .formatted(thread, name(thread))
        + " both: install it first, or on that thread with TSYNC as well";
  }

  private static String name(long thread) {
    try {
      Path comm = Path.of("/proc/self/task", Long.toString(thread), "comm");
      return " (" + Files.readString(comm).strip() + ")";
    } catch (IOException ended) {
      return "";
    }
  }

  /**
   * Why the kernel said EINVAL. Without a program it says so for a flag that it does not know, and
   * EFAULT where it knows all of them; nothing is installed either way.
   */
  private static String invalid(Arena arena, int flags) {
    for (int bit = 1; bit != 0; bit <<= 1) {
      if ((flags & bit) != 0) {
        Call.Outcome tried = seccomp(arena, SET_MODE_FILTER, bit, MemorySegment.NULL);
        if (tried.errno() == Errno.EINVAL) {
          return "this kernel does not know the flag %#x: leave it out".formatted(bit);
        }
      }
    }
    return "the kernel does not take this program: it has an instruction that seccomp(2) does not"
        + " know, jumps or loads out of bounds, or does not end with a return";
  }
}
