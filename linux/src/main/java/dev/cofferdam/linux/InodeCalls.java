package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The calls of {@link Inodes}. */
final class InodeCalls implements Inodes {
  static final InodeCalls INSTANCE = new InodeCalls();

  private static final Syscall OPENAT = Syscall.of("openat", 257, 56);
  private static final Syscall READ = Syscall.of("read", 0, 63);
  private static final Syscall WRITE = Syscall.of("write", 1, 64);
  private static final Syscall SYMLINK = Syscall.of("symlinkat", 266, 36);
  private static final Syscall LINK = Syscall.of("linkat", 265, 37);
  private static final Syscall MKNOD = Syscall.of("mknodat", 259, 33);
  private static final Syscall CHMOD = Syscall.of("fchmodat", 268, 53);
  private static final Syscall UTIMENS = Syscall.of("utimensat", 280, 88);
  private static final Syscall GETXATTR = Syscall.of("getxattr", 191, 8);
  private static final Syscall SETXATTR = Syscall.of("setxattr", 188, 5);

  private static final int AT_FDCWD = -100;
  private static final int O_CLOEXEC = 0x8_0000;
  private static final int S_IFIFO = 0x1000;

  /** XATTR_SIZE_MAX. */
  private static final int LONGEST_VALUE = 64 * 1024;

  private InodeCalls() {}

  /** The magic link leads to the descriptor's file, whatever names it has by now. */
  private static MemorySegment own(Arena arena, Fd file) throws KernelException {
    return arena.allocateFrom("/proc/self/fd/" + file.number());
  }

  @Override
  public Fd reopen(Fd file, int flags) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome =
          OPENAT.invokeUninterrupted(arena, AT_FDCWD, own(arena, file), flags | O_CLOEXEC, 0);
      return new Fd((int) OPENAT.check(outcome, file.toString()));
    }
  }

  @Override
  public int read(Fd file, ByteBuffer into) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = direct(into);
      Call.Outcome outcome = READ.invokeUninterrupted(arena, file, memory, memory.byteSize());
      int count = (int) READ.check(outcome, file.toString());
      into.position(into.position() + count);
      return count;
    }
  }

  @Override
  public void write(Fd file, ByteBuffer direct) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      while (direct.hasRemaining()) {
        MemorySegment memory = direct(direct);
        Call.Outcome outcome = WRITE.invokeUninterrupted(arena, file, memory, memory.byteSize());
        direct.position(direct.position() + (int) WRITE.check(outcome, file.toString()));
      }
    }
  }

  private static MemorySegment direct(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException("the kernel takes direct buffers only");
    }
    return MemorySegment.ofBuffer(buffer);
  }

  @Override
  public List<Name> names(Fd directory, int most) throws KernelException {
    return DirectoryEntries.read(directory, most);
  }

  @Override
  public void symbolicLink(Name target, Fd directory, Name name) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome =
          SYMLINK.invoke(arena, Syscall.text(arena, target), directory, Syscall.text(arena, name));
      SYMLINK.check(outcome, name.toString());
    }
  }

  @Override
  public void link(Fd file, Fd directory, Name name) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome =
          LINK.invoke(
              arena,
              file,
              Syscall.text(arena, Name.NONE),
              directory,
              Syscall.text(arena, name),
              Files.AT_EMPTY_PATH);
      LINK.check(outcome, name.toString());
    }
  }

  @Override
  public void pipe(Fd directory, Name name, int permissions) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome =
          MKNOD.invoke(arena, directory, Syscall.text(arena, name), S_IFIFO | permissions, 0L);
      MKNOD.check(outcome, name.toString());
    }
  }

  @Override
  public void permit(Fd file, int permissions) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome = CHMOD.invoke(arena, AT_FDCWD, own(arena, file), permissions);
      CHMOD.check(outcome, file.toString());
    }
  }

  @Override
  public void touch(Fd file, Instant accessed, Instant modified) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment times = arena.allocate(JAVA_LONG, 4);
      times.setAtIndex(JAVA_LONG, 0, accessed.getEpochSecond());
      times.setAtIndex(JAVA_LONG, 1, accessed.getNano());
      times.setAtIndex(JAVA_LONG, 2, modified.getEpochSecond());
      times.setAtIndex(JAVA_LONG, 3, modified.getNano());
      Call.Outcome outcome =
          UTIMENS.invoke(arena, file, Syscall.text(arena, Name.NONE), times, Files.AT_EMPTY_PATH);
      UTIMENS.check(outcome, file.toString());
    }
  }

  @Override
  public Optional<byte[]> attribute(Fd file, String name) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(LONGEST_VALUE);
      Call.Outcome outcome =
          GETXATTR.invoke(arena, own(arena, file), arena.allocateFrom(name), value, LONGEST_VALUE);
      if (outcome.failed()
          && (outcome.errno() == Errno.ENODATA || outcome.errno() == Errno.EOPNOTSUPP)) {
        return Optional.empty();
      }
      long length = GETXATTR.check(outcome, name);
      return Optional.of(value.asSlice(0, length).toArray(JAVA_BYTE));
    }
  }

  @Override
  public void setAttribute(Fd file, String name, byte[] value) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(1, value.length));
      MemorySegment.copy(value, 0, bytes, JAVA_BYTE, 0, value.length);
      Call.Outcome outcome =
          SETXATTR.invoke(
              arena, own(arena, file), arena.allocateFrom(name), bytes, value.length, 0);
      SETXATTR.check(outcome, name);
    }
  }

  @Override
  public long fileSystem(Fd file) throws KernelException {
    return FileSystemStatus.of(file).type();
  }

  @Override
  public boolean isReadOnly(Fd file) throws KernelException {
    return FileSystemStatus.of(file).isReadOnly();
  }
}
