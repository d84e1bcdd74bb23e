package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Whatever a profile asks, its program does that; the bytes are what chance would decide. */
final class CompilerFuzzTest {
  @FuzzTest
  void any_profile_comes_to_a_program_that_means_the_same(byte[] bytes) {
    ByteBuffer chance = ByteBuffer.wrap(bytes);
    RandomGenerator decided = () -> (long) next(chance) << 32 | (next(chance) & 0xffff_ffffL);
    Profile profile = new DrawnProfiles(decided).next();
    Program program;
    try {
      program = Compiler.compileUnproven(profile);
    } catch (SeccompException e) {
      assertThat(e).hasMessageContaining(String.valueOf(Program.MOST_INSTRUCTIONS));
      return;
    }
    assertThat(Prover.prove(profile, program)).isInstanceOf(Proof.Proven.class);
  }

  /** Two bytes decide, as nearly all is drawn from few; zeros when they are at their end. */
  private static int next(ByteBuffer chance) {
    return chance.remaining() < 2 ? 0 : chance.getShort() * 0x1_0001;
  }
}
