package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whatever bytes come as a program, they are refused with a place or verified, shown and run. */
final class ProgramFuzzTest {
  private static final SeccompData CALL =
      SeccompData.of(Architecture.X86_64, 41, 1L << 32 | 40, -1, 0, 3, 4, 5);

  @FuzzTest
  void any_bytes_are_a_program_or_refused(byte[] bytes) {
    Program program;
    try {
      program = Program.of(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).containsAnyOf("instructions of 8 bytes", "the kernel takes 4096");
      return;
    }
    assertThat(program.bytes()).isEqualTo(bytes);
    check(program);
  }

  /** Codes that a filter may use, and a return at the end: most of these are programs. */
  @FuzzTest
  void instructions_of_a_filter_are_shown_and_run(byte[] bytes) {
    List<Instruction> all = new ArrayList<>();
    for (int i = 0; i + 4 <= bytes.length && all.size() < 100; i += 4) {
      int code = Bpf.CODES[(bytes[i] & 0xff) % Bpf.CODES.length];
      all.add(new Instruction(code, bytes[i + 1] & 7, bytes[i + 2] & 7, bytes[i + 3]));
    }
    all.add(Bpf.retA());
    check(new Program(all));
  }

  private static void check(Program program) {
    Optional<Verifier.Fault> fault = Verifier.fault(program);
    try {
      assertThat(Disassembler.text(program).lines()).hasSize(program.size());
      assertThat(fault).isEmpty();
    } catch (SeccompException e) {
      assertThat(e).hasMessageContaining(fault.orElseThrow().toString());
      assertThat(fault.get().index()).isBetween(0, program.size() - 1);
      return;
    }
    Interpreter.Run run = Interpreter.of(program).run(CALL);
    assertThat(run.executed()).isBetween(1, program.size());
    if (ActionCache.of(program).allows(Architecture.X86_64, CALL.number())) {
      assertThat(run.action()).isEqualTo(Action.ALLOW);
    }
  }
}
