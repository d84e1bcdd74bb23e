package dev.cofferdam.seccomp;

import static dev.cofferdam.seccomp.Difference.Kind.FIRST_ALONE;
import static dev.cofferdam.seccomp.Difference.Kind.OTHERWISE;
import static dev.cofferdam.seccomp.Difference.Kind.SECOND_ALONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProfileComparisonTest {
  private static final Rules OPEN = Rules.all(Action.ALLOW, Action.ENOSYS);

  private static Profile x86(Rules rules) {
    return new Profile(Map.of(Architecture.X86_64, rules), Action.KILL_PROCESS, Set.of());
  }

  private static Profile x86(String call, Decision decision) {
    return x86(OPEN.with(Map.of(call, decision)));
  }

  private static Decision always(Action action) {
    return new Decision.Always(action);
  }

  private static Decision when(Condition condition, Action then, Action otherwise) {
    return new Decision.When(condition, always(then), always(otherwise));
  }

  private static Difference only(Profile first, Profile second) throws SeccompException {
    List<Difference> differences = ProfileComparison.of(first, second).differences();
    assertThat(differences).hasSize(1);
    return differences.getFirst();
  }

  @Nested
  class For_any_two_profiles {
    @Test
    void each_example_is_what_it_is_said_to_be() throws SeccompException {
      RandomProfiles random = new RandomProfiles(21);
      int conditional = 0;
      for (int round = 0; round < 30; round++) {
        Profile first = random.profile();
        Profile second = random.profile();
        for (Difference each : ProfileComparison.of(first, second).differences()) {
          assertThat(first.decide(each.example())).as("%s", each).isEqualTo(each.first());
          assertThat(second.decide(each.example())).as("%s", each).isEqualTo(each.second());
          assertThat(each.kind().is(each.first(), each.second())).isTrue();
          assertThat(hasUnusedBits(each)).as("%s", each).isFalse();
          conditional += each.isConditional() ? 1 : 0;
        }
      }
      assertThat(conditional).isGreaterThan(250);
    }

    private static boolean hasUnusedBits(Difference difference) {
      if (!(difference.subject()
          instanceof Subject.Call(Architecture architecture, SystemCall call))) {
        return false;
      }
      for (int i = 0; i < SeccompData.ARGUMENTS; i++) {
        long unused = ~call.width(architecture, i).mask();
        if ((difference.example().arguments()[i] & unused) != 0) {
          return true;
        }
      }
      return false;
    }

    @Test
    void no_call_that_differs_is_missing() throws SeccompException {
      RandomProfiles random = new RandomProfiles(22);
      for (int round = 0; round < 30; round++) {
        Profile first = random.profile();
        Profile second = random.profile();
        List<Difference> differences = ProfileComparison.of(first, second).differences();
        for (SeccompData call : random.calls(200)) {
          for (Difference.Kind kind : Difference.Kind.values()) {
            if (kind.is(first.decide(call), second.decide(call))) {
              assertThat(differences).anyMatch(each -> each.kind() == kind && isAbout(each, call));
            }
          }
        }
      }
    }

    private static boolean isAbout(Difference difference, SeccompData call) {
      Optional<Architecture> architecture = Architecture.of(call.audit(), call.number());
      int number = call.number() - architecture.map(Architecture::base).orElse(0);
      return switch (difference.subject()) {
        case Subject.Call(Architecture of, SystemCall named) ->
            architecture.equals(Optional.of(of)) && named.number(of).getAsInt() == number;
        case Subject.Unknown(Architecture of) ->
            architecture.equals(Optional.of(of))
                && SystemCalls.known().numbered(of, number).isEmpty();
        case Subject.Foreign() -> true;
      };
    }

    @Test
    void the_algebra_contains_what_it_must() throws SeccompException {
      RandomProfiles random = new RandomProfiles(23);
      for (int round = 0; round < 40; round++) {
        Profile first = random.profile();
        Profile second = random.profile();
        Profile both = Algebra.intersection(first, second);
        Profile either = Algebra.union(first, second);
        assertThat(ProfileComparison.excess(both, first)).isEmpty();
        assertThat(ProfileComparison.excess(both, second)).isEmpty();
        assertThat(ProfileComparison.excess(first, either)).isEmpty();
        assertThat(ProfileComparison.excess(second, either)).isEmpty();
        assertThat(ProfileComparison.excess(Algebra.difference(first, second), first)).isEmpty();
        assertThat(ProfileComparison.of(first, Algebra.union(first, first)).differences())
            .isEmpty();
      }
    }

    @Test
    void what_is_in_excess_is_the_difference() throws SeccompException {
      RandomProfiles random = new RandomProfiles(24);
      Profile nothing = new Profile(Map.of(), Action.EPERM, Set.of());
      for (int round = 0; round < 40; round++) {
        Profile first = random.profile();
        Profile second = random.profile();
        Optional<Difference> excess = ProfileComparison.excess(first, second);
        Profile difference = Algebra.difference(first, second);
        assertThat(excess.isEmpty())
            .isEqualTo(ProfileComparison.excess(difference, nothing).isEmpty());
        assertThat(excess.isEmpty())
            .isEqualTo(ProfileComparison.of(first, second).of(FIRST_ALONE).isEmpty());
      }
    }
  }

  @Nested
  class An_argument {
    private static final Profile NO_VSOCK =
        x86("socket", when(Condition.equal(0, 40), Action.EPERM, Action.ALLOW));

    @Test
    void that_decides_is_named() throws SeccompException {
      Difference found = only(x86(OPEN), NO_VSOCK);
      assertThat(found.kind()).isEqualTo(FIRST_ALONE);
      assertThat(found.arguments()).containsExactly("family=AF_VSOCK");
      assertThat(found)
          .hasToString("x86_64 socket(40, 0, 0): ALLOW with the first, ERRNO(1) with the second");
    }

    @Test
    void above_what_the_kernel_takes_is_no_way_around() throws SeccompException {
      Condition high = Condition.equal(0, 0x1_0000_0028L);
      assertThat(
              ProfileComparison.of(NO_VSOCK, x86("socket", when(high, Action.EPERM, Action.ALLOW)))
                  .differences())
          .isEmpty();
    }

    @Test
    void of_64_bits_counts_whole() throws SeccompException {
      Condition low = new Condition.Masked(1, 0xffff_ffffL, 5);
      Condition whole = Condition.equal(1, 5);
      Difference found =
          only(
              x86("mmap", when(whole, Action.EPERM, Action.ALLOW)),
              x86("mmap", when(low, Action.EPERM, Action.ALLOW)));
      assertThat(found.kind()).isEqualTo(FIRST_ALONE);
      assertThat(found.example().arguments()[1]).isEqualTo(0x1_0000_0005L);
    }

    @Test
    void with_many_values_is_told_in_ranges() throws SeccompException {
      Decision families = always(Action.ALLOW);
      for (long family : new long[] {3, 4, 5, 9, 11, 12}) {
        families = new Decision.When(Condition.equal(0, family), always(Action.EPERM), families);
      }
      Decision all = when(new Condition.AtLeast(0, 17), Action.EPERM, Action.ALLOW);
      Decision listed =
          Combination.of(
              (one, other) -> one.compareTo(other) < 0 ? one : other,
              families,
              all,
              SystemCalls.known().named("socket").orElseThrow(),
              Architecture.X86_64,
              new Work("this"));
      assertThat(only(x86(OPEN), x86("socket", listed)).arguments())
          .containsExactly("family=AF_AX25..AF_APPLETALK|AF_X25|AF_ROSE..AF_DECnet|AF_PACKET..");
      assertThat(only(x86("socket", always(Action.EPERM)), x86("socket", families)).arguments())
          .containsExactly("family!=AF_AX25..AF_APPLETALK|AF_X25|AF_ROSE..AF_DECnet");
    }

    @Test
    void with_few_other_values_is_told_by_those() throws SeccompException {
      Decision personas = always(Action.EPERM);
      for (long persona : new long[] {0, 8, 0x20000, 0x20008, 0xffff_ffffL}) {
        personas = new Decision.When(Condition.equal(0, persona), always(Action.ALLOW), personas);
      }
      assertThat(only(x86(OPEN), x86("personality", personas)).arguments())
          .containsExactly("persona!=0|8|0x20000|0x20008|0xffffffff");
    }

    @Test
    void with_a_mask_is_told_by_its_bits() throws SeccompException {
      Decision spaces = when(new Condition.Masked(0, 0x7e02_0000, 0), Action.ALLOW, Action.EPERM);
      assertThat(only(x86("clone", spaces), x86("clone", always(Action.EPERM))).arguments())
          .containsExactly("flags&0x7e020000=0");
      assertThat(only(x86(OPEN), x86("clone", spaces)).arguments())
          .containsExactly("flags&0x7e020000!=0");
    }

    @Test
    void of_two_that_decide_together_is_told_with_the_other() throws SeccompException {
      Decision raw =
          new Decision.When(
              Condition.equal(0, 16),
              when(Condition.equal(1, 3), Action.EPERM, Action.ALLOW),
              always(Action.ALLOW));
      assertThat(only(x86(OPEN), x86("socket", raw)).arguments())
          .containsExactly("family=AF_NETLINK, type=3");
    }
  }

  @Nested
  class Actions {
    @Test
    void that_a_tracer_may_change_are_more_than_a_denial() throws SeccompException {
      Profile traced = x86("ptrace", always(Action.trace(1)));
      Profile denied = x86("ptrace", always(Action.EPERM));
      assertThat(ProfileComparison.excess(traced, denied)).isPresent();
      assertThat(ProfileComparison.excess(x86(OPEN), traced)).isPresent();
      assertThat(ProfileComparison.excess(denied, traced)).isEmpty();
    }

    @Test
    void that_differ_without_letting_through_are_of_a_kind_of_their_own() throws SeccompException {
      Difference found = only(x86("bpf", always(Action.EPERM)), x86("bpf", always(Action.ENOSYS)));
      assertThat(found.kind()).isEqualTo(OTHERWISE);
    }
  }

  @Nested
  class Architectures {
    @Test
    void that_one_uses_are_compared_with_what_is_foreign_to_the_other() throws SeccompException {
      Profile wide =
          new Profile(
              Map.of(Architecture.X86_64, OPEN, Architecture.X32, OPEN),
              Action.KILL_PROCESS,
              Set.of());
      List<Difference> differences = ProfileComparison.of(x86(OPEN), wide).differences();
      assertThat(differences)
          .allMatch(each ->
              (each.subject() instanceof Subject.Call(Architecture of, _) && of == Architecture.X32)
                  || each.kind() == OTHERWISE);
      assertThat(ProfileComparison.of(x86(OPEN), wide).of(SECOND_ALONE)).hasSizeGreaterThan(300);
    }

    @Test
    void that_neither_uses_are_one_thing() throws SeccompException {
      Profile open = new Profile(Map.of(Architecture.X86_64, OPEN), Action.ALLOW, Set.of());
      Difference found = only(open, x86(OPEN));
      assertThat(found.subject()).isEqualTo(new Subject.Foreign());
      assertThat(open.decide(found.example())).isEqualTo(Action.ALLOW);
    }

    @Test
    void have_numbers_without_a_name() throws SeccompException {
      Difference found = only(x86(Rules.all(Action.ALLOW, Action.ALLOW)), x86(OPEN));
      assertThat(found.subject()).isEqualTo(new Subject.Unknown(Architecture.X86_64));
    }
  }

  @Nested
  class Written {
    private static final Profile FIRST =
        x86(
            OPEN.with(
                Map.of(
                    "bpf", always(Action.EPERM),
                    "clone3", always(Action.EPERM),
                    "kexec_load", always(Action.EPERM))));
    private static final Profile SECOND =
        new Profile(
            Map.of(
                Architecture.X86_64,
                OPEN.with(
                    Map.of(
                        "socket", when(Condition.equal(0, 40), Action.EPERM, Action.ALLOW),
                        "clone3", always(Action.ENOSYS),
                        "ptrace", always(Action.EPERM)))),
            Action.KILL_PROCESS,
            Set.of());

    @Test
    void for_people() throws SeccompException {
      assertThat(ProfileComparison.of(FIRST, SECOND).text("a.json", "b.json"))
          .isEqualTo(
              """
              a.json lets through, and b.json does not:
                x86_64: ptrace, socket(family=AF_VSOCK)
              b.json lets through, and a.json does not:
                x86_64: bpf, kexec_load
              Done otherwise, a.json before b.json:
                x86_64: clone3 ERRNO(1)/ERRNO(38)
              """);
      assertThat(ProfileComparison.of(FIRST, FIRST).text("a.json", "b.json"))
          .isEqualTo("a.json and b.json do the same with every call.\n");
    }

    @Test
    void in_lines_that_fit() throws SeccompException {
      String text =
          ProfileComparison.of(x86(OPEN), x86(Rules.all(Action.EPERM, Action.ENOSYS)))
              .text("a", "b");
      assertThat(text.lines()).hasSizeGreaterThan(30).allMatch(line -> line.length() <= 100);
    }

    @Test
    void for_programs() throws SeccompException {
      Profile bare = x86(OPEN.with(Map.of("socket", always(Action.ALLOW))));
      assertThat(
              ProfileComparison.of(
                      bare, x86("socket", when(Condition.equal(0, 40), Action.EPERM, Action.ALLOW)))
                  .json("a \"b\"", "c"))
          .isEqualTo(
              """
              {"first":"a \\"b\\"","second":"c","contained":false,"differences":[\
              {"subject":"call","architecture":"x86_64","call":"socket","kind":"first-alone",\
              "conditional":true,"arguments":["family=AF_VSOCK"],"firstAction":"ALLOW",\
              "secondAction":"ERRNO(1)","example":{"audit":"0xc000003e","number":41,\
              "arguments":["0x28","0x0","0x0","0x0","0x0","0x0"]}}]}\
              """);
    }
  }

  @Test
  void conditions_that_are_too_hard_are_an_error_and_no_answer() {
    Random random = new Random(5);
    Decision hard = always(Action.ALLOW);
    for (int i = 0; i < 300; i++) {
      long mask = 0;
      while (Long.bitCount(mask) < 3) {
        mask |= 1L << random.nextInt(64);
      }
      Condition clause = new Condition.Masked(0, mask, random.nextLong() & mask);
      hard = new Decision.When(clause, always(Action.EPERM), hard);
    }
    Profile profile = x86("mmap", hard);
    Profile closed = x86("mmap", always(Action.EPERM));
    assertThatThrownBy(() -> ProfileComparison.excess(profile, closed))
        .isInstanceOf(SeccompException.class)
        .hasMessageContaining("comparing the profiles takes too much work");
  }
}
