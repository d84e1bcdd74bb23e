package dev.cofferdam.seccomp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The library by which runtimes compile profiles, as seccomp.h describes it. */
@SuppressWarnings("restricted") // calling native code is what it is for
final class Libseccomp {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY =
      SymbolLookup.libraryLookup("libseccomp.so.2", Arena.global());

  private static final MethodHandle INIT = function("seccomp_init", ADDRESS, JAVA_INT);
  private static final MethodHandle RELEASE =
      LINKER.downcallHandle(find("seccomp_release"), FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle ARCH_ADD =
      function("seccomp_arch_add", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle ARCH_REMOVE =
      function("seccomp_arch_remove", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle ATTR_SET =
      function("seccomp_attr_set", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle RULE_ADD =
      function("seccomp_rule_add_array", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle RESOLVE_NAME =
      function("seccomp_syscall_resolve_name", JAVA_INT, ADDRESS);
  private static final MethodHandle EXPORT =
      function("seccomp_export_bpf", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle MEMFD_CREATE =
      function("memfd_create", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

  /** {@code SCMP_FLTATR_ACT_BADARCH}: what happens to calls of other architectures. */
  private static final int BAD_ARCHITECTURE = 2;

  /** {@code __NR_SCMP_ERROR}. */
  private static final int NO_SUCH_CALL = -1;

  private Libseccomp() {}

  private static MethodHandle function(String name, ValueLayout result, ValueLayout... parameters) {
    return LINKER.downcallHandle(find(name), FunctionDescriptor.of(result, parameters));
  }

  private static MemorySegment find(String name) {
    return LIBRARY.find(name).or(() -> LINKER.defaultLookup().find(name)).orElseThrow();
  }

  /** An action for the calls of a name whose arguments are all as compared. */
  record Rule(String name, Action action, List<Comparison> comparisons) {}

  /** Whether this version knows a call. */
  static boolean knows(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) call(RESOLVE_NAME, arena.allocateFrom(name)) != NO_SUCH_CALL;
    }
  }

  /** What it compiles; rules for calls that it does not know are left out, as runc does. */
  static Program compile(
      Action byDefault, Action foreign, Set<Architecture> architectures, List<Rule> rules) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment filter = (MemorySegment) call(INIT, byDefault.returnValue());
      check("attr_set", call(ATTR_SET, filter, BAD_ARCHITECTURE, foreign.returnValue()));
      // It starts with the machine's own.
      check("arch_remove", call(ARCH_REMOVE, filter, 0));
      for (Architecture each : architectures) {
        check("arch_add", call(ARCH_ADD, filter, token(each)));
      }
      for (Rule each : rules) {
        if (knows(each.name()) && !each.action().equals(byDefault)) {
          add(arena, filter, each);
        }
      }
      Program program = export(arena, filter);
      call(RELEASE, filter);
      return program;
    }
  }

  /** {@code SCMP_ARCH_…}: the kernel's, but for x32, which has none of its own there. */
  private static int token(Architecture architecture) {
    return architecture == Architecture.X32 ? 0x4000_003e : architecture.audit();
  }

  private static void add(Arena arena, MemorySegment filter, Rule rule) {
    int count = rule.comparisons().size();
    MemorySegment comparisons = arena.allocate(24L * Math.max(count, 1), 8);
    for (int i = 0; i < count; i++) {
      Comparison each = rule.comparisons().get(i);
      comparisons.set(JAVA_INT, 24L * i, each.index());
      comparisons.set(JAVA_INT, 24L * i + 4, operator(each.operator()));
      comparisons.set(JAVA_LONG, 24L * i + 8, each.value());
      comparisons.set(JAVA_LONG, 24L * i + 16, each.valueTwo());
    }
    int number = (int) call(RESOLVE_NAME, arena.allocateFrom(rule.name()));
    int action = rule.action().returnValue();
    check(rule.toString(), call(RULE_ADD, filter, action, number, count, comparisons));
  }

  /** {@code enum scmp_compare}. */
  private static int operator(Comparison.Operator operator) {
    return switch (operator) {
      case NE -> 1;
      case LT -> 2;
      case LE -> 3;
      case EQ -> 4;
      case GE -> 5;
      case GT -> 6;
      case MASKED_EQ -> 7;
    };
  }

  private static Program export(Arena arena, MemorySegment filter) {
    int fd = (int) call(MEMFD_CREATE, arena.allocateFrom("filter"), 0);
    try {
      check("export_bpf", call(EXPORT, filter, fd));
      return Program.of(Files.readAllBytes(Path.of("/proc/self/fd/" + fd)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      call(CLOSE, fd);
    }
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void check(String what, Object result) {
    if ((int) result != 0) {
      throw new AssertionError("libseccomp: %s: %s".formatted(what, result));
    }
  }
}
