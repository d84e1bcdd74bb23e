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

  @ParameterizedTest
  @CsvSource({
    "userns:host, true",
    "userns:*, true",
    "namespace:user=host, true",
    "namespace:*, true",
    "namespace:pid=host, false",
    "userns:identity, false"
  })
  void the_hosts_user_namespace_has_the_name_that_it_had_too(String pattern, boolean meant) {
    assertThat(new PrivilegePattern(pattern).covers("userns:host")).isEqualTo(meant);
    assertThat(new PrivilegePattern(pattern).touches("userns:host")).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({
    "chown:/srv/**, chown:/srv/a, true",
    "chown:/srv/**, chown:/srv/../etc, false",
    "mount:/srv/**, chown:/srv/a, false",
    "chown:data, chown:data, true"
  })
  void a_grant_of_a_path_gives_its_owner(String pattern, String privilege, boolean given) {
    assertThat(new PrivilegePattern(pattern).covers(privilege)).isEqualTo(given);
  }
}
