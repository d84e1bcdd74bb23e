package dev.cofferdam.seccomp;

import static dev.cofferdam.seccomp.Bpf.branch;
import static dev.cofferdam.seccomp.Bpf.imm;
import static dev.cofferdam.seccomp.Bpf.ld;
import static dev.cofferdam.seccomp.Bpf.ldx;
import static dev.cofferdam.seccomp.Bpf.op;
import static dev.cofferdam.seccomp.Bpf.program;
import static dev.cofferdam.seccomp.Bpf.ret;
import static dev.cofferdam.seccomp.Bpf.retA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpreterTest {
  private static final SeccompData CALL =
      new SeccompData(
          41,
          Architecture.X86_64.audit(),
          0x1111_2222_3333_4444L,
          new long[] {0xa1_0000_00a0L, 0xb1_0000_00b0L, 0xc1_0000_00c0L, 3, 4, 0xf1_0000_00f0L});

  private static int run(Instruction... instructions) {
    return Interpreter.of(program(instructions)).run(CALL).returnValue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 41",
    "4, 3221225534",
    "8, 858997828",
    "12, 286335522",
    "16, 160",
    "20, 161",
    "24, 176",
    "28, 177",
    "32, 192",
    "36, 193",
    "40, 3",
    "44, 0",
    "48, 4",
    "56, 240",
    "60, 241"
  })
  void every_word_of_the_call_can_be_loaded(int offset, long word) {
    assertThat(run(ld(offset), retA())).isEqualTo((int) word);
  }

  @Test
  void both_registers_are_zero_at_the_start() {
    assertThat(run(retA())).isZero();
    assertThat(run(imm(5), op(0x87, 0), retA())).isZero();
  }

  @Test
  void constants_length_and_cells_reach_both_registers() {
    assertThat(run(imm(5), retA())).isEqualTo(5);
    assertThat(run(op(0x80, 0), retA())).isEqualTo(64);
    assertThat(run(ldx(6), op(0x87, 0), retA())).isEqualTo(6);
    assertThat(run(op(0x81, 0), op(0x87, 0), retA())).isEqualTo(64);
    assertThat(run(imm(7), op(0x02, 3), imm(0), op(0x60, 3), retA())).isEqualTo(7);
    assertThat(run(ldx(8), op(0x03, 15), op(0x60, 15), retA())).isEqualTo(8);
    assertThat(run(imm(9), op(0x02, 0), op(0x61, 0), imm(0), op(0x87, 0), retA())).isEqualTo(9);
    assertThat(run(imm(4), op(0x07, 0), imm(0), op(0x87, 0), retA())).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "04, ffffffff, 00000002, 00000001", "14, 00000001, 00000002, ffffffff",
    "24, 80000001, 00000003, 80000003", "34, ffffffff, 00000002, 7fffffff",
    "34, 00000005, ffffffff, 00000000", "44, 0000000f, 000000f1, 000000ff",
    "54, 0000000f, 000000f1, 00000001", "a4, 0000000f, 000000f1, 000000fe",
    "64, 80000001, 0000001f, 80000000", "74, 80000001, 0000001f, 00000001"
  })
  void numbers_have_32_bits_and_no_sign(String code, String a, String b, String result) {
    int opcode = Integer.parseInt(code, 16);
    int left = Integer.parseUnsignedInt(a, 16);
    int right = Integer.parseUnsignedInt(b, 16);
    int expected = Integer.parseUnsignedInt(result, 16);
    assertThat(run(imm(left), op(opcode, right), retA())).isEqualTo(expected);
    assertThat(run(imm(left), ldx(right), op(opcode | Bpf.X, 77), retA())).isEqualTo(expected);
  }

  @Test
  void a_number_is_negated() {
    assertThat(run(imm(5), op(0x84, 0), retA())).isEqualTo(-5);
  }

  @Test
  void a_shift_by_x_is_by_its_low_five_bits() {
    assertThat(run(imm(1), ldx(33), op(0x64 | Bpf.X, 0), retA())).isEqualTo(2);
    assertThat(run(imm(4), ldx(33), op(0x74 | Bpf.X, 0), retA())).isEqualTo(2);
  }

  @Test
  void dividing_by_an_x_of_zero_returns_zero() {
    assertThat(run(imm(5), op(0x34 | Bpf.X, 0), ret(Action.ALLOW))).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "15, 5, 5, true", "15, 5, 6, false", "25, 5, 4, true", "25, 5, 5, false", "25, -1, 1, true",
    "35, 5, 5, true", "35, 5, 6, false", "35, -1, 1, true", "35, 1, -1, false", "45, 6, 2, true",
    "45, 6, 9, false"
  })
  void branches_compare_without_a_sign(String code, int a, int b, boolean holds) {
    int opcode = Integer.parseInt(code, 16);
    Instruction yes = ret(Action.errno(1));
    Instruction no = ret(Action.errno(2));
    int expected = holds ? yes.k() : no.k();
    assertThat(run(imm(a), branch(opcode, b, 1, 0), no, yes)).isEqualTo(expected);
    assertThat(run(imm(a), branch(opcode, b, 0, 1), yes, no)).isEqualTo(expected);
    assertThat(run(imm(a), ldx(b), branch(opcode | Bpf.X, 77, 1, 0), no, yes)).isEqualTo(expected);
  }

  @Test
  void what_is_executed_and_looked_at_is_counted() {
    Interpreter.Run run =
        Interpreter.of(
                program(ld(0), op(0x05, 1), ret(Action.ALLOW), ld(16), ret(Action.KILL_PROCESS)))
            .run(CALL);
    assertThat(run.action()).isEqualTo(Action.KILL_PROCESS);
    assertThat(run.executed()).isEqualTo(4);
    assertThat(run.words()).isEqualTo(0b1_0001);
    assertThat(run.lookedFurther()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x28, 0x30, 0x94, 0x40})
  void what_the_kernel_refuses_is_not_run(int code) {
    assertThatThrownBy(() -> run(op(code, 4), ret(Action.ALLOW)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("instruction 0: a filter may not use the code");
  }
}
