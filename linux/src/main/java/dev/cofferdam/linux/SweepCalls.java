package dev.cofferdam.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The calls of {@link Sweep}: names stay where getdents64 put them, and memory is used again.
 *
 * <p>A call of {@link FileCalls} boxes its arguments and allocates, which takes longer than the
 * kernel takes to give a file to someone.
 */
final class SweepCalls implements Sweep {
  private static final Syscall GETDENTS = Syscall.of("getdents64", 217, 61);
  private static final Syscall STATX = Syscall.of("statx", 332, 291);
  private static final Syscall CHOWN = Syscall.of("fchownat", 260, 54);

  // struct linux_dirent64: ino64_t, off64_t, unsigned short d_reclen, unsigned char d_type, d_name
  private static final int ENTRY_LENGTH = 16;
  private static final int ENTRY_NAME = 19;

  /** About a thousand names: what one thread takes at once. */
  private static final int ENTRIES_BYTES = 32 * 1024;

  /** A name has at most 255 bytes. */
  private static final int MOST_ENTRY = ENTRY_NAME + 256 + Long.BYTES;

  private static final int STATX_BYTES = 256;
  private static final int MASK = 0x1000 | 0x7FF; // STATX_MNT_ID, STATX_BASIC_STATS

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment errno = Call.errnoMemory(arena);
  private final MemorySegment entries = arena.allocate(ENTRIES_BYTES, Long.BYTES);
  private final MemorySegment statx = arena.allocate(STATX_BYTES, Long.BYTES);
  private final ByteBuffer names = bytes(entries);
  private final ByteBuffer stat = bytes(statx);

  private int directory;
  private int end;
  private int following;
  private int current;

  private static ByteBuffer bytes(MemorySegment memory) {
    return memory.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  private long call(Syscall call, long second, long third, long fourth, long fifth) {
    return call.invoke(errno, directory, second, third, fourth, fifth);
  }

  private KernelException failure(Syscall call, String object) {
    return Libc.failure(call.name(), object, Call.errno(errno));
  }

  @Override
  public boolean read(Fd from) throws KernelException {
    directory = from.number();
    long length = call(GETDENTS, entries.address(), ENTRIES_BYTES, 0, 0);
    if (length < 0) {
      throw failure(GETDENTS, from.toString());
    }
    end = (int) length;
    following = 0;
    return end > 0;
  }

  @Override
  public boolean isFull() {
    return end > ENTRIES_BYTES - MOST_ENTRY;
  }

  @Override
  public boolean next() {
    while (following < end) {
      current = following;
      following += Short.toUnsignedInt(names.getShort(current + ENTRY_LENGTH));
      if (!isOwnOrParent(current + ENTRY_NAME)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOwnOrParent(int name) {
    return names.get(name) == '.'
        && (names.get(name + 1) == 0 || (names.get(name + 1) == '.' && names.get(name + 2) == 0));
  }

  @Override
  public Name name() {
    int start = current + ENTRY_NAME;
    int length = 0;
    while (names.get(start + length) != 0) {
      length++;
    }
    byte[] name = new byte[length];
    names.get(start, name);
    return Name.of(name);
  }

  private long namePointer() {
    return entries.address() + current + ENTRY_NAME;
  }

  @Override
  public void stat() throws KernelException {
    if (call(STATX, namePointer(), Files.AT_SYMLINK_NOFOLLOW, MASK, statx.address()) < 0) {
      throw failure(STATX, name().toString());
    }
  }

  @Override
  public int type() {
    return Short.toUnsignedInt(stat.getShort(28)) & Stat.S_IFMT;
  }

  @Override
  public boolean isOf(Owner owner) {
    return stat.getInt(20) == (int) owner.uid() && stat.getInt(24) == (int) owner.gid();
  }

  @Override
  public long links() {
    return Integer.toUnsignedLong(stat.getInt(16));
  }

  @Override
  public FileId id() {
    return new FileId(device(), stat.getLong(32), mount());
  }

  @Override
  public boolean isInMountOf(FileId other) {
    return device() == other.device() && mount() == other.mount();
  }

  private long device() {
    return FileCalls.device(
        Integer.toUnsignedLong(stat.getInt(136)), Integer.toUnsignedLong(stat.getInt(140)));
  }

  private long mount() {
    return (stat.getInt(0) & 0x1000) != 0 ? stat.getLong(144) : 0;
  }

  @Override
  public void chown(Owner owner) throws KernelException {
    long failed = call(CHOWN, namePointer(), owner.uid(), owner.gid(), Files.AT_SYMLINK_NOFOLLOW);
    if (failed < 0) {
      throw failure(CHOWN, name().toString());
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
