package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Environment HOST = Environments.x86();

  private static Explanation explained(String call, Base base, String... options)
      throws SeccompException {
    return Explanation.of(call, Explanation.steps(base, HOST, List.of(options)), HOST);
  }

  private static Explanation.Part part(Explanation explanation, Architecture architecture) {
    return explanation.parts().stream()
        .filter(each -> each.architecture() == architecture)
        .findFirst()
        .orElseThrow();
  }

  private static Explanation.Part x86(String call, Base base, String... options)
      throws SeccompException {
    return part(explained(call, base, options), Architecture.X86_64);
  }

  @Nested
  class The_source {
    @Test
    void is_the_base_when_no_option_changes_anything() throws SeccompException {
      assertThat(x86("bpf", Base.DEFAULT).source()).isEqualTo("base default");
      assertThat(x86("bpf", Base.DEFAULT, "seccomp.allow=mount").source())
          .isEqualTo("base default");
    }

    @Test
    void is_the_option_that_changed_it_last() throws SeccompException {
      assertThat(
              x86(
                      "bpf",
                      Base.DEFAULT,
                      "seccomp.allow=bpf",
                      "seccomp.deny=bpf,mount",
                      "seccomp.allow=bpf",
                      "seccomp.allow=all",
                      "seccomp.deny=reboot")
                  .source())
          .isEqualTo("seccomp.allow=bpf");
    }

    @Test
    void is_an_option_that_changes_some_arguments() throws SeccompException {
      assertThat(x86("socket", Base.DEFAULT, "seccomp.deny=socket(AF_UNIX)").source())
          .isEqualTo("seccomp.deny=socket(AF_UNIX)");
    }

    @Test
    void is_the_option_that_opens_an_architecture() throws SeccompException {
      Explanation explanation = explained("read", Base.DEFAULT, "seccomp.allow=i386");
      assertThat(part(explanation, Architecture.I386).source()).isEqualTo("seccomp.allow=i386");
      assertThat(part(explanation, Architecture.X32).source()).isEqualTo("base default");
      assertThat(part(explanation, Architecture.X32).reason())
          .isEqualTo(Explanation.Reason.FOREIGN);
    }

    @Test
    void is_the_base_that_the_options_choose() throws SeccompException {
      assertThat(x86("bpf", Base.DEFAULT, "seccomp.deny=mount", "seccomp.base=none").source())
          .isEqualTo("base none");
    }
  }

  @Test
  void the_cases_are_those_of_the_last_profile() throws SeccompException {
    Explanation.Part part = x86("socket", Base.NONE, "seccomp.deny=socket(AF_VSOCK)");
    assertThat(part.cases())
        .containsExactly(
            new Explanation.Case(Action.ALLOW, List.of("family!=AF_VSOCK")),
            new Explanation.Case(Action.EPERM, List.of("family=AF_VSOCK")));
  }

  @Test
  void a_call_that_another_one_does_is_said_to_be() throws SeccompException {
    assertThat(x86("socket", Base.MISSION).through()).containsExactly("io_uring_setup");
    assertThat(x86("socket", Base.DEFAULT).through()).isEmpty();
    assertThat(x86("read", Base.MISSION).through()).isEmpty();
  }

  @Test
  void a_name_that_is_wrong_is_told_with_one_that_is_near() {
    assertThatThrownBy(() -> explained("opnat", Base.DEFAULT))
        .isInstanceOf(SeccompException.class)
        .hasMessageContaining("no system call is called opnat")
        .hasMessageContaining("openat");
  }

  @Nested
  class Written {
    @Test
    void for_people() throws SeccompException {
      assertThat(explained("socket", Base.NONE, "seccomp.deny=i386,socket(AF_VSOCK)").text())
          .isEqualTo(
              """
              socket on x86_64 (41): depends on its arguments
                by a rule of seccomp.deny=i386,socket(AF_VSOCK)
                ERRNO(1): family=AF_VSOCK
                ALLOW otherwise
                io_uring_setup is let through and does the same, unseen by the filter
              socket on i386 (359): KILL_THREAD
                by seccomp.deny=i386,socket(AF_VSOCK), with which i386 may not be used
              socket on x32 (41): depends on its arguments
                by a rule of seccomp.deny=i386,socket(AF_VSOCK)
                ERRNO(1): family=AF_VSOCK
                ALLOW otherwise
                io_uring_setup is let through and does the same, unseen by the filter
              """);
    }

    @Test
    void a_call_without_a_rule_is_decided_by_default() throws SeccompException {
      Profile profile =
          new Profile(
              Map.of(Architecture.X86_64, Rules.all(Action.EPERM, Action.ENOSYS)),
              Action.KILL_PROCESS,
              Set.of());
      List<Explanation.Step> steps = List.of(new Explanation.Step("my\u001b.json", profile));
      assertThat(Explanation.of("listns", steps, HOST).text())
          .isEqualTo(
              """
              listns on x86_64 (470): ERRNO(1)
                by my?.json, which has no rule for it
                the kernel does not have it
              listns on i386 (470): KILL_PROCESS
                by my?.json, with which i386 may not be used
                the kernel does not have it
              listns on x32 (470): KILL_PROCESS
                by my?.json, with which x32 may not be used
                the kernel does not have it
              """);
    }

    @Test
    void for_programs() throws SeccompException {
      assertThat(explained("waitpid", Base.NONE, "seccomp.deny=waitpid").json())
          .isEqualTo(
              """
              {"call":"waitpid","architectures":[{"architecture":"i386","number":7,\
              "source":"seccomp.deny=waitpid","reason":"rule",\
              "cases":[{"action":"ERRNO(1)","arguments":[]}],"through":[],"made":true}]}\
              """);
    }
  }
}
