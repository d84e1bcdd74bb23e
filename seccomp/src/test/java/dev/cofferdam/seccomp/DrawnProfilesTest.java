package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compiler, interpreter and definition against one another, for profiles of every kind. */
class DrawnProfilesTest {
  private static final int PROFILES = 10_000;
  private static final int CALLS = 100;

  @Test
  @Timeout(600)
  void a_program_does_what_its_profile_means() {
    LongStream.range(0, PROFILES).parallel().forEach(seed -> check(seed, compiled(seed)));
  }

  @Test
  void a_program_of_the_simplest_compiler_does_too() {
    LongStream.range(0, PROFILES / 20)
        .parallel()
        .forEach(seed -> check(seed, LinearCompiler.compile(DrawnProfiles.of(seed))));
  }

  @Test
  void both_programs_do_the_same() {
    Random random = new Random(1);
    for (int seed = 0; seed < PROFILES / 20; seed++) {
      Program compiled = compiled(seed);
      Interpreter one = Interpreter.of(compiled);
      Interpreter other = Interpreter.of(LinearCompiler.compile(DrawnProfiles.of(seed)));
      for (int i = 0; i < CALLS; i++) {
        SeccompData call = DrawnProfiles.call(compiled, random);
        assertThat(one.run(call).action()).isEqualTo(other.run(call).action());
      }
    }
  }

  private static Program compiled(long seed) {
    try {
      return Compiler.compileUnproven(DrawnProfiles.of(seed));
    } catch (SeccompException e) {
      throw new AssertionError("profile " + seed, e);
    }
  }

  private static void check(long seed, Program program) {
    Profile profile = DrawnProfiles.of(seed);
    Proof proof = Prover.prove(profile, program);
    assertThat(proof).as("profile %d", seed).isInstanceOf(Proof.Proven.class);
    Interpreter interpreter = Interpreter.of(program);
    Random random = new Random(seed);
    for (int i = 0; i < CALLS; i++) {
      SeccompData call = DrawnProfiles.call(program, random);
      assertThat(interpreter.run(call).action())
          .as("profile %d, %s", seed, call)
          .isEqualTo(profile.decide(call));
    }
  }
}
