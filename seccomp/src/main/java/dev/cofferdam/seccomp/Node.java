package dev.cofferdam.seccomp;

import org.jspecify.annotations.Nullable;

/**
 * A step of a filter between profile and program: return, or test a 32-bit word and go on. Nodes
 * are made by {@link Graph}, which makes equal ones once, so that they are compared by identity.
 */
sealed interface Node {
  /** The end: what the filter returns. */
  record Leaf(Action action) implements Node {}

  /**
   * A comparison of a word of {@code struct seccomp_data}.
   *
   * <p>A class and no record: equal graphs are one object, and comparing them by value would walk
   * them whole.
   */
  final class Test implements Node {
    private final Comparison comparison;
    private final Node yes;
    private final Node no;

    Test(Comparison comparison, Node yes, Node no) {
      this.comparison = comparison;
      this.yes = yes;
      this.no = no;
    }

    Comparison comparison() {
      return comparison;
    }

    Node yes() {
      return yes;
    }

    Node no() {
      return no;
    }
  }

  /** How a word is compared; without a sign, as BPF does. */
  enum Operator {
    /** {@code (word & mask) == k}. */
    EQUAL,
    /** {@code word >= k}. */
    AT_LEAST,
    /** {@code (word & k) != 0}. */
    ANY_BIT
  }

  /**
   * A question about a word.
   *
   * @param offset of the word, in bytes
   * @param mask all ones but for {@link Operator#EQUAL}
   */
  record Comparison(int offset, Operator operator, int mask, int k) {
    // Written out for the first filter of a process, as Action's.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Comparison comparison
          && offset == comparison.offset
          && operator == comparison.operator
          && mask == comparison.mask
          && k == comparison.k;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * offset + operator.hashCode()) + mask) + k;
    }

    /** What the accumulator must hold: the word, behind this mask. */
    boolean isMasked() {
      return mask != -1;
    }

    /** Whether it depends on nothing but whether the word lies in some range. */
    boolean isOfRange() {
      return operator == Operator.AT_LEAST || (operator == Operator.EQUAL && mask == -1);
    }

    boolean holds(int word) {
      return switch (operator) {
        case EQUAL -> (word & mask) == k;
        case AT_LEAST -> Integer.compareUnsigned(word, k) >= 0;
        case ANY_BIT -> (word & k) != 0;
      };
    }
  }
}
