package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.FakeKernel;
import dev.cofferdam.linux.FakeSeccomp.Installed;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Seccomp;
import dev.cofferdam.seccomp.Action;
import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Base;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.Interpreter;
import dev.cofferdam.seccomp.KernelVersion;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.Program;
import dev.cofferdam.seccomp.SeccompData;
import dev.cofferdam.seccomp.SystemCall;
import dev.cofferdam.seccomp.SystemCalls;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfFilterTest {
  private static final Set<Long> FAMILIES = Set.of(1L, 2L, 10L, 16L);
  private static final long CLONE_OF_A_THREAD = 0x3d0f00;
  private static final long CLONE_OF_A_PROCESS = 0x1200011;

  private final FakeKernel kernel = new FakeKernel();
  private final Profile profile = SelfFilter.of(Architecture.X86_64).profile();

  private Action decide(String call, long... arguments) {
    return decide(profile, call, arguments);
  }

  private static Action decide(Profile by, String call, long... arguments) {
    int number =
        SystemCalls.known().named(call).orElseThrow().number(Architecture.X86_64).orElseThrow();
    long[] all = Arrays.copyOf(arguments, SeccompData.ARGUMENTS);
    return by.decide(SeccompData.of(Architecture.X86_64, number, all));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "execve",
        "execveat",
        "fork",
        "vfork",
        "ptrace",
        "process_vm_writev",
        "mount",
        "move_mount",
        "open_tree",
        "unshare",
        "setns",
        "chroot",
        "pivot_root",
        "bpf",
        "init_module",
        "finit_module",
        "kexec_load",
        "kexec_file_load",
        "keyctl",
        "add_key",
        "userfaultfd",
        "io_uring_setup",
        "perf_event_open",
        "open_by_handle_at",
        "setuid",
        "capset",
        "mknod",
        "kill",
        "pidfd_getfd",
        "reboot",
        "swapon",
        "iopl",
        "personality",
        "seccomp"
      })
  void what_an_intruder_would_want_is_refused(String call) {
    assertThat(decide(call)).isEqualTo(Action.EPERM);
  }

  @Test
  void it_makes_threads_and_no_processes() {
    assertThat(decide("clone", CLONE_OF_A_THREAD)).isEqualTo(Action.ALLOW);
    assertThat(decide("clone", CLONE_OF_A_PROCESS)).isEqualTo(Action.EPERM);
    assertThat(decide("clone", CLONE_OF_A_THREAD | 0x1000_0000)).isEqualTo(Action.EPERM);
    assertThat(decide("clone3")).isEqualTo(Action.ENOSYS);
  }

  @Test
  void it_makes_pipes_and_no_devices() {
    assertThat(decide("mknodat", 3, 0, 0010644)).isEqualTo(Action.ALLOW);
    for (long type : new long[] {0, 0020000, 0060000, 0100000, 0140000}) {
      assertThat(decide("mknodat", 3, 0, type | 0644)).isEqualTo(Action.EPERM);
    }
  }

  @Test
  void sockets_are_of_four_families_and_netlink_is_for_addresses_alone() {
    for (long family = 0; family < 64; family++) {
      boolean open = FAMILIES.contains(family);
      assertThat(decide("socket", family)).isEqualTo(open ? Action.ALLOW : Action.EPERM);
    }
    assertThat(decide("socket", 16, 3, 9)).as("NETLINK_AUDIT").isEqualTo(Action.EPERM);
  }

  /** Which is what JVMs of all versions run under in containers. */
  @Test
  void it_lets_nothing_through_that_a_container_without_capabilities_may_not_do() {
    Profile container =
        Base.DEFAULT.profile(
            new Environment(Architecture.X86_64, new KernelVersion(6, 1), Set.of()));
    for (SystemCall call : SystemCalls.known().all()) {
      if (call.number(Architecture.X86_64).isPresent() && decide(call.name()).isLetThrough()) {
        assertThat(decide(container, call.name())).as(call.name()).isEqualTo(Action.ALLOW);
      }
    }
  }

  @Test
  void another_convention_is_the_end_of_the_process() {
    assertThat(profile.decide(SeccompData.of(Architecture.I386, 11)))
        .isEqualTo(Action.KILL_PROCESS);
    assertThat(profile.decide(SeccompData.of(Architecture.X32, 0))).isEqualTo(Action.KILL_PROCESS);
  }

  @ParameterizedTest
  @EnumSource(names = {"X86_64", "AARCH64"})
  void it_holds_for_all_threads_and_what_it_refuses_is_on_record(Architecture architecture)
      throws IOException {
    SelfFilter.State state = SelfFilter.of(architecture).install(kernel.seccomp());

    assertThat(kernel.filters.installed)
        .extracting(Installed::flags)
        .as("what does not exist, without a record, and then all the rest")
        .isEqualTo(List.of(Seccomp.TSYNC, Seccomp.TSYNC | Seccomp.LOG));
    assertThat(state.on()).isTrue();
    assertThat(state.calls()).isBetween(100, 200);
    assertThat(state.known()).isGreaterThan(300);
  }

  /** Of several filters the strictest answer counts, seccomp(2). */
  @Test
  void both_filters_together_are_what_the_document_says() throws IOException {
    SelfFilter.of(Architecture.X86_64).install(kernel.seccomp());
    List<Interpreter> programs =
        kernel.filters.installed.stream()
            .map(each -> Interpreter.of(Program.of(bytes(each.program()))))
            .toList();
    for (int number = 0; number < 1000; number++) {
      for (long argument : new long[] {0, 1, 16, CLONE_OF_A_THREAD, -1}) {
        long[] arguments = new long[SeccompData.ARGUMENTS];
        Arrays.fill(arguments, argument);
        SeccompData call = SeccompData.of(Architecture.X86_64, number, arguments);
        assertThat(
                programs.stream().map(program -> program.run(call).action()).min(Action::compareTo))
            .as("number %d, arguments %x", number, argument)
            .contains(profile.decide(call));
      }
    }
  }

  private static byte[] bytes(List<Byte> program) {
    byte[] bytes = new byte[program.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = program.get(i);
    }
    return bytes;
  }

  @Test
  void a_kernel_that_does_not_take_it_is_no_reason_to_go_on_without() {
    kernel.filters.fail(new KernelException("seccomp", "filter", Errno.ENOSYS, "not implemented"));

    assertThatThrownBy(() -> SelfFilter.of(Architecture.X86_64).install(kernel.seccomp()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("seccomp `filter`: not implemented")
        .hasMessageContaining("--no-self-filter");
  }
}
