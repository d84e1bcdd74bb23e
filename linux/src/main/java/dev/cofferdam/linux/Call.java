package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * One function of libc. All of them are called as if they took {@value #WORDS} words and returned
 * one, by one linked handle, since each shape that is linked costs a new process 10 ms or more.
 *
 * <p>That is sound where a whole number or a pointer is passed as one word and a function does not
 * see those that it has no parameters for, which the calling conventions of both architectures say
 * (System V AMD64 and AAPCS64: registers first, and the caller takes the rest off the stack). Of a
 * result of 32 bits the upper half is undefined, so it is cut off. {@code ...} takes the same
 * words: the JVM tells every function on amd64 that no vector registers are in use.
 */
final class Call {
  /** What a call returned, and errno as it was right after it. */
  record Outcome(long value, int errno) {
    boolean failed() {
      return value < 0;
    }
  }

  /** A system call by syscall(2): its number, and six arguments. */
  private static final int WORDS = 7;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle ANY = link();

  private final String name;
  private final boolean narrow;
  private final boolean returns;
  private final int parameters;
  private volatile @Nullable MemorySegment symbol;

  Call(String name, ValueLayout result, MemoryLayout... arguments) {
    this(name, result.equals(JAVA_INT), true, arguments.length);
  }

  private Call(String name, boolean narrow, boolean returns, int parameters) {
    if (parameters > WORDS) {
      throw new IllegalArgumentException(name + " takes more than " + WORDS + " words");
    }
    this.name = name;
    this.narrow = narrow;
    this.returns = returns;
    this.parameters = parameters;
  }

  /**
   * A function with {@code ...} in its declaration: syscall(2), ioctl(2), prctl(2).
   *
   * @param named how many arguments come before the {@code ...}
   */
  static Call variadic(String name, int named, ValueLayout result, MemoryLayout... arguments) {
    if (named > arguments.length) {
      throw new IllegalArgumentException(name + " has more parameters than arguments");
    }
    return new Call(name, result, arguments);
  }

  /** A function that takes and returns nothing; its outcome's value is always 0. */
  static Call ofNothing(String name) {
    return new Call(name, false, false, 0);
  }

  /**
   * Calls the function. Errno goes into memory of this call's own: a segment that calls share would
   * be a data race.
   *
   * @param arguments an {@code Integer}, {@code Long} or native memory for each parameter
   */
  Outcome invoke(Arena arena, Object... arguments) {
    if (arguments.length != parameters) {
      throw new IllegalArgumentException(name + " takes " + parameters + " arguments");
    }
    MemorySegment state = errnoMemory(arena);
    long[] words = new long[WORDS];
    for (int i = 0; i < arguments.length; i++) {
      words[i] = word(arguments[i]);
    }
    long value =
        invoke(state, words[0], words[1], words[2], words[3], words[4], words[5], words[6]);
    return new Outcome(value, errno(state));
  }

  /** Memory that errno goes into, for who calls often. */
  static MemorySegment errnoMemory(Arena arena) {
    return arena.allocate(STATE);
  }

  /** Errno as it was right after the last call with this memory. */
  static int errno(MemorySegment memory) {
    return memory.get(JAVA_INT, ERRNO);
  }

  /**
   * Calls the function, and allocates nothing.
   *
   * @param errno from {@link #errnoMemory}, of the calling thread's own
   */
  long invoke(
      MemorySegment errno,
      long first,
      long second,
      long third,
      long fourth,
      long fifth,
      long sixth,
      long seventh) {
    try {
      long value =
          (long)
              ANY.invokeExact(symbol(), errno, first, second, third, fourth, fifth, sixth, seventh);
      return returns ? narrow ? (int) value : value : 0;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of " + name + " cannot throw this", e);
    }
  }

  /** Memory is the caller's until the call is over: its arena is open. */
  private static long word(Object argument) {
    if (argument instanceof MemorySegment segment && segment.isNative()) {
      return segment.address();
    }
    if (argument instanceof Integer || argument instanceof Long) {
      return ((Number) argument).longValue();
    }
    throw new IllegalArgumentException("no argument of a function: " + argument);
  }

  /** As {@link #invoke}, and again while a signal interrupts it. */
  Outcome invokeUninterrupted(Arena arena, Object... arguments) {
    Outcome outcome = invoke(arena, arguments);
    while (outcome.failed() && outcome.errno() == Errno.EINTR) {
      outcome = invoke(arena, arguments);
    }
    return outcome;
  }

  /** The outcome's value, or the failure as an exception that names the operation's object. */
  long check(Outcome outcome, String object) throws KernelException {
    if (outcome.failed()) {
      throw Libc.failure(name, object, outcome.errno());
    }
    return outcome.value();
  }

  /** The address of one of libc's functions. */
  static MemorySegment function(String name) {
    return Linker.nativeLinker()
        .defaultLookup()
        .find(name)
        .orElseThrow(() -> new UnsupportedOperationException("libc has no " + name));
  }

  // Linking a function is "restricted" because a wrong descriptor crashes: the parameters are in
  // Libc and beside each use, next to their manual pages' names.
  @SuppressWarnings("restricted")
  private static MethodHandle link() {
    return Linker.nativeLinker()
        .downcallHandle(
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                JAVA_LONG),
            Linker.Option.captureCallState("errno"));
  }

  private MemorySegment symbol() {
    MemorySegment present = symbol;
    if (present != null) {
      return present;
    }
    MemorySegment found = function(name);
    symbol = found;
    return found;
  }
}
