package dev.cofferdam.seccomp;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An action for the arguments that pass all these tests.
 *
 * @param tests none of them: for every argument
 */
record Clause(List<Meaning.Test> tests, Action action) {
  /** Longer lists are for those who count the work: nobody has them who means well. */
  private static final int MOST_SIMPLE = 64;

  Clause {
    tests = List.copyOf(tests);
  }

  /**
   * One decision from clauses of which several may hold: the strictest wins, as it does among the
   * kernel's filters.
   *
   * @param otherwise when none of them holds
   * @throws SeccompException when they are too many to be worked with
   */
  static Decision decision(
      List<Clause> clauses, Action otherwise, SystemCall call, Architecture architecture, Work work)
      throws SeccompException {
    if (isSimple(clauses, otherwise)) {
      return decision(clauses, otherwise);
    }
    List<Clause> strictestLast =
        clauses.stream()
            .distinct()
            .sorted(Comparator.comparing(Clause::action).reversed())
            .toList();
    Decision decision = decision(strictestLast, otherwise);
    return Combination.simplified(decision, call, architecture, work);
  }

  private static Decision decision(List<Clause> strictestLast, Action otherwise) {
    Decision decision = new Decision.Always(otherwise);
    for (Clause clause : strictestLast) {
      decision = clause.before(decision);
    }
    return decision;
  }

  /**
   * Whether nothing is asked in vain: one clause with at most one test, or different values of one
   * argument. Nearly all are, and need not be simplified.
   */
  private static boolean isSimple(List<Clause> clauses, Action otherwise) {
    Clause first = clauses.getFirst();
    if (first.tests.size() > 1 || first.action.equals(otherwise)) {
      return false;
    }
    if (clauses.size() == 1 || clauses.size() > MOST_SIMPLE) {
      return clauses.size() == 1;
    }
    Set<Long> values = new HashSet<>();
    for (Clause clause : clauses) {
      boolean isOther =
          clause.action.equals(first.action)
              && clause.isOfValue()
              && clause.argument() == first.argument()
              && values.add(((Condition.Masked) clause.tests.getFirst().condition()).value());
      if (!isOther) {
        return false;
      }
    }
    return true;
  }

  /** Whether all that it asks is whether an argument has one value. */
  private boolean isOfValue() {
    return tests.size() == 1
        && tests.getFirst().expected()
        && tests.getFirst().condition() instanceof Condition.Masked masked
        && masked.mask() == -1;
  }

  /** Of the first test. */
  private int argument() {
    return tests.getFirst().condition().argument();
  }

  /** This action where the tests are passed, and elsewhere what is decided already. */
  private Decision before(Decision rest) {
    Decision decision = new Decision.Always(action);
    for (Meaning.Test test : tests.reversed()) {
      decision =
          test.expected()
              ? new Decision.When(test.condition(), decision, rest)
              : new Decision.When(test.condition(), rest, decision);
    }
    return decision;
  }
}
