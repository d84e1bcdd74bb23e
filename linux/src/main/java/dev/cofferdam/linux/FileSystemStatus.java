package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What fstatfs(2) says of the file system that a file is on.
 *
 * @param type {@code f_type}, a magic number
 * @param isReadOnly whether its mount cannot be written to, {@code ST_RDONLY}
 */
record FileSystemStatus(long type, boolean isReadOnly) {
  private static final Syscall STATFS = Syscall.of("fstatfs", 138, 44);

  // struct statfs: __fsword_t f_type; … f_flags is its eleventh word on 64-bit machines
  private static final long BYTES = 120;
  private static final long FLAGS = 80;
  private static final long ST_RDONLY = 1;

  static FileSystemStatus of(Fd file) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(BYTES, Long.BYTES);
      STATFS.check(STATFS.invokeUninterrupted(arena, file, status), file.toString());
      return new FileSystemStatus(
          status.get(JAVA_LONG, 0), (status.get(JAVA_LONG, FLAGS) & ST_RDONLY) != 0);
    }
  }
}
