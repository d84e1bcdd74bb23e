package dev.cofferdam.seccomp;

/**
 * One system call as the kernel shows it to a filter: {@code struct seccomp_data} of
 * linux/seccomp.h, 64 bytes.
 *
 * @param number as in the register, x32's bit included
 * @param audit {@code AUDIT_ARCH_…}
 * @param instructionPointer where it was made; no filter of ours looks at it
 * @param arguments the six registers, whole
 */
@SuppressWarnings("ArrayRecordComponent") // a value for the moment of one evaluation; never kept
public record SeccompData(int number, int audit, long instructionPointer, long[] arguments) {
  public static final int ARGUMENTS = 6;

  /** Bytes of one. */
  public static final int BYTES = 64;

  /** The offset of {@link #number}. */
  static final int NUMBER = 0;

  /** The offset of {@link #audit}. */
  static final int AUDIT = 4;

  public SeccompData {
    if (arguments.length != ARGUMENTS) {
      throw new IllegalArgumentException("six arguments, not " + arguments.length);
    }
  }

  /** A call of a convention, by its number in the table; what is not given is 0. */
  public static SeccompData of(Architecture architecture, int number, long... arguments) {
    long[] six = java.util.Arrays.copyOf(arguments, ARGUMENTS);
    return new SeccompData(number | architecture.base(), architecture.audit(), 0, six);
  }

  /** The call whose sixteen words are these, as {@link #word} gives them. */
  static SeccompData ofWords(int[] words) {
    long[] six = new long[ARGUMENTS];
    for (int i = 0; i < ARGUMENTS; i++) {
      six[i] = joined(words[4 + 2 * i], words[5 + 2 * i]);
    }
    return new SeccompData(words[0], words[1], joined(words[2], words[3]), six);
  }

  private static long joined(int low, int high) {
    return (long) high << 32 | Integer.toUnsignedLong(low);
  }

  /**
   * The 32-bit word at this offset, little-endian as on every architecture of the table.
   *
   * @param offset 0 to 60, a multiple of four
   */
  public int word(int offset) {
    return switch (offset) {
      case 0 -> number;
      case 4 -> audit;
      case 8 -> (int) instructionPointer;
      case 12 -> (int) (instructionPointer >>> 32);
      default -> {
        if (offset < 0 || offset > 60 || offset % 4 != 0) {
          throw new IllegalArgumentException("no word at offset " + offset);
        }
        long argument = arguments[(offset - 16) / 8];
        yield (int) (offset % 8 == 0 ? argument : argument >>> 32);
      }
    };
  }
}
