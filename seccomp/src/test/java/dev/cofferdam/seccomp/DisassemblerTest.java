package dev.cofferdam.seccomp;

import static dev.cofferdam.seccomp.Bpf.branch;
import static dev.cofferdam.seccomp.Bpf.jeq;
import static dev.cofferdam.seccomp.Bpf.ld;
import static dev.cofferdam.seccomp.Bpf.op;
import static dev.cofferdam.seccomp.Bpf.program;
import static dev.cofferdam.seccomp.Bpf.ret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DisassemblerTest {
  private static final int X86_64 = Architecture.X86_64.audit();
  private static final int I386 = Architecture.I386.audit();

  private static String text(Instruction... instructions) throws SeccompException {
    return Disassembler.text(program(instructions));
  }

  @Test
  void numbers_are_named_by_the_architecture_that_was_compared_before() throws SeccompException {
    assertThat(
            text(
                ld(4),
                jeq(X86_64, 1, 0),
                jeq(I386, 4, 8),
                ld(0),
                branch(0x35, 0x4000_0000, 5, 0),
                jeq(41, 4, 0),
                jeq(56, 3, 4),
                ld(0),
                jeq(41, 1, 0),
                jeq(102, 0, 1),
                ret(Action.EPERM),
                ret(Action.ALLOW)))
        .isEqualTo(
            """
                0  ld arch
                1  jeq #0xc000003e, L3, next         ; x86_64, x32
                2  jeq #0x40000003, L7, L11          ; i386
               L3: ld nr
                4  jge #0x40000000, L10, next        ; x32
                5  jeq #41, L10, next                ; socket
                6  jeq #56, L10, L11                 ; clone
               L7: ld nr
                8  jeq #41, L10, next                ; dup
                9  jeq #102, next, L11               ; socketcall
              L10: ret ERRNO(1)
              L11: ret ALLOW
            """);
  }

  @Test
  void a_number_of_several_architectures_has_the_name_of_each() throws SeccompException {
    assertThat(text(ld(0), jeq(41, 0, 0), ret(Action.ALLOW)))
        .contains("; aarch64 pivot_root, i386 dup, x86_64 socket");
    assertThat(text(ld(0), jeq(435, 0, 0), ret(Action.ALLOW))).contains("; clone3\n");
    assertThat(text(ld(0), jeq(0x4000_0029, 0, 0), ret(Action.ALLOW)))
        .contains("jeq #0x40000029, next, next")
        .contains("x32 socket");
  }

  @Test
  void what_is_not_a_number_gets_no_name() throws SeccompException {
    assertThat(text(ld(16), jeq(41, 0, 0), ret(Action.ALLOW))).doesNotContain(";");
    assertThat(text(ld(0), op(0x54, 0xff), jeq(41, 0, 0), ret(Action.ALLOW))).doesNotContain(";");
    // Two ways, with another word in the accumulator on each.
    assertThat(text(ld(0), jeq(1, 0, 1), ld(4), jeq(41, 0, 0), ret(Action.ALLOW)).lines().skip(3))
        .first(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .doesNotContain(";");
  }

  @Test
  void words_have_names() throws SeccompException {
    StringBuilder all = new StringBuilder();
    for (int offset = 0; offset < 64; offset += 4) {
      all.append(text(ld(offset), ret(Action.ALLOW)).lines().findFirst().orElseThrow().strip());
      all.append('\n');
    }
    assertThat(all.toString().lines().map(line -> line.replace("0  ld ", "")))
        .containsExactly(
            "nr",
            "arch",
            "ip.low",
            "ip.high",
            "arg0.low",
            "arg0.high",
            "arg1.low",
            "arg1.high",
            "arg2.low",
            "arg2.high",
            "arg3.low",
            "arg3.high",
            "arg4.low",
            "arg4.high",
            "arg5.low",
            "arg5.high");
  }

  @Test
  void a_return_value_that_no_action_has_is_shown_with_what_the_kernel_makes_of_it()
      throws SeccompException {
    assertThat(text(op(0x06, 0x7fff_0001))).contains("ret #0x7fff0001").contains("; ALLOW");
    assertThat(text(op(0x06, 0x1234_0000))).contains("; KILL_PROCESS");
    assertThat(text(op(0x06, 0x0005_ffff))).contains("; ERRNO(4095)");
    assertThat(text(op(0x06, 0))).contains("ret KILL_THREAD");
  }

  @Test
  void every_instruction_that_a_filter_may_use_is_shown() throws SeccompException {
    List<Instruction> all = new ArrayList<>(List.of(op(0x02, 5), op(0x02, 8)));
    for (int code : Bpf.CODES) {
      int k = code == 0x05 ? 0 : code == 0x20 ? 8 : 5;
      all.add(op(code, k));
    }
    all.add(ret(Action.ALLOW));
    String text = Disassembler.text(new Program(all));
    assertThat(text.lines()).hasSize(all.size());
    assertThat(text)
        .contains(
            "st M[5]",
            "ld ip.low",
            "ld #0x5",
            "ld M[5]",
            "ld #len",
            "ldx #0x5",
            "ldx M[5]",
            "ldx #len",
            "stx M[5]",
            "ja L",
            "ret a",
            "tax",
            "txa",
            "add #0x5",
            "add x",
            "sub x",
            "mul #0x5",
            "div x",
            "or #0x5",
            "and x",
            "lsh #0x5",
            "rsh x",
            "neg",
            "xor x",
            "jeq x, next, next",
            "jgt #0x5, next, next",
            "jge x",
            "jset x");
  }

  @Test
  void the_same_program_gives_the_same_text() throws SeccompException {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      Program program = Bpf.random(random, 50);
      if (Verifier.fault(program).isEmpty()) {
        String text = Disassembler.text(program);
        assertThat(Disassembler.text(Program.of(program.bytes()))).isEqualTo(text);
        assertThat(text.lines()).hasSize(50).noneMatch(String::isBlank);
      }
    }
  }

  @Test
  void what_the_kernel_refuses_is_an_error_with_its_place() {
    assertThatThrownBy(() -> text(ret(Action.ALLOW), op(0x28, 0), ret(Action.ALLOW)))
        .isInstanceOf(SeccompException.class)
        .hasMessage(
            "the kernel refuses this program: instruction 1: a filter may not use the code 0x28");
  }
}
