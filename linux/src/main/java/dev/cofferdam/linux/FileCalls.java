package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;

/** The calls of {@link Files}. */
final class FileCalls implements Files {
  static final FileCalls INSTANCE = new FileCalls();

  private static final Syscall OPENAT2 = Syscall.of("openat2", 437);
  private static final Syscall STATX = Syscall.of("statx", 332, 291);
  private static final Syscall READLINK = Syscall.of("readlinkat", 267, 78);
  private static final Syscall CHOWN = Syscall.of("fchownat", 260, 54);
  private static final Syscall CHMOD = Syscall.of("fchmod", 91, 52);
  private static final Syscall MKDIR = Syscall.of("mkdirat", 258, 34);
  private static final Syscall UNLINK = Syscall.of("unlinkat", 263, 35);
  private static final Syscall CHDIR = Syscall.of("fchdir", 81, 50);

  private static final long O_CLOEXEC = 0x8_0000;
  private static final long O_LARGEFILE = Architecture.choose(0x8000, 0x2_0000);

  // struct open_how: __u64 flags, mode, resolve
  private static final int HOW_WORDS = 3;

  private static final int PATH_MAX = 4096;

  private FileCalls() {}

  @Override
  public Fd open(Fd directory, Name name, int flags, int mode, int resolve) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment how = arena.allocate(JAVA_LONG, HOW_WORDS);
      how.setAtIndex(JAVA_LONG, 0, flags | O_CLOEXEC | ((flags & O_PATH) == 0 ? O_LARGEFILE : 0));
      how.setAtIndex(JAVA_LONG, 1, mode);
      how.setAtIndex(JAVA_LONG, 2, resolve);
      Call.Outcome outcome =
          OPENAT2.invokeUninterrupted(
              arena, directory, Syscall.text(arena, name), how, how.byteSize());
      return new Fd((int) OPENAT2.check(outcome, name.toString()));
    }
  }

  @Override
  public Stat stat(Fd directory, Name name, int flags) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(StatxBuffer.BYTES, Long.BYTES);
      Call.Outcome outcome =
          STATX.invoke(
              arena, directory, Syscall.text(arena, name), flags, StatxBuffer.MASK, buffer);
      STATX.check(outcome, named(directory, name));
      return StatxBuffer.read(buffer);
    }
  }

  @Override
  public List<Name> names(Fd directory) throws KernelException {
    return DirectoryEntries.read(directory, Integer.MAX_VALUE);
  }

  @Override
  public Name readLink(Fd directory, Name name) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(PATH_MAX);
      Call.Outcome outcome =
          READLINK.invoke(arena, directory, Syscall.text(arena, name), target, PATH_MAX);
      long length = READLINK.check(outcome, named(directory, name));
      return Name.of(target.asSlice(0, length).toArray(JAVA_BYTE));
    }
  }

  @Override
  public void chown(Fd directory, Name name, Owner owner, int flags) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome =
          CHOWN.invoke(
              arena, directory, Syscall.text(arena, name), owner.uid(), owner.gid(), flags);
      CHOWN.check(outcome, named(directory, name));
    }
  }

  @Override
  public void chmod(Fd file, int permissions) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      CHMOD.check(CHMOD.invoke(arena, file, permissions), file.toString());
    }
  }

  @Override
  public void makeDirectory(Fd directory, Name name, int permissions) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome = MKDIR.invoke(arena, directory, Syscall.text(arena, name), permissions);
      MKDIR.check(outcome, name.toString());
    }
  }

  @Override
  public void unlink(Fd directory, Name name, int flags) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      Call.Outcome outcome = UNLINK.invoke(arena, directory, Syscall.text(arena, name), flags);
      UNLINK.check(outcome, name.toString());
    }
  }

  @Override
  public boolean isReadOnly(Fd file) throws KernelException {
    return FileSystemStatus.of(file).isReadOnly();
  }

  @Override
  public void changeTo(Fd directory) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      CHDIR.check(CHDIR.invoke(arena, directory), directory.toString());
    }
  }

  private static String named(Fd directory, Name name) {
    return name.isEmpty() ? directory.toString() : name.toString();
  }

  @Override
  public Sweep sweep() {
    return new SweepCalls();
  }

  /** Major and minor as makedev(3) of glibc and musl puts them together. */
  static long device(long major, long minor) {
    return (major & 0xFFFF_F000L) << 32
        | (major & 0xFFF) << 8
        | (minor & 0xFFFF_FF00L) << 12
        | (minor & 0xFF);
  }

  /** struct statx of linux/stat.h. */
  private static final class StatxBuffer {
    static final long BYTES = 256;

    private static final int BASIC = 0x7FF;
    private static final int MOUNT_ID = 0x1000;
    static final int MASK = BASIC | MOUNT_ID;

    private static final long MOUNT_ROOT = 0x2000; // STATX_ATTR_MOUNT_ROOT

    private StatxBuffer() {}

    static Stat read(MemorySegment buffer) {
      int mask = buffer.get(JAVA_INT, 0);
      long attributes = buffer.get(JAVA_LONG, 8) & buffer.get(JAVA_LONG, 56);
      Instant modified = Instant.ofEpochSecond(buffer.get(JAVA_LONG, 112), unsigned(buffer, 120));
      long mount = (mask & MOUNT_ID) != 0 ? buffer.get(JAVA_LONG, 144) : 0;
      return new Stat(
          Short.toUnsignedInt(buffer.get(JAVA_SHORT, 28)),
          new Owner(unsigned(buffer, 20), unsigned(buffer, 24)),
          unsigned(buffer, 16),
          buffer.get(JAVA_LONG, 40),
          new FileId(device(buffer, 136), buffer.get(JAVA_LONG, 32), mount),
          device(buffer, 128),
          modified,
          (attributes & MOUNT_ROOT) != 0);
    }

    private static long unsigned(MemorySegment buffer, long offset) {
      return Integer.toUnsignedLong(buffer.get(JAVA_INT, offset));
    }

    private static long device(MemorySegment buffer, long offset) {
      return FileCalls.device(unsigned(buffer, offset), unsigned(buffer, offset + Integer.BYTES));
    }
  }
}
