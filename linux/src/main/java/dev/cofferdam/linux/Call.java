package dev.cofferdam.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * One function of libc, linked when it is first called: linking is what makes FFM slow to start.
 */
final class Call {
  /** What a call returned, and errno as it was right after it. */
  record Outcome(long value, int errno) {
    boolean failed() {
      return value < 0;
    }
  }

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  private final String name;
  private final FunctionDescriptor descriptor;
  private final Linker.Option[] options;
  private volatile @Nullable MethodHandle handle;

  Call(String name, ValueLayout result, MemoryLayout... arguments) {
    this(name, FunctionDescriptor.of(result, arguments), CAPTURE);
  }

  private Call(String name, FunctionDescriptor descriptor, Linker.Option... options) {
    this.name = name;
    this.descriptor = descriptor;
    this.options = options;
  }

  /**
   * A function with {@code ...} in its declaration: syscall(2), ioctl(2), prctl(2).
   *
   * @param named how many arguments come before the {@code ...}
   */
  static Call variadic(String name, int named, ValueLayout result, MemoryLayout... arguments) {
    return new Call(
        name,
        FunctionDescriptor.of(result, arguments),
        CAPTURE,
        Linker.Option.firstVariadicArg(named));
  }

  /** A function that takes and returns nothing; its outcome's value is always 0. */
  static Call ofNothing(String name) {
    return new Call(name, FunctionDescriptor.ofVoid(), CAPTURE);
  }

  /**
   * Calls the function. Errno goes into memory of this call's own: a segment that calls share would
   * be a data race.
   */
  Outcome invoke(Arena arena, Object... arguments) {
    MemorySegment state = arena.allocate(STATE);
    Object[] all = new Object[arguments.length + 1];
    all[0] = state;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try {
      long value = (long) linked().invokeExact(all);
      return new Outcome(value, state.get(ValueLayout.JAVA_INT, ERRNO));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of " + name + " cannot throw this", e);
    }
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
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(() -> new UnsupportedOperationException("libc has no " + name));
  }

  // Linking a function is "restricted" because a wrong descriptor crashes: those are in Libc and
  // beside each use, next to their manual pages' names.
  @SuppressWarnings("restricted")
  private MethodHandle linked() {
    MethodHandle present = handle;
    if (present != null) {
      return present;
    }
    MethodHandle exact = LINKER.downcallHandle(function(name), descriptor, options);
    MethodHandle spread =
        exact
            .asSpreader(Object[].class, exact.type().parameterCount())
            .asType(MethodType.methodType(long.class, Object[].class));
    handle = spread;
    return spread;
  }
}
