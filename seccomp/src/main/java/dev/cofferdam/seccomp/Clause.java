package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An action for the arguments that pass all these tests.
 *
 * @param tests none of them: for every argument
 */
record Clause(List<Meaning.Test> tests, Action action) {
  /** A filter has 4096 instructions at most, for all calls. */
  static final int MOST_NODES = 2048;

  static final int MOST_CLAUSES = 256;

  Clause {
    tests = List.copyOf(tests);
  }

  /**
   * One decision from clauses of which several may hold: the strictest wins, as it does among the
   * kernel's filters.
   *
   * @param otherwise when none of them holds
   * @throws TooLarge when that makes more than {@link #MOST_NODES} questions
   */
  static Decision decision(List<Clause> clauses, Action otherwise) throws TooLarge {
    List<Clause> strictestFirst =
        clauses.stream().distinct().sorted(Comparator.comparing(Clause::action)).toList();
    if (strictestFirst.size() > MOST_CLAUSES) {
      throw new TooLarge();
    }
    return new Builder(otherwise).build(strictestFirst, new ArrayList<>());
  }

  /** More than one filter could hold. */
  static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1;
  }

  private static final class Builder {
    private final Action otherwise;
    private int nodes;

    Builder(Action otherwise) {
      this.otherwise = otherwise;
    }

    Decision build(List<Clause> clauses, List<Meaning.Test> known) throws TooLarge {
      List<Clause> left = new ArrayList<>();
      for (Clause clause : clauses) {
        List<Meaning.Test> tests = new ArrayList<>();
        if (!isRefuted(clause, known, tests)) {
          left.add(new Clause(tests, clause.action()));
        }
      }
      if (left.isEmpty()) {
        return new Decision.Always(otherwise);
      }
      if (left.getFirst().tests().isEmpty()) {
        return new Decision.Always(left.getFirst().action());
      }
      if (++nodes > MOST_NODES) {
        throw new TooLarge();
      }
      Condition condition = left.getFirst().tests().getFirst().condition();
      Decision then = assuming(condition, true, left, known);
      Decision rest = assuming(condition, false, left, known);
      return then.equals(rest) ? then : new Decision.When(condition, then, rest);
    }

    private Decision assuming(
        Condition condition, boolean holds, List<Clause> clauses, List<Meaning.Test> known)
        throws TooLarge {
      known.add(new Meaning.Test(condition, holds));
      Decision decision = build(clauses, known);
      known.removeLast();
      return decision;
    }

    /** Whether the clause cannot hold any more; if it can, what remains to be tested. */
    private static boolean isRefuted(
        Clause clause, List<Meaning.Test> known, List<Meaning.Test> remaining) {
      for (Meaning.Test test : clause.tests()) {
        boolean open = true;
        for (Meaning.Test fact : known) {
          if (Implication.implies(fact, test.condition(), !test.expected())) {
            return true;
          }
          open &= !Implication.implies(fact, test.condition(), test.expected());
        }
        if (open) {
          remaining.add(test);
        }
      }
      return false;
    }
  }
}
