package dev.cofferdam.seccomp;

/**
 * A test of one argument. Every comparison of the OCI specification is one of these two or its
 * opposite; they compare without a sign, as BPF does.
 */
public sealed interface Condition {
  /** Which argument, 0 to 5. */
  int argument();

  /** Whether it holds for a register, of which the kernel takes this much. */
  boolean holds(long register, Width width);

  /**
   * The argument is {@code value} where {@code mask} has ones.
   *
   * @param value has ones only where the mask has
   */
  record Masked(int argument, long mask, long value) implements Condition {
    public Masked {
      checkArgument(argument);
      if ((value & ~mask) != 0) {
        throw new IllegalArgumentException(
            "%#x can never be equal to %#x: it has ones outside of the mask"
                .formatted(mask, value));
      }
    }

    @Override
    public boolean holds(long register, Width width) {
      return (register & mask & width.mask()) == (value & width.mask());
    }
  }

  /** The argument is {@code value} or more, without a sign. */
  record AtLeast(int argument, long value) implements Condition {
    public AtLeast {
      checkArgument(argument);
    }

    @Override
    public boolean holds(long register, Width width) {
      return Long.compareUnsigned(register & width.mask(), value & width.mask()) >= 0;
    }
  }

  /** The argument is exactly this. */
  static Condition equal(int argument, long value) {
    return new Masked(argument, -1, value);
  }

  private static void checkArgument(int argument) {
    if (argument < 0 || argument >= SeccompData.ARGUMENTS) {
      throw new IllegalArgumentException("arguments are 0 to 5, not " + argument);
    }
  }
}
