package dev.cofferdam.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The names in a directory, getdents64(2); {@code .} and {@code ..} are left out. */
final class DirectoryEntries {
  private static final Syscall GETDENTS = Syscall.of("getdents64", 217, 61);

  // struct linux_dirent64: u64 d_ino; s64 d_off; u16 d_reclen; u8 d_type; char d_name[]
  private static final long LENGTH = 16;
  private static final int NAME = 19;

  private static final int BYTES = 32 * 1024;

  private DirectoryEntries() {}

  /**
   * From where the descriptor is to the end.
   *
   * @param most names
   * @throws KernelException with EOVERFLOW where there are more
   */
  static List<Name> read(Fd directory, int most) throws KernelException {
    List<Name> names = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entries = arena.allocate(BYTES, Long.BYTES);
      while (true) {
        Call.Outcome outcome = GETDENTS.invoke(arena, directory, entries, BYTES);
        long end = GETDENTS.check(outcome, directory.toString());
        if (end == 0) {
          return names;
        }
        for (long at = 0; at < end; ) {
          int length = Short.toUnsignedInt(entries.get(JAVA_SHORT, at + LENGTH));
          byte[] name = text(entries.asSlice(at + NAME, length - NAME));
          at += length;
          if (isOwnOrParent(name)) {
            continue;
          }
          if (names.size() == most) {
            throw Libc.failure("getdents64", directory.toString(), Errno.EOVERFLOW);
          }
          names.add(Name.of(name));
        }
      }
    }
  }

  private static boolean isOwnOrParent(byte[] name) {
    return name.length <= 2 && name[0] == '.' && name[name.length - 1] == '.';
  }

  private static byte[] text(MemorySegment zeroEnded) {
    long length = 0;
    while (zeroEnded.get(JAVA_BYTE, length) != 0) {
      length++;
    }
    return zeroEnded.asSlice(0, length).toArray(JAVA_BYTE);
  }
}
