package dev.cofferdam.seccomp;

import static dev.cofferdam.seccomp.Bpf.branch;
import static dev.cofferdam.seccomp.Bpf.imm;
import static dev.cofferdam.seccomp.Bpf.jeq;
import static dev.cofferdam.seccomp.Bpf.ld;
import static dev.cofferdam.seccomp.Bpf.op;
import static dev.cofferdam.seccomp.Bpf.program;
import static dev.cofferdam.seccomp.Bpf.ret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ActionCacheTest {
  private static final Instruction ALLOW = ret(Action.ALLOW);
  private static final Instruction DENY = ret(Action.EPERM);

  private static boolean allows(Instruction... instructions) {
    return ActionCache.of(program(instructions)).allows(Architecture.X86_64, 41);
  }

  @Test
  void comparisons_of_number_and_architecture_are_followed() {
    Instruction[] filter = {
      ld(4),
      jeq(Architecture.X86_64.audit(), 1, 0),
      DENY,
      ld(0),
      op(0x54, 0xff),
      branch(0x25, 41, 4, 0),
      branch(0x35, 41, 0, 3),
      branch(0x45, 1, 0, 2),
      op(0x05, 0),
      ALLOW,
      DENY
    };
    ActionCache cache = ActionCache.of(program(filter));
    assertThat(cache.allows(Architecture.X86_64, 41)).isTrue();
    assertThat(cache.allows(Architecture.X86_64, 40)).isFalse();
    assertThat(cache.allows(Architecture.X86_64, 42)).isFalse();
    assertThat(cache.allows(Architecture.I386, 41)).isFalse();
  }

  @Test
  void x32_is_never_cached() {
    assertThat(allows(ALLOW)).isTrue();
    assertThat(ActionCache.of(program(ALLOW)).allows(Architecture.X32, 41)).isFalse();
    assertThat(ActionCache.of(program(ALLOW)).allows(Architecture.X86_64, -1)).isFalse();
  }

  @Test
  void any_other_instruction_ends_it() {
    assertThat(allows(ld(16), ALLOW)).isFalse();
    assertThat(allows(ld(8), ALLOW)).isFalse();
    assertThat(allows(imm(1), ALLOW)).isFalse();
    assertThat(allows(op(0x44, 1), ALLOW)).isFalse();
    assertThat(allows(op(0x07, 0), ALLOW)).isFalse();
    assertThat(allows(branch(0x1d, 0, 0, 0), ALLOW)).isFalse();
    assertThat(allows(ld(0), Bpf.retA())).isFalse();
  }

  @Test
  void only_the_exact_allow_counts() {
    assertThat(allows(op(0x06, Action.ALLOW.returnValue() | 1))).isFalse();
    assertThat(allows(ret(Action.LOG))).isFalse();
    assertThat(allows(DENY)).isFalse();
  }

  @Test
  void what_the_kernel_refuses_has_no_cache() {
    assertThatThrownBy(() -> allows(ld(1), ALLOW)).hasMessageContaining("instruction 0");
  }
}
