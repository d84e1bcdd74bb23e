package dev.cofferdam.seccomp;

import static dev.cofferdam.seccomp.Bpf.branch;
import static dev.cofferdam.seccomp.Bpf.imm;
import static dev.cofferdam.seccomp.Bpf.jeq;
import static dev.cofferdam.seccomp.Bpf.ld;
import static dev.cofferdam.seccomp.Bpf.op;
import static dev.cofferdam.seccomp.Bpf.program;
import static dev.cofferdam.seccomp.Bpf.ret;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {
  private static final Instruction ALLOW = ret(Action.ALLOW);

  private static String fault(Instruction... instructions) {
    return Verifier.fault(program(instructions)).map(Verifier.Fault::toString).orElse("none");
  }

  @Test
  void just_the_codes_of_a_filter_are_taken() {
    // Every k that is right for some code, so that only the code is judged.
    for (int code = 0; code <= 0xffff; code++) {
      boolean isTaken =
          Verifier.fault(program(op(0x02, 0), op(0x02, 4), op(code, 4), ALLOW, ALLOW)).isEmpty()
              || Verifier.fault(program(op(0x02, 0), op(code, 0), ALLOW)).isEmpty();
      int wanted = code;
      assertThat(isTaken)
          .as("%#x", code)
          .isEqualTo(Arrays.stream(Bpf.CODES).anyMatch(each -> each == wanted));
    }
  }

  @Nested
  class Length {
    @Test
    void there_is_at_least_one_instruction() {
      assertThat(fault()).contains("1 to 4096 instructions, and this has 0");
    }

    @Test
    void there_are_4096_at_most() {
      assertThat(Verifier.fault(new Program(Collections.nCopies(4096, ALLOW)))).isEmpty();
      assertThat(Verifier.fault(new Program(Collections.nCopies(4097, ALLOW)))).isPresent();
    }

    @Test
    void the_last_one_returns() {
      assertThat(fault(ALLOW, ld(0)))
          .isEqualTo("instruction 1: the last instruction must be a return");
      assertThat(fault(Bpf.retA())).isEqualTo("none");
    }
  }

  @Nested
  class Constants {
    @ParameterizedTest
    @ValueSource(ints = {0, 4, 60})
    void words_of_the_call_are_loaded(int offset) {
      assertThat(fault(ld(offset), ALLOW)).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 62, 64, -4, 0xfffff000})
    void nothing_else_is_loaded(int offset) {
      assertThat(fault(ld(offset), ALLOW)).contains("instruction 0: loads are of offsets 0 to 60");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x02, 0x03})
    void there_are_sixteen_cells(int store) {
      assertThat(fault(op(store, 15), ALLOW)).isEqualTo("none");
      assertThat(fault(op(store, 16), ALLOW)).contains("cells are 0 to 15, and not 16");
      assertThat(fault(op(store, -1), ALLOW)).contains("not 4294967295");
    }

    @Test
    void nothing_is_divided_by_zero() {
      assertThat(fault(op(0x34, 0), ALLOW)).contains("divides by 0");
      assertThat(fault(op(0x34 | Bpf.X, 0), ALLOW)).isEqualTo("none");
      assertThat(fault(op(0x34, -1), ALLOW)).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x64, 0x74})
    void shifts_are_by_less_than_32_bits(int shift) {
      assertThat(fault(op(shift, 31), ALLOW)).isEqualTo("none");
      assertThat(fault(op(shift, 32), ALLOW)).contains("0 to 31 bits, and not 32");
      assertThat(fault(op(shift, -1), ALLOW)).contains("not 4294967295");
      assertThat(fault(op(shift | Bpf.X, 32), ALLOW)).isEqualTo("none");
    }
  }

  @Nested
  class Jumps {
    @Test
    void a_jump_stays_inside() {
      assertThat(fault(op(0x05, 0), ALLOW)).isEqualTo("none");
      assertThat(fault(op(0x05, 1), ALLOW)).contains("instruction 0: jumps to 2, behind the end");
      assertThat(fault(op(0x05, -1), ALLOW)).contains("jumps to 4294967296");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d})
    void both_ways_of_a_branch_stay_inside(int code) {
      assertThat(fault(branch(code, 0, 1, 0), ALLOW, ALLOW)).isEqualTo("none");
      assertThat(fault(branch(code, 0, 2, 0), ALLOW, ALLOW)).contains("jumps to 3");
      assertThat(fault(branch(code, 0, 0, 2), ALLOW, ALLOW)).contains("jumps to 3");
    }
  }

  @Nested
  class Cells {
    private static final Instruction STORE = op(0x02, 7);
    private static final Instruction READ = op(0x60, 7);

    @Test
    void are_written_before_they_are_read() {
      assertThat(fault(STORE, READ, ALLOW)).isEqualTo("none");
      assertThat(fault(READ, ALLOW))
          .isEqualTo("instruction 0: cell 7 may be read before it is written");
      assertThat(fault(op(0x02, 6), READ, ALLOW)).contains("cell 7");
    }

    @Test
    void are_written_on_every_way() {
      assertThat(fault(jeq(0, 1, 0), STORE, READ, ALLOW)).contains("instruction 2: cell 7");
      assertThat(fault(jeq(0, 2, 0), STORE, op(0x05, 1), STORE, READ, ALLOW)).isEqualTo("none");
    }

    @Test
    void count_as_unwritten_behind_a_return_as_the_kernel_has_it() {
      // Only the jump comes to the read, and it comes from behind the store.
      assertThat(fault(STORE, jeq(0, 1, 0), ALLOW, READ, ALLOW)).isEqualTo("none");
      // Nothing comes to the read at all.
      assertThat(fault(imm(0), ALLOW, READ, ALLOW)).contains("instruction 2: cell 7");
    }
  }

  @Test
  void random_programs_are_mostly_taken() {
    Random random = new Random(1);
    List<Program> programs =
        java.util.stream.Stream.generate(() -> Bpf.random(random, 30)).limit(1000).toList();
    long taken = programs.stream().filter(each -> Verifier.fault(each).isEmpty()).count();
    assertThat(taken).isGreaterThan(900);
  }
}
