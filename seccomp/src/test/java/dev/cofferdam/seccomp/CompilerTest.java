package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CompilerTest {
  private static final Decision ALLOW = new Decision.Always(Action.ALLOW);
  private static final Decision DENY = new Decision.Always(Action.EPERM);

  private static Profile profile(Rules rules, Architecture... architectures) {
    Map<Architecture, Rules> all = new EnumMap<>(Architecture.class);
    for (Architecture each : architectures) {
      all.put(each, rules);
    }
    return new Profile(all, Action.KILL_PROCESS, Set.of());
  }

  private static Program compile(String call, Decision decision) throws SeccompException {
    Rules rules = Rules.all(Action.ALLOW, Action.ALLOW).with(Map.of(call, decision));
    return Compiler.compile(profile(rules, Architecture.X86_64, Architecture.X32));
  }

  /** Every call fails with an errno of its own. */
  private static Rules allDifferent() {
    SortedMap<String, Decision> calls = new TreeMap<>();
    for (SystemCall call : SystemCalls.known().all()) {
      calls.put(call.name(), new Decision.Always(Action.errno(100 + calls.size())));
    }
    return new Rules(Action.EPERM, Action.ENOSYS, calls);
  }

  @Test
  void a_profile_without_architectures_is_one_return() throws SeccompException {
    assertThat(Compiler.compile(profile(allDifferent())).instructions())
        .containsExactly(Instruction.returns(Action.KILL_PROCESS));
  }

  @Test
  void the_same_profile_gives_the_same_program() throws SeccompException {
    Profile one = profile(allDifferent(), Architecture.values());
    Profile other = profile(allDifferent(), Architecture.values());

    assertThat(Compiler.compile(one)).isEqualTo(Compiler.compile(other));
  }

  @Test
  void bytes_are_read_back() throws SeccompException {
    Program program = Compiler.compile(profile(allDifferent(), Architecture.X86_64));

    assertThat(Program.of(program.bytes())).isEqualTo(program);
  }

  @Test
  void an_int_is_compared_in_its_32_bits_alone() throws SeccompException {
    Program program = compile("socket", new Decision.When(Condition.equal(0, 40), DENY, ALLOW));

    assertThat(program.instructions())
        .contains(Instruction.load(16))
        .doesNotContain(Instruction.load(20));
  }

  @Test
  void a_long_is_compared_in_both_halves() throws SeccompException {
    Program program =
        compile("lseek", new Decision.When(Condition.equal(1, 0x1_0000_0028L), DENY, ALLOW));

    assertThat(program.instructions()).contains(Instruction.load(24), Instruction.load(28));
  }

  @Test
  void a_list_of_values_is_searched_as_a_tree_of_ranges() throws SeccompException {
    Decision families = ALLOW;
    for (int family = 0; family < 64; family++) {
      families = new Decision.When(Condition.equal(0, family), DENY, families);
    }

    assertThat(compile("socket", families).size())
        .isEqualTo(
            compile("socket", new Decision.When(new Condition.AtLeast(0, 64), ALLOW, DENY)).size());
  }

  @Test
  void what_the_kernel_cannot_hold_is_refused() {
    Decision[] chain = {ALLOW};
    for (int value = 0; value < 6000; value++) {
      Decision other = new Decision.Always(Action.errno(value % 4000));
      chain[0] = new Decision.When(Condition.equal(0, 2L * value), other, chain[0]);
    }

    assertThatThrownBy(() -> compile("socket", chain[0]))
        .isInstanceOf(SeccompException.class)
        .hasMessageContaining("socket")
        .hasMessageContaining("6000");
  }

  @Test
  void a_program_that_comes_out_too_long_is_refused() {
    SortedMap<String, Decision> calls = new TreeMap<>();
    for (SystemCall call : SystemCalls.known().all()) {
      Decision decision = ALLOW;
      for (int value = 0; value < 20; value++) {
        Decision other = new Decision.Always(Action.errno(calls.size()));
        decision = new Decision.When(Condition.equal(1, 3L * value), other, decision);
      }
      calls.put(call.name(), decision);
    }
    Rules rules = new Rules(Action.EPERM, Action.ENOSYS, calls);

    assertThatThrownBy(() -> Compiler.compile(profile(rules, Architecture.X86_64)))
        .isInstanceOf(SeccompException.class)
        .hasMessageContaining("4096");
  }
}
