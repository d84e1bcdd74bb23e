package dev.cofferdam.seccomp;

import java.util.Comparator;
import java.util.List;

/**
 * An action for the arguments that pass all these tests.
 *
 * @param tests none of them: for every argument
 */
record Clause(List<Meaning.Test> tests, Action action) {
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
    if (clauses.size() == 1 && clauses.getFirst().tests().isEmpty()) {
      return new Decision.Always(clauses.getFirst().action());
    }
    List<Clause> strictestLast =
        clauses.stream()
            .distinct()
            .sorted(Comparator.comparing(Clause::action).reversed())
            .toList();
    Decision decision = new Decision.Always(otherwise);
    for (Clause clause : strictestLast) {
      decision = clause.before(decision);
    }
    return Combination.simplified(decision, call, architecture, work);
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
