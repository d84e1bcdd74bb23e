package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static final int AF_VSOCK = 40;

  /** Everything but sockets of AF_VSOCK, for 64-bit programs. */
  private static final Profile NO_VSOCK =
      new Profile(
          Map.of(
              Architecture.X86_64,
              Rules.all(Action.ALLOW, Action.ENOSYS)
                  .with(
                      Map.of(
                          "socket",
                          new Decision.When(
                              Condition.equal(0, AF_VSOCK),
                              new Decision.Always(Action.EPERM),
                              new Decision.Always(Action.ALLOW))))),
          Action.KILL_PROCESS,
          Set.of());

  private static Action decide(String call, long... arguments) {
    int number =
        SystemCalls.known().named(call).orElseThrow().number(Architecture.X86_64).orElseThrow();
    return NO_VSOCK.decide(SeccompData.of(Architecture.X86_64, number, arguments));
  }

  @Test
  void an_argument_decides() {
    assertThat(decide("socket", AF_VSOCK)).isEqualTo(Action.EPERM);
    assertThat(decide("socket", 1)).isEqualTo(Action.ALLOW);
  }

  @Test
  void bits_that_the_kernel_does_not_look_at_change_nothing() {
    assertThat(decide("socket", 0x1_0000_0000L | AF_VSOCK)).isEqualTo(Action.EPERM);
  }

  /** i386's setuid is of the days of 16-bit ids: 0x10000 is root to it. */
  @Test
  void an_old_call_of_i386_takes_16_bits() {
    Decision notRoot =
        new Decision.When(
            Condition.equal(0, 0),
            new Decision.Always(Action.EPERM),
            new Decision.Always(Action.ALLOW));
    Profile profile =
        new Profile(
            Map.of(
                Architecture.I386,
                Rules.all(Action.ALLOW, Action.ENOSYS)
                    .with(Map.of("setuid", notRoot, "setuid32", notRoot))),
            Action.KILL_PROCESS,
            Set.of());
    assertThat(profile.decide(SeccompData.of(Architecture.I386, 23, 0x1_0000)))
        .isEqualTo(Action.EPERM);
    assertThat(profile.decide(SeccompData.of(Architecture.I386, 213, 0x1_0000)))
        .isEqualTo(Action.ALLOW);
  }

  @Test
  void a_number_without_a_name_is_unknown() {
    assertThat(NO_VSOCK.decide(SeccompData.of(Architecture.X86_64, 400))).isEqualTo(Action.ENOSYS);
  }

  @Test
  void other_architectures_are_foreign() {
    assertThat(NO_VSOCK.decide(SeccompData.of(Architecture.I386, 3)))
        .isEqualTo(Action.KILL_PROCESS);
    assertThat(NO_VSOCK.decide(SeccompData.of(Architecture.X32, 3))).isEqualTo(Action.KILL_PROCESS);
  }

  @Test
  void a_skipped_call_passes() {
    assertThat(NO_VSOCK.decide(SeccompData.of(Architecture.X86_64, Architecture.SKIPPED)))
        .isEqualTo(Action.ALLOW);
  }

  @Test
  void high_bits_of_clones_flags_change_nothing() {
    SystemCall clone = SystemCalls.known().named("clone").orElseThrow();
    Decision onlyThreads =
        new Decision.When(
            Condition.equal(0, 0x10000),
            new Decision.Always(Action.ALLOW),
            new Decision.Always(Action.EPERM));
    long[] arguments = {0x5_0001_0000L, 0, 0, 0, 0, 0};

    assertThat(onlyThreads.decide(arguments, clone, Architecture.X86_64)).isEqualTo(Action.ALLOW);
  }
}
