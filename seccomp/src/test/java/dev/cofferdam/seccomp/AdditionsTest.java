package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AdditionsTest {
  private static final Environment HOST = Environments.x86();

  private static List<String> added(Profile profile, Base base) throws SeccompException {
    return Additions.of(profile, base, HOST);
  }

  private static Profile tailored(Base base, String... options) throws SeccompException {
    return Options.parse(List.of(options)).tailor(base, HOST).profile();
  }

  @Test
  void a_base_adds_nothing_to_itself() throws SeccompException {
    for (Base base : Base.values()) {
      assertThat(added(base.profile(HOST), base)).isEmpty();
    }
  }

  @Test
  void nothing_is_added_to_none() throws SeccompException {
    assertThat(added(Base.DEFAULT.profile(HOST), Base.NONE)).isEmpty();
  }

  @Test
  void a_call_is_added_by_name() throws SeccompException {
    assertThat(added(tailored(Base.DEFAULT, "seccomp.allow=bpf,kexec_load"), Base.DEFAULT))
        .containsExactly("bpf", "kexec_load");
  }

  @Test
  void some_arguments_of_a_call_are_that_call() throws SeccompException {
    assertThat(added(tailored(Base.DEFAULT, "seccomp.allow=socket(AF_VSOCK)"), Base.DEFAULT))
        .contains("socket");
  }

  @Test
  void what_is_denied_besides_makes_up_for_nothing() throws SeccompException {
    assertThat(
            added(tailored(Base.MISSION, "seccomp.allow=kcmp", "seccomp.deny=read"), Base.MISSION))
        .containsExactly("kcmp");
  }

  @Nested
  class An_architecture {
    @Test
    void that_is_opened_is_added_and_its_calls_are_not() throws SeccompException {
      assertThat(added(tailored(Base.DEFAULT, "seccomp.allow=i386"), Base.DEFAULT))
          .containsExactly("i386");
    }

    @Test
    void that_is_opened_with_more_than_the_base_has_there_adds_that_too() throws SeccompException {
      Profile profile = tailored(Base.DEFAULT, "seccomp.allow=x32", "seccomp.allow=bpf");
      Profile onX32 =
          new Profile(
              Map.of(
                  Architecture.X86_64,
                  Base.DEFAULT.profile(HOST).rules(Architecture.X86_64),
                  Architecture.X32,
                  profile.rules(Architecture.X32)),
              Action.KILL_PROCESS,
              Set.of());
      assertThat(added(onX32, Base.DEFAULT)).containsExactly("bpf", "x32");
    }

    @Test
    void that_is_named_and_let_do_nothing_is_not_added() throws SeccompException {
      Map<Architecture, Rules> rules =
          Map.of(
              Architecture.X86_64,
              Base.DEFAULT.profile(HOST).rules(Architecture.X86_64),
              Architecture.I386,
              Rules.all(Action.EPERM, Action.ENOSYS));
      assertThat(added(new Profile(rules, Action.KILL_THREAD, Set.of()), Base.DEFAULT)).isEmpty();
    }

    @Test
    void that_is_foreign_and_let_through_is_added_with_all_calls() throws SeccompException {
      Profile base = Base.DEFAULT.profile(HOST);
      Profile profile = new Profile(base.architectures(), Action.ALLOW, Set.of());
      assertThat(added(profile, Base.DEFAULT)).containsExactly("all", "i386", "x32");
    }
  }

  @Test
  void a_list_of_what_is_denied_lets_through_all() throws SeccompException {
    String document =
        """
        {"defaultAction": "SCMP_ACT_ALLOW",
         "syscalls": [{"names": ["bpf"], "action": "SCMP_ACT_ERRNO"}]}\
        """;
    Profile profile =
        DocumentResolution.resolve(
            ProfileDocument.read(document.getBytes(StandardCharsets.UTF_8)), HOST);
    assertThat(added(profile, Base.DEFAULT)).containsExactly("all");
    assertThat(added(profile, Base.MISSION)).contains("kexec_load").doesNotContain("all", "bpf");
  }
}
