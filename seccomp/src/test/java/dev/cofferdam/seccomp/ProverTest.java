package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProverTest {
  private static final Decision ALLOW = new Decision.Always(Action.ALLOW);
  private static final Decision DENY = new Decision.Always(Action.EPERM);

  private static Profile profile(Map<String, Decision> calls) {
    return new Profile(
        Map.of(Architecture.X86_64, Rules.all(Action.EPERM, Action.ENOSYS).with(calls)),
        Action.KILL_PROCESS,
        Set.of());
  }

  /** Sockets of a few families, clone without new namespaces, and reading. */
  private static final Profile SMALL =
      profile(
          Map.of(
              "read",
              ALLOW,
              "write",
              ALLOW,
              "socket",
              new Decision.When(
                  Condition.equal(0, 1),
                  ALLOW,
                  new Decision.When(
                      new Condition.AtLeast(0, 17),
                      DENY,
                      new Decision.When(new Condition.Masked(1, 0xf, 2), ALLOW, DENY))),
              "clone",
              new Decision.When(new Condition.Masked(0, 0x7e02_0000, 0), ALLOW, DENY),
              "lseek",
              new Decision.When(new Condition.AtLeast(1, 1L << 40 | 5), DENY, ALLOW)));

  @Nested
  class A_program_that_does_what_the_profile_means {
    @Test
    void is_proven() {
      assertThat(Prover.prove(SMALL, LinearCompiler.compile(SMALL)))
          .isInstanceOfSatisfying(
              Proof.Proven.class,
              proven -> {
                assertThat(proven.points())
                    .isGreaterThan(SystemCalls.known().end(Architecture.X86_64));
                assertThat(proven.sampled()).isZero();
              });
      assertThat(Prover.proveWidely(SMALL, LinearCompiler.compile(SMALL), 1))
          .isInstanceOf(Proof.Proven.class);
    }

    @Test
    void is_counted() {
      Program program =
          Bpf.program(
              Bpf.ld(4),
              Bpf.jeq(Architecture.X86_64.audit(), 1, 0),
              Bpf.ret(Action.KILL_PROCESS),
              Bpf.ld(0),
              Bpf.jeq(Architecture.SKIPPED, 3, 0),
              Bpf.branch(Instruction.JGE_K, Architecture.X32_BIT, 3, 0),
              Bpf.jeq(0, 1, 0),
              Bpf.ret(Action.EPERM),
              Bpf.ret(Action.ALLOW),
              Bpf.ret(Action.KILL_PROCESS));
      Profile onlyRead =
          new Profile(
              Map.of(
                  Architecture.X86_64,
                  Rules.all(Action.EPERM, Action.EPERM).with(Map.of("read", ALLOW))),
              Action.KILL_PROCESS,
              Set.of());
      Proof.Proven proven = (Proof.Proven) Prover.prove(onlyRead, program);
      assertThat(proven.cost()).isEqualTo(new Proof.Cost(10, 7, 7, 7));
    }

    @Test
    void is_proven_when_its_instructions_are_not_those_of_the_compiler() {
      List<Instruction> odd = new ArrayList<>();
      odd.add(Bpf.op(0x87, 0));
      odd.add(Bpf.op(0x07, 0));
      odd.addAll(LinearCompiler.compile(SMALL).instructions());
      assertThat(Prover.prove(SMALL, new Program(odd))).isInstanceOfAny(Proof.Uncached.class);
    }
  }

  @Nested
  class A_program_that_does_not {
    @Test
    void is_refuted_with_a_call() {
      Program denies = Bpf.program(Bpf.ret(Action.KILL_PROCESS));
      Proof.Refuted refuted = (Proof.Refuted) Prover.prove(SMALL, denies);
      assertThat(SMALL.decide(refuted.call())).isEqualTo(refuted.expected());
      assertThat(refuted.actual()).isEqualTo(Action.KILL_PROCESS);
      assertThat(refuted.toString())
          .contains("of architecture 0xc000003e")
          .endsWith("must come to " + refuted.expected() + " and comes to KILL_PROCESS");
    }

    @Test
    void is_refuted_for_one_value_of_64_bits() {
      long magic = 0x1234_5678_9abc_def0L;
      Profile one =
          profile(Map.of("mmap", new Decision.When(Condition.equal(1, magic), ALLOW, DENY)));
      Profile other =
          profile(
              Map.of(
                  "mmap",
                  new Decision.When(
                      Condition.equal(1, magic),
                      new Decision.When(Condition.equal(0, magic), DENY, ALLOW),
                      DENY)));
      assertThat(Prover.prove(one, LinearCompiler.compile(other)))
          .isInstanceOfSatisfying(
              Proof.Refuted.class,
              refuted -> assertThat(refuted.call().arguments()).startsWith(magic, magic));
      assertThat(Prover.prove(other, LinearCompiler.compile(one)))
          .isInstanceOf(Proof.Refuted.class);
    }

    @Test
    void is_refuted_when_it_looks_at_bits_that_the_kernel_does_not() {
      // A family of 64 bits: socket(0x1_0000_0001) is AF_UNIX to the kernel.
      Program wide =
          Bpf.program(
              Bpf.ld(4),
              Bpf.jeq(Architecture.X86_64.audit(), 1, 0),
              Bpf.ret(Action.KILL_PROCESS),
              Bpf.ld(20),
              Bpf.jeq(0, 0, 3),
              Bpf.ld(16),
              Bpf.jeq(1, 0, 1),
              Bpf.ret(Action.EPERM),
              Bpf.ret(Action.ALLOW));
      Profile noUnix =
          new Profile(
              Map.of(
                  Architecture.X86_64,
                  Rules.all(Action.ALLOW, Action.ALLOW)
                      .with(
                          Map.of("socket", new Decision.When(Condition.equal(0, 1), DENY, ALLOW)))),
              Action.KILL_PROCESS,
              Set.of());
      assertThat(Prover.prove(noUnix, wide)).isInstanceOf(Proof.Refuted.class);
    }

    @Test
    void is_refused_when_the_kernel_would_not_take_it() {
      assertThat(Prover.prove(SMALL, Bpf.program(Bpf.ld(0))))
          .isInstanceOfSatisfying(
              Proof.Refused.class, refused -> assertThat(refused.fault().index()).isZero());
    }

    @Test
    void is_told_when_the_kernel_does_not_cache_what_is_always_allowed() {
      List<Instruction> late = new ArrayList<>(List.of(Bpf.ld(16)));
      late.addAll(LinearCompiler.compile(SMALL).instructions());
      assertThat(Prover.prove(SMALL, new Program(late)))
          .isInstanceOfSatisfying(
              Proof.Uncached.class,
              uncached -> assertThat(uncached.call().name()).isEqualTo("read"));
    }
  }

  @Nested
  class Countless_ways_through_a_decision {
    /** Whether an even number of 24 bits of all arguments are ones. */
    private static Profile parity(Decision even, Decision odd) {
      Decision first = even;
      Decision other = odd;
      for (int i = 0; i < 24; i++) {
        Condition bit = new Condition.Masked(i % 6, 1L << (i / 6), 0);
        Decision next = new Decision.When(bit, first, other);
        other = new Decision.When(bit, other, first);
        first = next;
      }
      return profile(Map.of("mmap", first));
    }

    @Test
    void are_sampled() throws SeccompException {
      Profile profile = parity(ALLOW, DENY);
      assertThat(Prover.prove(profile, Compiler.compileUnproven(profile)))
          .isInstanceOfSatisfying(
              Proof.Proven.class, proven -> assertThat(proven.sampled()).isOne());
    }

    @Test
    void do_not_hide_what_is_wrong() throws SeccompException {
      Program odd = Compiler.compileUnproven(parity(DENY, ALLOW));
      assertThat(Prover.prove(parity(ALLOW, DENY), odd)).isInstanceOf(Proof.Refuted.class);
    }
  }

  @Nested
  class Changing_one_instruction {
    private int taken;
    private int unnoticed;

    @Test
    void of_a_simple_program_is_noticed_or_changes_nothing() {
      change(SMALL, LinearCompiler.compile(SMALL), 1);
      assertThat(unnoticed).isLessThan(taken / 10);
    }

    @Test
    void of_a_compiled_program_is_noticed_or_changes_nothing() throws SeccompException {
      change(SMALL, Compiler.compile(SMALL), 1);
      assertThat(unnoticed).isLessThan(taken / 10);
    }

    @Test
    void of_a_program_of_a_random_profile_is_noticed_or_changes_nothing() throws SeccompException {
      for (int seed = 0; seed < 20; seed++) {
        Profile profile = DrawnProfiles.of(seed);
        change(profile, Compiler.compile(profile), 40);
      }
      assertThat(unnoticed).isLessThan(taken / 10);
    }

    /** One of so many changes. What is not noticed must do the same as before. */
    private void change(Profile profile, Program program, int oneOf) {
      List<Program> mutants = Mutants.of(program);
      for (int i = 0; i < mutants.size(); i += oneOf) {
        Proof proof = Prover.prove(profile, mutants.get(i));
        taken += proof instanceof Proof.Refused ? 0 : 1;
        if (proof instanceof Proof.Proven || proof instanceof Proof.Uncached) {
          unnoticed++;
          assertSame(program, mutants.get(i));
        }
      }
    }

    private static void assertSame(Program program, Program mutant) {
      Random random = new Random(5);
      Interpreter before = Interpreter.of(program);
      Interpreter after = Interpreter.of(mutant);
      for (int i = 0; i < 20_000; i++) {
        SeccompData call = DrawnProfiles.call(program, random);
        assertThat(after.run(call).returnValue()).isEqualTo(before.run(call).returnValue());
      }
    }
  }
}
