package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Replacing this process by another program, execve(2). */
final class Exec {
  private static final int SIG_SETMASK = 2;

  /** sigset_t of libc: 1024 bits. */
  private static final long SIGSET_BYTES = 128;

  private static final Call EXECVE = new Call("execve", JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private static final Call SIGMASK =
      new Call("pthread_sigmask", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);

  /** Linux 5.9, glibc 2.34; the flag from 5.11. */
  private static final Call CLOSE_RANGE =
      new Call("close_range", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

  private static final int FIRST_BEYOND_STANDARD = 3;
  private static final int CLOSE_RANGE_CLOEXEC = 4;

  private Exec() {}

  static RuntimeException execve(Path program, List<String> argv, Map<String, String> environment)
      throws KernelException {
    List<String> variables =
        environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = text(arena, program.toString());
      MemorySegment arguments = texts(arena, argv);
      MemorySegment environ = texts(arena, variables);
      // The mask survives execve, and HotSpot blocks SIGQUIT in every thread but its own.
      MemorySegment none = arena.allocate(SIGSET_BYTES, Long.BYTES);
      MemorySegment before = arena.allocate(SIGSET_BYTES, Long.BYTES);
      SIGMASK.invoke(arena, SIG_SETMASK, none, before);
      // The JVM leaves its jars open without CLOEXEC. Where the kernel cannot mark them, they stay.
      CLOSE_RANGE.invoke(arena, FIRST_BEYOND_STANDARD, -1, CLOSE_RANGE_CLOEXEC);
      Call.Outcome outcome = EXECVE.invoke(arena, path, arguments, environ);
      SIGMASK.invoke(arena, SIG_SETMASK, before, MemorySegment.NULL);
      throw Libc.failure("execve", program.toString(), outcome.errno());
    }
  }

  /** An array of pointers that ends with a null pointer. */
  private static MemorySegment texts(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, text(arena, texts.get(i)));
    }
    array.setAtIndex(ADDRESS, texts.size(), MemorySegment.NULL);
    return array;
  }

  private static MemorySegment text(Arena arena, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a program's argument cannot contain a zero byte");
    }
    return arena.allocateFrom(text);
  }
}
