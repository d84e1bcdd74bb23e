package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AlgebraTest {
  private static final SystemCall SOCKET = SystemCalls.known().named("socket").orElseThrow();

  private interface Operation {
    Profile of(Profile first, Profile second) throws SeccompException;
  }

  private static Action stricter(Action one, Action other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static Action looser(Action one, Action other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Decision always(Action action) {
    return new Decision.Always(action);
  }

  private static Decision when(Condition condition, Action then, Decision otherwise) {
    return new Decision.When(condition, always(then), otherwise);
  }

  private static Profile only(Architecture architecture, Rules rules, Action foreign) {
    return new Profile(Map.of(architecture, rules), foreign, Set.of());
  }

  @Nested
  class For_any_two_profiles_and_any_call {
    private static void check(long seed, Operation operation, BinaryOperator<Action> pointwise)
        throws SeccompException {
      RandomProfiles random = new RandomProfiles(seed);
      for (int round = 0; round < 60; round++) {
        Profile first = random.profile();
        Profile second = random.profile();
        Profile result = operation.of(first, second);
        for (SeccompData call : random.calls(300)) {
          assertThat(result.decide(call))
              .as("%s %s", call, java.util.Arrays.toString(call.arguments()))
              .isEqualTo(pointwise.apply(first.decide(call), second.decide(call)));
        }
      }
    }

    @Test
    void union_is_the_looser_action() throws SeccompException {
      check(1, Algebra::union, AlgebraTest::looser);
    }

    @Test
    void intersection_is_the_stricter_action() throws SeccompException {
      check(2, Algebra::intersection, AlgebraTest::stricter);
    }

    @Test
    void difference_is_what_the_first_alone_lets_through() throws SeccompException {
      RandomProfiles random = new RandomProfiles(3);
      for (int round = 0; round < 60; round++) {
        Profile first = random.profile();
        Profile second = random.profile();
        Profile difference = Algebra.difference(first, second);
        for (SeccompData call : random.calls(300)) {
          Action one = first.decide(call);
          Action result = difference.decide(call);
          if (Passage.isFurther(one, second.decide(call))) {
            assertThat(result).isEqualTo(one);
          } else {
            assertThat(result).isIn(Action.EPERM, Action.ENOSYS);
          }
        }
      }
    }

    @Test
    void a_profile_with_itself_is_the_same() throws SeccompException {
      check(4, (first, second) -> Algebra.union(first, first), (one, other) -> one);
      check(5, (first, second) -> Algebra.intersection(first, first), (one, other) -> one);
    }

    @Test
    void a_simplified_decision_is_the_same_and_not_larger() throws SeccompException {
      RandomProfiles random = new RandomProfiles(6);
      for (int round = 0; round < 500; round++) {
        Decision decision = random.decision(7);
        Decision simple =
            Combination.simplified(decision, SOCKET, Architecture.X86_64, new Work("this"));
        assertThat(RandomProfiles.size(simple)).isLessThanOrEqualTo(RandomProfiles.size(decision));
        for (int i = 0; i < 100; i++) {
          long[] arguments = {random.border(), random.border(), random.border(), 0, 0, 0};
          assertThat(simple.decide(arguments, SOCKET, Architecture.X86_64))
              .isEqualTo(decision.decide(arguments, SOCKET, Architecture.X86_64));
        }
      }
    }
  }

  @Nested
  class Questions {
    @Test
    void whose_answer_is_known_are_not_asked_again() throws SeccompException {
      Decision above16 = when(new Condition.AtLeast(0, 17), Action.LOG, always(Action.ALLOW));
      Decision asked =
          new Decision.When(
              Condition.equal(0, 40), above16, when(Condition.equal(0, 40), Action.EPERM, above16));
      assertThat(Combination.simplified(asked, SOCKET, Architecture.X86_64, new Work("this")))
          .isEqualTo(new Decision.When(Condition.equal(0, 40), always(Action.LOG), above16));
    }

    @Test
    void about_bits_that_the_kernel_does_not_take_are_not_asked() throws SeccompException {
      Condition condition = new Condition.Masked(0, 0xf_0000_0028L, 0x1_0000_0028L);
      Decision simple =
          Combination.simplified(
              when(condition, Action.EPERM, always(Action.ALLOW)),
              SOCKET,
              Architecture.X86_64,
              new Work("this"));
      assertThat(simple)
          .isEqualTo(when(new Condition.Masked(0, 0x28, 0x28), Action.EPERM, always(Action.ALLOW)));
    }

    @Test
    void of_two_lists_of_values_are_as_many_as_both_have() throws SeccompException {
      Decision odd = always(Action.EPERM);
      Decision even = always(Action.EPERM);
      for (int i = 0; i < 200; i++) {
        odd = when(Condition.equal(0, 2L * i + 1), Action.ALLOW, odd);
        even = when(Condition.equal(0, 2L * i), Action.ALLOW, even);
      }
      Decision union =
          Combination.of(
              AlgebraTest::looser, odd, even, SOCKET, Architecture.X86_64, new Work("this"));
      assertThat(RandomProfiles.size(union)).isEqualTo(402);
    }

    @Test
    void of_long_lists_end_with_a_result() throws SeccompException {
      Decision families = always(Action.EPERM);
      Decision types = always(Action.EPERM);
      for (int i = 0; i < 500; i++) {
        families = when(Condition.equal(0, i), Action.ALLOW, families);
        types = when(Condition.equal(0, i + 1000), Action.ALLOW, types);
      }
      Decision union =
          Combination.of(
              AlgebraTest::looser, families, types, SOCKET, Architecture.X86_64, new Work("this"));
      assertThat(RandomProfiles.size(union)).isEqualTo(1002);
    }

    @Test
    void inside_of_one_another_are_an_error_when_they_are_too_many() {
      Decision decision = always(Action.EPERM);
      for (int i = 0; i < DecisionPool.MOST_INSIDE + 1; i++) {
        decision = new Decision.When(new Condition.AtLeast(0, i), decision, always(Action.ALLOW));
      }
      Profile profile =
          only(
              Architecture.X86_64,
              Rules.all(Action.ALLOW, Action.ENOSYS).with(Map.of("socket", decision)),
              Action.EPERM);
      assertThatThrownBy(() -> Algebra.union(profile, profile))
          .isInstanceOf(SeccompException.class)
          .hasMessageContaining("socket (x86_64)")
          .hasMessageContaining("more than 200 conditions inside of one another");
    }
  }

  @Nested
  class Architectures {
    private static final Rules OPEN = Rules.all(Action.ALLOW, Action.ENOSYS);

    @Test
    void of_one_of_them_are_used_by_the_union() throws SeccompException {
      Profile union =
          Algebra.union(
              only(Architecture.X86_64, OPEN, Action.EPERM),
              only(Architecture.I386, OPEN, Action.KILL_PROCESS));
      assertThat(union.architectures()).containsOnlyKeys(Architecture.X86_64, Architecture.I386);
      assertThat(union.foreign()).isEqualTo(Action.EPERM);
    }

    @Test
    void of_one_of_them_are_foreign_to_the_intersection() throws SeccompException {
      Profile both =
          Algebra.intersection(
              only(Architecture.X86_64, OPEN, Action.KILL_PROCESS),
              only(Architecture.I386, OPEN, Action.KILL_PROCESS));
      assertThat(both.architectures()).isEmpty();
    }

    @Test
    void that_are_foreign_and_allowed_are_restricted_by_the_other() throws SeccompException {
      Rules closed = Rules.all(Action.EPERM, Action.ENOSYS);
      Profile both =
          Algebra.intersection(
              only(Architecture.X86_64, OPEN, Action.ALLOW),
              only(Architecture.I386, closed, Action.ALLOW));
      assertThat(both.decide(SeccompData.of(Architecture.I386, 3))).isEqualTo(Action.EPERM);
      assertThat(both.decide(SeccompData.of(Architecture.X86_64, 3))).isEqualTo(Action.ALLOW);
    }
  }

  @Test
  void speculation_without_a_guard_takes_both() throws SeccompException {
    Profile fast =
        only(Architecture.X86_64, Rules.all(Action.ALLOW, Action.ENOSYS), Action.EPERM)
            .withFlags(Set.of(Flag.SPEC_ALLOW, Flag.LOG));
    Profile plain = fast.withFlags(Set.of());
    assertThat(Algebra.intersection(fast, plain).flags()).containsExactly(Flag.LOG);
    assertThat(Algebra.intersection(fast, fast).flags()).contains(Flag.SPEC_ALLOW);
    assertThat(Algebra.union(plain, fast).flags()).contains(Flag.SPEC_ALLOW, Flag.LOG);
  }
}
