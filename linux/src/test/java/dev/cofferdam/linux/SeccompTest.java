package dev.cofferdam.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is refused is tried here: it installs nothing. What is installed, in a process that ends.
 */
final class SeccompTest {
  private final Seccomp seccomp = Kernel.real().seccomp();

  @Test
  void a_filter_for_all_threads_holds_on_one_that_ran_before() throws Exception {
    assertThat(Children.run(FilteredProgram.class, "all-threads"))
        .contains("this: errno 77", "other: errno 77", "no_new_privs: [1]", "mode: [2]");
  }

  @Test
  void without_it_the_other_threads_are_free() throws Exception {
    assertThat(Children.run(FilteredProgram.class, "one-thread"))
        .contains("this: errno 77", "other: allowed", "no_new_privs: [0, 1]", "mode: [0, 2]");
  }

  @Test
  void who_has_no_privileges_may_install_one() throws Exception {
    List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    assertThat(Children.run(nobody, FilteredProgram.class, "all-threads"))
        .contains("this: errno 77", "other: errno 77");
  }

  @Test
  void a_virtual_thread_is_not_given_the_filter_of_its_carrier() throws Exception {
    assertThat(Children.run(FilteredProgram.class, "virtual", "0"))
        .anySatisfy(line -> assertThat(line).startsWith("failed: a virtual thread cannot have"))
        .contains("this: allowed", "mode: [0]");
    assertThat(Children.run(FilteredProgram.class, "virtual", Integer.toString(Seccomp.TSYNC)))
        .contains("this: errno 77", "mode: [2]");
  }

  @Test
  void a_thread_with_a_filter_of_its_own_is_named() throws Exception {
    assertThat(Children.run(FilteredProgram.class, "other-thread-first"))
        .anySatisfy(line ->
            assertThat(line)
                .matches(
                    "failed: 3 seccomp `filter of 4 instructions`: thread [0-9]+ \\(lone wolf\\)"
                        + " has a filter that the calling thread has not.*"))
        .contains("this: allowed", "other: allowed");
  }

  @Test
  void a_program_that_the_kernel_does_not_take_is_told_from_a_flag_that_it_does_not_know() {
    assertThatThrownBy(() -> seccomp.install(Bpf.endless(), Seccomp.TSYNC | Seccomp.LOG))
        .isInstanceOf(KernelException.class)
        .hasMessageStartingWith(
            "seccomp `filter of 1 instructions`: the kernel does not take this program");
    assertThatThrownBy(() -> seccomp.install(Bpf.allowing(1), Seccomp.TSYNC | 1 << 30))
        .isInstanceOf(KernelException.class)
        .hasMessage(
            "seccomp `filter of 1 instructions`: this kernel does not know the flag 0x40000000:"
                + " leave it out");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 9, 4097 * 8})
  void a_program_of_another_length_does_not_reach_the_kernel(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> seccomp.install(new byte[length], Seccomp.TSYNC))
        .withMessageContaining("1 to 4096 instructions")
        .withMessageContaining("has " + length + " bytes");
  }

  @Test
  void an_action_is_known_or_not() throws KernelException {
    assertThat(seccomp.knows(Bpf.ERRNO)).isTrue();
    assertThat(seccomp.knows(Bpf.USER_NOTIF)).isTrue();
    assertThat(seccomp.knows(0x1234_0000)).isFalse();
  }
}
