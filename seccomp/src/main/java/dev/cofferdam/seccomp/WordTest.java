package dev.cofferdam.seccomp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of one 32-bit word of a call: all that a profile's conditions and a program's
 * branches come to.
 *
 * @param word its offset through four
 * @param mask what is looked at
 * @param opcode a branch: how it is compared
 * @param k what with
 */
record WordTest(int word, int mask, Opcode opcode, int k) {
  private static final int FIRST_ARGUMENT = 4;

  /** Words of a call. */
  static final int WORDS = SeccompData.BYTES / 4;

  // Written out for the first filter of a process, as Action's.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WordTest test
        && word == test.word
        && mask == test.mask
        && opcode == test.opcode
        && k == test.k;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * word + opcode.hashCode()) + mask) + k;
  }

  boolean holds(int value) {
    return opcode.holds(value & mask, k);
  }

  /** The comparisons of a condition: of the high word, then of the low one. */
  static List<WordTest> of(Condition condition, Width width) {
    int low = FIRST_ARGUMENT + 2 * condition.argument();
    int high = low + 1;
    return switch (condition) {
      case Condition.Masked masked -> {
        long mask = masked.mask() & width.mask();
        long value = masked.value() & width.mask();
        yield List.of(
            new WordTest(high, (int) (mask >>> 32), Opcode.JEQ, (int) (value >>> 32)),
            new WordTest(low, (int) mask, Opcode.JEQ, (int) value));
      }
      case Condition.AtLeast least -> {
        long mask = width.mask();
        long value = least.value() & mask;
        yield List.of(
            new WordTest(high, (int) (mask >>> 32), Opcode.JGT, (int) (value >>> 32)),
            new WordTest(high, (int) (mask >>> 32), Opcode.JEQ, (int) (value >>> 32)),
            new WordTest(low, (int) mask, Opcode.JGE, (int) value));
      }
    };
  }
}
