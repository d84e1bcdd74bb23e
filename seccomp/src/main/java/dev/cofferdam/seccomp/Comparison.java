package dev.cofferdam.seccomp;

import java.util.Locale;
import java.util.Optional;

/**
 * One element of {@code args} in a document: a comparison, without sign, of an argument.
 *
 * @param index which argument, 0 to 5
 * @param value what it is compared with; the mask for {@link Operator#MASKED_EQ}
 * @param valueTwo what the masked argument must be; of no meaning for the others
 */
record Comparison(int index, long value, long valueTwo, Operator operator, Place place) {
  enum Operator {
    NE,
    LT,
    LE,
    EQ,
    GE,
    GT,
    MASKED_EQ;

    String ociName() {
      return "SCMP_CMP_" + name();
    }

    static Optional<Operator> named(String ociName) {
      for (Operator each : values()) {
        if (each.ociName().equals(ociName)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return operator == Operator.MASKED_EQ
        ? "argument %d & %#x == %#x".formatted(index, value, valueTwo)
        : "argument %d %s %#x".formatted(index, operator.name().toLowerCase(Locale.ROOT), value);
  }
}
