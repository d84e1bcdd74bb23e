package dev.cofferdam.seccomp;

import dev.cofferdam.seccomp.Comparison.Operator;

/**
 * What a {@link Comparison} asks of an argument of which the kernel takes only so much. The
 * runtimes compare all 64 bits, so that a program can say {@code -1} where the profile says {@code
 * 4294967295}, or set bits that the kernel ignores; here both are the same number.
 */
sealed interface Meaning {
  /** The condition must hold, or must not. */
  record Test(Condition condition, boolean expected) implements Meaning {}

  /**
   * Holds for every number, or for none.
   *
   * @param beyond because the comparison is about bits that the kernel does not take: then somebody
   *     believed the argument to be wider
   */
  record Constant(boolean holds, boolean beyond) implements Meaning {}

  static Meaning of(Comparison comparison, Width width) {
    if (comparison.operator() == Operator.MASKED_EQ) {
      return masked(comparison, width);
    }
    long value = narrowed(comparison.value(), width);
    if ((value & ~width.mask()) != 0) {
      return new Constant(isBelow(comparison.operator()), true);
    }
    int index = comparison.index();
    boolean least = value == 0;
    boolean most = value == width.mask();
    return switch (comparison.operator()) {
      case EQ -> new Test(Condition.equal(index, value), true);
      case NE -> new Test(Condition.equal(index, value), false);
      case LT -> least ? constant(false) : atLeast(index, value, false);
      case GE -> least ? constant(true) : atLeast(index, value, true);
      case LE -> most ? constant(true) : atLeast(index, value + 1, false);
      case GT -> most ? constant(false) : atLeast(index, value + 1, true);
      case MASKED_EQ -> throw new IllegalStateException("handled above");
    };
  }

  private static Meaning masked(Comparison comparison, Width width) {
    long mask = comparison.value() & width.mask();
    long wanted = narrowed(comparison.valueTwo(), width);
    if ((comparison.valueTwo() & ~comparison.value()) != 0) {
      return new Constant(false, true);
    }
    if ((wanted & ~width.mask()) != 0) {
      return new Constant(false, true);
    }
    if (mask == 0) {
      return new Constant(true, true);
    }
    int index = comparison.index();
    return new Test(
        mask == width.mask()
            ? Condition.equal(index, wanted)
            : new Condition.Masked(index, mask, wanted & mask),
        true);
  }

  /** Whether it holds for every number that is smaller than the one compared with. */
  private static boolean isBelow(Operator operator) {
    return operator == Operator.LT || operator == Operator.LE || operator == Operator.NE;
  }

  private static Meaning constant(boolean holds) {
    return new Constant(holds, false);
  }

  private static Meaning atLeast(int index, long value, boolean expected) {
    return new Test(new Condition.AtLeast(index, value), expected);
  }

  /**
   * The number at this width, if it is the same with a sign: -1 in 64 bits, or in 32, is -1 in 16.
   * Otherwise the number as it is.
   */
  private static long narrowed(long value, Width width) {
    long low = value & width.mask();
    long extended =
        switch (width) {
          case BITS_16 -> (short) low;
          case BITS_32 -> (int) low;
          case BITS_64 -> low;
        };
    return value == extended || value == (extended & Width.BITS_32.mask()) ? low : value;
  }
}
