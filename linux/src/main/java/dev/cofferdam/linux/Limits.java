package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The resource limits of this process, getrlimit(2) and setrlimit(2). */
final class Limits {
  private static final Call GETRLIMIT = new Call("getrlimit", JAVA_INT, JAVA_INT, ADDRESS);
  private static final Call SETRLIMIT = new Call("setrlimit", JAVA_INT, JAVA_INT, ADDRESS);

  private Limits() {}

  static ResourceLimit get(int resource) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(JAVA_LONG, 2);
      GETRLIMIT.check(GETRLIMIT.invoke(arena, resource, limit), "resource " + resource);
      return new ResourceLimit(limit.getAtIndex(JAVA_LONG, 0), limit.getAtIndex(JAVA_LONG, 1));
    }
  }

  static void set(int resource, ResourceLimit limit) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment given = arena.allocate(JAVA_LONG, 2);
      given.setAtIndex(JAVA_LONG, 0, limit.soft());
      given.setAtIndex(JAVA_LONG, 1, limit.hard());
      SETRLIMIT.check(SETRLIMIT.invoke(arena, resource, given), "resource " + resource);
    }
  }
}
