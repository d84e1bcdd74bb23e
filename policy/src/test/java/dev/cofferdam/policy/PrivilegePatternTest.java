package dev.cofferdam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegePatternTest {
  @ParameterizedTest
  @CsvSource({
    "seccomp:allow:@reboot, seccomp:allow:kexec_load, true",
    "seccomp:allow:@reboot, seccomp:allow:bpf, false",
    "seccomp:allow:@reboot, seccomp:allow:all, false",
    "seccomp:allow:*, seccomp:allow:bpf, true",
    "seccomp:allow:*, seccomp:allow:socket(AF_VSOCK), true",
    "seccomp:allow:*, seccomp:unconfined, false",
    "seccomp:allow:bpf, seccomp:allow:bpf, true"
  })
  void a_grant_of_system_calls_gives_these(String pattern, String privilege, boolean given) {
    assertThat(new PrivilegePattern(pattern).covers(privilege)).isEqualTo(given);
  }

  @Test
  void a_group_that_is_denied_is_each_of_its_calls() {
    PrivilegePattern reboot = new PrivilegePattern("seccomp:allow:@reboot");
    assertThat(reboot.touches("seccomp:allow:kexec_load")).isTrue();
    assertThat(reboot.touches("seccomp:allow:bpf")).isFalse();
  }
}
