package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The calls of {@link Credentials}. */
final class CredentialCalls implements Credentials {
  static final CredentialCalls INSTANCE = new CredentialCalls();

  private static final Syscall SETFSUID = Syscall.of("setfsuid", 122, 151);
  private static final Syscall SETFSGID = Syscall.of("setfsgid", 123, 152);
  private static final Syscall PRCTL = Syscall.of("prctl", 157, 167);
  private static final Syscall CAPGET = Syscall.of("capget", 125, 90);
  private static final Syscall CAPSET = Syscall.of("capset", 126, 91);

  private static final int PR_GET_SECUREBITS = 27;
  private static final int PR_SET_SECUREBITS = 28;

  /** _LINUX_CAPABILITY_VERSION_3, Linux 2.6.26. */
  private static final int VERSION = 0x2008_0522;

  // struct __user_cap_header_struct: version, pid; then two of __user_cap_data_struct, for the
  // lower
  // and the upper 32 bits: effective, permitted, inheritable
  private static final int HEADER_WORDS = 2;
  private static final int DATA_WORDS = 3;

  private CredentialCalls() {}

  static void requirePlatformThread() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "a virtual thread has no credentials and namespaces of its own: use a platform thread");
    }
  }

  @Override
  public Owner actAs(Owner owner) throws KernelException {
    requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      long gid = become(arena, SETFSGID, owner.gid());
      try {
        return new Owner(become(arena, SETFSUID, owner.uid()), gid);
      } catch (KernelException refused) {
        SETFSGID.invoke(arena, gid);
        throw refused;
      }
    }
  }

  /** These two have no error: they return the id before, and change nothing for an invalid one. */
  private static long become(Arena arena, Syscall call, long id) throws KernelException {
    long before = Integer.toUnsignedLong((int) call.invoke(arena, id).value());
    long after = Integer.toUnsignedLong((int) call.invoke(arena, -1).value());
    if (after != id) {
      throw new KernelException(
          call.name(), Long.toString(id), Errno.EPERM, "the thread may not act as this id");
    }
    return before;
  }

  @Override
  public int secureBits() throws KernelException {
    requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      return (int) PRCTL.check(PRCTL.invoke(arena, PR_GET_SECUREBITS), "PR_GET_SECUREBITS");
    }
  }

  @Override
  public void setSecureBits(int bits) throws KernelException {
    requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      PRCTL.check(PRCTL.invoke(arena, PR_SET_SECUREBITS, bits), "PR_SET_SECUREBITS");
    }
  }

  @Override
  public Capabilities capabilities() throws KernelException {
    requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(JAVA_INT, 2 * DATA_WORDS);
      CAPGET.check(CAPGET.invoke(arena, header(arena), data), "this thread");
      return new Capabilities(word(data, 0), word(data, 1), word(data, 2));
    }
  }

  @Override
  public void setCapabilities(Capabilities capabilities) throws KernelException {
    requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(JAVA_INT, 2 * DATA_WORDS);
      put(data, 0, capabilities.effective());
      put(data, 1, capabilities.permitted());
      put(data, 2, capabilities.inheritable());
      CAPSET.check(CAPSET.invoke(arena, header(arena), data), "this thread");
    }
  }

  private static MemorySegment header(Arena arena) {
    MemorySegment header = arena.allocate(JAVA_INT, HEADER_WORDS);
    header.setAtIndex(JAVA_INT, 0, VERSION);
    return header;
  }

  private static long word(MemorySegment data, int index) {
    long lower = Integer.toUnsignedLong(data.getAtIndex(JAVA_INT, index));
    long upper = Integer.toUnsignedLong(data.getAtIndex(JAVA_INT, DATA_WORDS + index));
    return upper << Integer.SIZE | lower;
  }

  private static void put(MemorySegment data, int index, long bits) {
    data.setAtIndex(JAVA_INT, index, (int) bits);
    data.setAtIndex(JAVA_INT, DATA_WORDS + index, (int) (bits >>> Integer.SIZE));
  }
}
