package dev.cofferdam.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cofferdam.seccomp.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The library by which runtimes compile filters, as seccomp.h describes it. The handles are
 * constants, so that a call costs what one from C does.
 */
@SuppressWarnings("restricted") // calling native code is what it is for
final class Libseccomp {
  /** The form of the program, {@code SCMP_FLTATR_CTL_OPTIMIZE}. */
  enum Form {
    /** A list of all calls; what is made when nobody asks for another. */
    LINEAR,
    /** A binary tree over the numbers. */
    TREE
  }

  /** {@code struct scmp_arg_cmp}: bytes. */
  private static final long COMPARISON = 24;

  private static final int BAD_ARCHITECTURE = 2;
  private static final int OPTIMIZE = 8;

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

  /** What is asked of it, ready to be called with. */
  private final RuntimeProfile profile;

  private final int foreign;
  private final List<Architecture> architectures;
  private final List<Call> calls;
  private final MemorySegment name = Arena.global().allocateFrom("filter");

  /** One {@code seccomp_rule_add_array}. */
  private record Call(int action, int number, int count, MemorySegment comparisons) {}

  /**
   * Names are looked up here and are no part of what a compile takes; those that it does not know
   * are left out, as runtimes do.
   *
   * @param foreign what a call of another architecture returns
   */
  Libseccomp(RuntimeProfile profile, int foreign, List<Architecture> architectures) {
    this.profile = profile;
    this.foreign = foreign;
    this.architectures = architectures;
    calls =
        profile.rules().stream()
            .filter(rule -> rule.action() != profile.byDefault())
            .map(rule ->
                new Call(
                    rule.action(),
                    number(rule.call()),
                    rule.comparisons().size(),
                    comparisons(rule.comparisons())))
            .filter(call -> call.number != -1)
            .toList();
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(find(name), FunctionDescriptor.of(result, parameters));
  }

  private static MemorySegment find(String name) {
    return LIBRARY.find(name).or(() -> LINKER.defaultLookup().find(name)).orElseThrow();
  }

  private static int number(String call) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) RESOLVE_NAME.invokeExact(arena.allocateFrom(call));
    } catch (Throwable e) {
      throw failed("seccomp_syscall_resolve_name", e);
    }
  }

  private static MemorySegment comparisons(List<RuntimeProfile.Comparison> all) {
    MemorySegment array = Arena.global().allocate(COMPARISON * Math.max(all.size(), 1), 8);
    for (int i = 0; i < all.size(); i++) {
      RuntimeProfile.Comparison each = all.get(i);
      array.set(JAVA_INT, COMPARISON * i, each.index());
      array.set(JAVA_INT, COMPARISON * i + 4, each.operator());
      array.set(JAVA_LONG, COMPARISON * i + 8, each.value());
      array.set(JAVA_LONG, COMPARISON * i + 16, each.valueTwo());
    }
    return array;
  }

  /** The program, as it writes it to a file in memory. */
  byte[] compile(Form form) {
    try {
      MemorySegment filter = (MemorySegment) INIT.invokeExact(profile.byDefault());
      try {
        check("attr_set", (int) ATTR_SET.invokeExact(filter, BAD_ARCHITECTURE, foreign));
        if (form == Form.TREE) {
          check("attr_set", (int) ATTR_SET.invokeExact(filter, OPTIMIZE, 2));
        }
        // It starts with the machine's own.
        check("arch_remove", (int) ARCH_REMOVE.invokeExact(filter, 0));
        for (Architecture each : architectures) {
          check("arch_add", (int) ARCH_ADD.invokeExact(filter, token(each)));
        }
        for (Call each : calls) {
          check(
              "rule_add",
              (int)
                  RULE_ADD.invokeExact(
                      filter, each.action, each.number, each.count, each.comparisons));
        }
        return export(filter);
      } finally {
        RELEASE.invokeExact(filter);
      }
    } catch (Throwable e) {
      throw failed("seccomp_init", e);
    }
  }

  private byte[] export(MemorySegment filter) throws Throwable {
    int fd = (int) MEMFD_CREATE.invokeExact(name, 0);
    try {
      check("export_bpf", (int) EXPORT.invokeExact(filter, fd));
      return Files.readAllBytes(Path.of("/proc/self/fd/" + fd));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      int _ = (int) CLOSE.invokeExact(fd);
    }
  }

  /** {@code SCMP_ARCH_…}: the kernel's, but for x32, which has none of its own there. */
  private static int token(Architecture architecture) {
    return architecture == Architecture.X32 ? 0x4000_003e : architecture.audit();
  }

  private static void check(String what, int result) {
    if (result != 0) {
      throw new IllegalStateException("libseccomp: %s: %d".formatted(what, result));
    }
  }

  private static IllegalStateException failed(String what, Throwable cause) {
    return new IllegalStateException("libseccomp: %s: %s".formatted(what, cause), cause);
  }
}
