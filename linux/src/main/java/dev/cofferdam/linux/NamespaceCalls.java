package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The calls of {@link Namespaces}.
 *
 * <p>A process of several threads cannot enter a user namespace, nor make one by unshare(2):
 * EINVAL. A child can. Ours is started as posix_spawn(3) starts one, in this process's memory, with
 * a stack of its own and while the calling thread waits (clone(2), {@code CLONE_VM|CLONE_VFORK}),
 * and it runs {@code _exit} and nothing else. It is a zombie then, which still has its credentials:
 * so its maps can be written and its namespace opened before it is reaped. That costs about as much
 * as three system calls; no program is started, and none of the JVM's code runs twice.
 */
final class NamespaceCalls implements Namespaces {
  static final NamespaceCalls INSTANCE = new NamespaceCalls();

  private static final Syscall UNSHARE = Syscall.of("unshare", 272, 97);
  private static final Syscall SETNS = Syscall.of("setns", 308, 268);
  private static final Syscall IOCTL = Syscall.of("ioctl", 16, 29);
  private static final Syscall SIGMASK = Syscall.of("rt_sigprocmask", 14, 135);
  private static final Syscall WAIT = Syscall.of("wait4", 61, 260);
  private static final Syscall WRITE = Syscall.of("write", 1, 64);

  private static final Call CLONE =
      Call.variadic("clone", 4, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS);

  private static final int CLONE_VM = 0x100;
  private static final int CLONE_FS = 0x200;
  private static final int CLONE_VFORK = 0x4000;

  /**
   * Children of any kind: ours has no signal for its end, and wakes nobody who waits for others.
   */
  private static final int WALL = 0x4000_0000;

  private static final int NS_GET_USERNS = 0xb701;
  private static final int SIG_SETMASK = 2;
  private static final int SIGSET_BYTES = 8;
  private static final long STACK_BYTES = 64 * 1024;
  private static final long STACK_ALIGNMENT = 16;

  private NamespaceCalls() {}

  @Override
  public void unshareMounts() throws KernelException {
    unshare(CLONE_NEWNS, "CLONE_NEWNS");
  }

  @Override
  public void unshareDirectories() throws KernelException {
    unshare(CLONE_FS, "CLONE_FS");
  }

  private static void unshare(int flag, String name) throws KernelException {
    CredentialCalls.requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      UNSHARE.check(UNSHARE.invoke(arena, flag), name);
    }
  }

  @Override
  public void enter(Fd namespace, int type) throws KernelException {
    CredentialCalls.requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      SETNS.check(SETNS.invoke(arena, namespace, type), namespace.toString());
    }
  }

  @Override
  public Fd ownerOf(Fd namespace) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome = IOCTL.invoke(arena, namespace, NS_GET_USERNS);
      return new Fd((int) IOCTL.check(outcome, "NS_GET_USERNS of " + namespace));
    }
  }

  @Override
  public Fd newUser(String uids, String gids) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      int child = endedChild(arena);
      try {
        write(arena, child, "uid_map", uids);
        write(arena, child, "gid_map", gids);
        return FileCalls.INSTANCE.open(
            Fd.WORKING_DIRECTORY, of(child, "ns/user"), Files.O_RDONLY, 0, 0);
      } finally {
        WAIT.invokeUninterrupted(arena, child, MemorySegment.NULL, WALL, MemorySegment.NULL);
      }
    }
  }

  /** The pid of a child in a new user namespace that has ended, and that nobody has waited for. */
  private static int endedChild(Arena arena) throws KernelException {
    MemorySegment exit = Call.function("_exit");
    MemorySegment top =
        arena.allocate(STACK_BYTES, STACK_ALIGNMENT).asSlice(STACK_BYTES - STACK_ALIGNMENT);
    // A handler of the JVM's must not run in the child.
    MemorySegment all = arena.allocateFrom(JAVA_LONG, -1L);
    MemorySegment before = arena.allocate(JAVA_LONG);
    SIGMASK.check(SIGMASK.invoke(arena, SIG_SETMASK, all, before, SIGSET_BYTES), "all signals");
    try {
      int flags = CLONE_VM | CLONE_VFORK | CLONE_NEWUSER;
      Call.Outcome outcome = CLONE.invoke(arena, exit, top, flags, MemorySegment.NULL);
      return (int) CLONE.check(outcome, "CLONE_NEWUSER");
    } finally {
      SIGMASK.invoke(arena, SIG_SETMASK, before, MemorySegment.NULL, SIGSET_BYTES);
    }
  }

  /** A map is taken in one write or not at all. */
  private static void write(Arena arena, int pid, String file, String map) throws KernelException {
    Name name = of(pid, file);
    byte[] text = map.getBytes(US_ASCII);
    try (Fd fd = FileCalls.INSTANCE.open(Fd.WORKING_DIRECTORY, name, Files.O_WRONLY, 0, 0)) {
      MemorySegment memory = arena.allocate(text.length + 1L);
      MemorySegment.copy(text, 0, memory, JAVA_BYTE, 0, text.length);
      WRITE.check(WRITE.invoke(arena, fd, memory, text.length), name.toString());
    }
  }

  private static Name of(int pid, String file) {
    return Name.of("/proc/" + pid + "/" + file);
  }
}
