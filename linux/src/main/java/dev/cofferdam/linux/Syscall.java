package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One system call, by its number through syscall(2). All of them share one linked function, since
 * linking is what makes FFM slow to start; and what concerns one thread alone ({@code setfsuid},
 * {@code capset}, {@code unshare}) concerns it alone, where a libc may tell all threads.
 *
 * @param name as in its manual page
 * @param number on this machine
 */
record Syscall(String name, int number) {
  private static final int ARGUMENTS = 6;

  private static final Call SYSCALL =
      Call.variadic(
          "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
          JAVA_LONG);

  /** A call from before the numbers of all architectures were one, Linux 5.1. */
  static Syscall of(String name, int amd64, int aarch64) {
    return new Syscall(name, Architecture.choose(amd64, aarch64));
  }

  /** A call with one number everywhere. */
  static Syscall of(String name, int number) {
    return new Syscall(name, number);
  }

  /**
   * Makes the call.
   *
   * @param arguments numbers, descriptors, and memory that lives until the call is over
   */
  Call.Outcome invoke(Arena arena, Object... arguments) throws KernelException {
    return SYSCALL.invoke(arena, words(arguments));
  }

  /**
   * Makes the call, and allocates nothing.
   *
   * @param errno from {@link Call#errnoMemory}, of the calling thread's own
   * @param a the first argument, and so on
   */
  long invoke(MemorySegment errno, long a, long b, long c, long d, long e) {
    return SYSCALL.invoke(errno, number, a, b, c, d, e, 0);
  }

  /** As {@link #invoke(Arena, Object...)}, and again while a signal interrupts it. */
  Call.Outcome invokeUninterrupted(Arena arena, Object... arguments) throws KernelException {
    return SYSCALL.invokeUninterrupted(arena, words(arguments));
  }

  /** What it returned, or the failure as an exception that names the operation's object. */
  long check(Call.Outcome outcome, String object) throws KernelException {
    if (outcome.failed()) {
      throw Libc.failure(name, object, outcome.errno());
    }
    return outcome.value();
  }

  private Object[] words(Object[] arguments) throws KernelException {
    Object[] words = new Object[1 + ARGUMENTS];
    words[0] = (long) number;
    for (int i = 0; i < ARGUMENTS; i++) {
      words[1 + i] = i < arguments.length ? word(arguments[i]) : 0L;
    }
    return words;
  }

  /** No switch over patterns: the first of a process takes milliseconds to be made. */
  private static long word(Object argument) throws KernelException {
    if (argument instanceof Long || argument instanceof Integer) {
      return ((Number) argument).longValue();
    }
    if (argument instanceof Fd fd) {
      return fd.number();
    }
    if (argument instanceof MemorySegment memory) {
      return memory.address();
    }
    throw new IllegalArgumentException("no argument of a system call: " + argument);
  }

  /** A name as the kernel reads it, with the zero that ends it. */
  static MemorySegment text(Arena arena, Name name) {
    byte[] bytes = name.bytes();
    MemorySegment text = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
    return text;
  }
}
