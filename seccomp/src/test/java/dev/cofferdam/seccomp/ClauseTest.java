package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is taken to be simple already is what simplifying makes of it. */
class ClauseTest {
  private static final SystemCall SOCKET = SystemCalls.known().named("socket").orElseThrow();
  private static final int LISTS = 3000;

  private static Clause clause(Action action, Meaning.Test... tests) {
    return new Clause(List.of(tests), action);
  }

  private static Meaning.Test equal(int argument, long value) {
    return new Meaning.Test(Condition.equal(argument, value), true);
  }

  private static Decision decision(List<Clause> clauses) throws SeccompException {
    return Clause.decision(
        clauses, Action.EPERM, SOCKET, Architecture.X86_64, new Work("a decision"));
  }

  private static Decision simplified(Decision decision) throws SeccompException {
    return Combination.simplified(
        decision, SOCKET, Architecture.X86_64, new Work("a decision again"));
  }

  @Test
  void a_decision_has_nothing_to_simplify() throws SeccompException {
    Random random = new Random(0);
    for (int i = 0; i < LISTS; i++) {
      List<Clause> clauses = new ArrayList<>();
      int count = 1 + random.nextInt(4);
      for (int j = 0; j < count; j++) {
        clauses.add(clause(random.nextInt(8) > 0 ? Action.ALLOW : Action.EPERM, tests(random)));
      }
      Decision decision = decision(clauses);
      assertThat(decision).as("%s", clauses).isEqualTo(simplified(decision));
      assertSame(clauses, decision);
    }
  }

  private static Meaning.Test[] tests(Random random) {
    Meaning.Test[] tests = new Meaning.Test[random.nextInt(8) > 0 ? 1 : random.nextInt(3)];
    for (int i = 0; i < tests.length; i++) {
      int argument = random.nextInt(8) > 0 ? 0 : 1;
      long value = random.nextInt(4);
      tests[i] =
          switch (random.nextInt(8)) {
            case 0 -> new Meaning.Test(Condition.equal(argument, value), false);
            case 1 -> new Meaning.Test(new Condition.Masked(argument, 3, value), true);
            case 2 -> new Meaning.Test(new Condition.AtLeast(argument, 1 + value), true);
            default -> equal(argument, value);
          };
    }
    return tests;
  }

  /** The strictest clause that holds, of each pair of small arguments. */
  private static void assertSame(List<Clause> clauses, Decision decision) {
    for (long first = 0; first < 8; first++) {
      for (long second = 0; second < 8; second++) {
        long[] arguments = {first, second, 0, 0, 0, 0};
        Action expected =
            clauses.stream()
                .filter(clause -> holds(clause, arguments))
                .map(Clause::action)
                .min(Action::compareTo)
                .orElse(Action.EPERM);
        assertThat(decision.decide(arguments, SOCKET, Architecture.X86_64))
            .as("%s", clauses)
            .isEqualTo(expected);
      }
    }
  }

  private static boolean holds(Clause clause, long[] arguments) {
    return clause.tests().stream()
        .allMatch(test ->
            test.condition().holds(arguments[test.condition().argument()], Width.BITS_32)
                == test.expected());
  }
}
