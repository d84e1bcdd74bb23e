package dev.cofferdam.seccomp;

import dev.cofferdam.seccomp.Condition.AtLeast;
import dev.cofferdam.seccomp.Condition.Masked;
import java.util.List;

/** What one test of an argument says about another. */
final class Implication {
  private Implication() {}

  /** The decision without the questions that these facts answer. */
  static Decision assuming(List<Meaning.Test> facts, Decision decision) {
    if (!(decision instanceof Decision.When when)) {
      return decision;
    }
    Condition condition = when.condition();
    for (Meaning.Test fact : facts) {
      if (implies(fact, condition, true)) {
        return assuming(facts, when.then());
      }
      if (implies(fact, condition, false)) {
        return assuming(facts, when.otherwise());
      }
    }
    Decision then = assuming(facts, when.then());
    Decision otherwise = assuming(facts, when.otherwise());
    return then.equals(otherwise) ? then : new Decision.When(condition, then, otherwise);
  }

  /** Whether the condition certainly comes out like this when the fact is so; false: not known. */
  static boolean implies(Meaning.Test fact, Condition condition, boolean expected) {
    if (fact.condition().argument() != condition.argument()) {
      return false;
    }
    return fact.expected()
        ? fromTrue(fact.condition(), condition, expected)
        : fromFalse(fact.condition(), condition, expected);
  }

  private static boolean fromTrue(Condition fact, Condition condition, boolean expected) {
    return switch (fact) {
      case Masked known when known.mask() == -1 ->
          condition.holds(known.value(), Width.BITS_64) == expected;
      case Masked known ->
          switch (condition) {
            case Masked asked -> {
              long both = known.mask() & asked.mask();
              yield expected
                  ? both == asked.mask() && (known.value() & both) == asked.value()
                  : (known.value() & both) != (asked.value() & both);
            }
            case AtLeast asked ->
                expected && Long.compareUnsigned(known.value(), asked.value()) >= 0;
          };
      case AtLeast known ->
          switch (condition) {
            case Masked asked ->
                !expected
                    && asked.mask() == -1
                    && Long.compareUnsigned(asked.value(), known.value()) < 0;
            case AtLeast asked ->
                expected && Long.compareUnsigned(asked.value(), known.value()) <= 0;
          };
    };
  }

  private static boolean fromFalse(Condition fact, Condition condition, boolean expected) {
    if (expected) {
      return false;
    }
    return switch (fact) {
      case Masked known ->
          condition instanceof Masked asked
              && (asked.mask() & known.mask()) == known.mask()
              && (asked.value() & known.mask()) == known.value();
      case AtLeast known ->
          switch (condition) {
            case Masked asked -> Long.compareUnsigned(asked.value(), known.value()) >= 0;
            case AtLeast asked -> Long.compareUnsigned(asked.value(), known.value()) >= 0;
          };
    };
  }
}
