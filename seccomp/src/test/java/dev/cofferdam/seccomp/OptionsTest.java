package dev.cofferdam.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OptionsTest {
  private static final int AF_UNIX = 1;
  private static final int AF_VSOCK = 40;

  private static Tailored tailor(Base base, String... options) throws SeccompException {
    return Options.parse(List.of(options)).tailor(base, Environments.x86());
  }

  private static Action decide(Tailored tailored, String call, long... arguments) {
    return Environments.decide(tailored.profile(), call, arguments);
  }

  @Nested
  class Calls {
    @Test
    void an_allowed_call_is_allowed_and_takes_a_privilege() throws SeccompException {
      assertThat(decide(tailor(Base.DEFAULT), "bpf")).isEqualTo(Action.EPERM);
      Tailored tailored = tailor(Base.DEFAULT, "seccomp.allow=bpf");
      assertThat(decide(tailored, "bpf")).isEqualTo(Action.ALLOW);
      assertThat(tailored.privileges()).containsExactly("seccomp:allow:bpf");
    }

    @Test
    void both_spellings_mean_the_same() throws SeccompException {
      assertThat(tailor(Base.MISSION, "seccomp:allow:kcmp", "seccomp:deny:getcwd"))
          .isEqualTo(tailor(Base.MISSION, "seccomp.allow=kcmp", "seccomp.deny=getcwd"));
    }

    @Test
    void what_the_base_allows_takes_no_privilege() throws SeccompException {
      assertThat(tailor(Base.DEFAULT, "seccomp.allow=read").privileges()).isEmpty();
      assertThat(tailor(Base.NONE, "seccomp.allow=all").privileges()).isEmpty();
    }

    @Test
    void a_denied_call_is_denied_on_every_architecture_that_is_open() throws SeccompException {
      Tailored tailored =
          tailor(Base.MISSION, "seccomp.deny=getcwd", "seccomp.allow=i386", "seccomp.allow=x32");
      for (Architecture each : Environments.x86().conventions()) {
        assertThat(Environments.decide(tailored.profile(), each, "getcwd")).isEqualTo(Action.EPERM);
      }
    }

    @Test
    void the_entry_of_32_bit_programs_for_large_times_goes_with_the_call() throws SeccompException {
      Tailored tailored = tailor(Base.NONE, "seccomp.deny=clock_settime");
      assertThat(Environments.decide(tailored.profile(), Architecture.I386, "clock_settime64"))
          .isEqualTo(Action.EPERM);
    }

    @Test
    void the_last_one_wins() throws SeccompException {
      Tailored tailored = tailor(Base.DEFAULT, "seccomp.allow=bpf", "seccomp.deny=bpf");
      assertThat(decide(tailored, "bpf")).isEqualTo(Action.EPERM);
      assertThat(tailored.privileges()).isEmpty();
      assertThat(
              decide(tailor(Base.DEFAULT, "seccomp.deny=read,write", "seccomp.allow=read"), "read"))
          .isEqualTo(Action.ALLOW);
    }

    @Test
    void clone3_is_denied_so_that_libc_falls_back() throws SeccompException {
      assertThat(decide(tailor(Base.MISSION, "seccomp.deny=clone3"), "clone3"))
          .isEqualTo(Action.ENOSYS);
    }

    @Test
    void a_group_is_all_its_calls() throws SeccompException {
      Tailored tailored = tailor(Base.DEFAULT, "seccomp.allow=@mount");
      assertThat(decide(tailored, "fsopen")).isEqualTo(Action.ALLOW);
      assertThat(decide(tailored, "open_tree_attr")).isEqualTo(Action.ALLOW);
      assertThat(tailored.privileges())
          .contains("seccomp:allow:mount", "seccomp:allow:fsopen")
          .doesNotContain("seccomp:allow:@mount", "seccomp:allow:chroot64");
      assertThat(decide(tailor(Base.NONE, "seccomp.deny=@privileged"), "reboot"))
          .isEqualTo(Action.EPERM);
    }

    @Test
    void nothing_but_what_is_named() throws SeccompException {
      Tailored tailored = tailor(Base.DEFAULT, "seccomp.deny=all", "seccomp.allow=@basic-io,bpf");
      assertThat(decide(tailored, "read")).isEqualTo(Action.ALLOW);
      assertThat(decide(tailored, "open")).isEqualTo(Action.EPERM);
      assertThat(tailored.privileges()).containsExactly("seccomp:allow:bpf");
      assertThat(tailored.profile().decide(SeccompData.of(Architecture.X86_64, 4000)))
          .isEqualTo(Action.ENOSYS);
    }

    @Test
    void everything() throws SeccompException {
      Tailored tailored = tailor(Base.DEFAULT, "seccomp.allow=all");
      assertThat(decide(tailored, "kexec_load")).isEqualTo(Action.ALLOW);
      assertThat(decide(tailored, "socket", AF_VSOCK)).isEqualTo(Action.ALLOW);
      assertThat(tailored.privileges()).containsExactly("seccomp:allow:all");
    }
  }

  @Nested
  class Families {
    @ParameterizedTest
    @CsvSource({"socket(AF_VSOCK)", "socket(vsock)", "socket(40)", "socket(VSOCK)"})
    void a_family_is_allowed_by_name_or_number(String target) throws SeccompException {
      Tailored tailored = tailor(Base.DEFAULT, "seccomp.allow=" + target);
      assertThat(decide(tailored, "socket", AF_VSOCK)).isEqualTo(Action.ALLOW);
      assertThat(decide(tailored, "socket", AF_VSOCK - 1)).isEqualTo(Action.EPERM);
      assertThat(decide(tailored, "socket", AF_UNIX)).isEqualTo(Action.ALLOW);
      assertThat(tailored.privileges()).containsExactly("seccomp:allow:socket(AF_VSOCK)");
    }

    @Test
    void a_denied_family_is_denied_whatever_the_high_bits_are() throws SeccompException {
      Tailored tailored = tailor(Base.NONE, "seccomp.deny=socket(unix)");
      assertThat(decide(tailored, "socket", AF_UNIX)).isEqualTo(Action.EPERM);
      assertThat(decide(tailored, "socket", 0x7_0000_0001L)).isEqualTo(Action.EPERM);
      assertThat(decide(tailored, "socketpair", AF_UNIX)).isEqualTo(Action.EPERM);
      assertThat(decide(tailored, "socket", 2)).isEqualTo(Action.ALLOW);
    }

    @Test
    void a_family_that_the_base_allows_takes_no_privilege() throws SeccompException {
      assertThat(tailor(Base.MISSION, "seccomp.allow=socket(AF_INET)").privileges()).isEmpty();
      assertThat(tailor(Base.MISSION, "seccomp.allow=socket(AF_PACKET)").privileges())
          .containsExactly("seccomp:allow:socket(AF_PACKET)");
    }

    @Test
    void all_families_are_the_call() throws SeccompException {
      Tailored tailored = tailor(Base.DEFAULT, "seccomp.allow=socket");
      assertThat(decide(tailored, "socket", AF_VSOCK)).isEqualTo(Action.ALLOW);
      assertThat(tailored.privileges()).containsExactly("seccomp:allow:socket");
    }
  }

  @Nested
  class Architectures {
    @Test
    void i386_is_opened_with_the_same_decisions_by_name() throws SeccompException {
      assertThat(Environments.decide(tailor(Base.DEFAULT).profile(), Architecture.I386, "getcwd"))
          .isEqualTo(Action.KILL_THREAD);
      Tailored tailored = tailor(Base.DEFAULT, "seccomp.allow=i386");
      Profile profile = tailored.profile();
      assertThat(Environments.decide(profile, Architecture.I386, "getcwd")).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(profile, Architecture.I386, "bpf")).isEqualTo(Action.EPERM);
      assertThat(Environments.decide(profile, Architecture.X32, "getcwd"))
          .isEqualTo(Action.KILL_THREAD);
      assertThat(tailored.privileges()).containsExactly("seccomp:allow:i386");
    }

    @Test
    void an_architecture_is_closed_again() throws SeccompException {
      Tailored tailored = tailor(Base.NONE, "seccomp.deny=x32");
      assertThat(tailored.profile().architectures())
          .containsOnlyKeys(Architecture.X86_64, Architecture.I386);
    }

    @Test
    void one_that_is_closed_is_no_way_to_what_is_denied_elsewhere() throws SeccompException {
      Profile before = tailor(Base.NONE, "seccomp.deny=bpf").profile();
      Profile profile = tailor(Base.NONE, "seccomp.deny=bpf,i386").profile();
      assertThat(Environments.decide(before, Architecture.I386, "read")).isEqualTo(Action.ALLOW);
      assertThat(Environments.decide(profile, Architecture.I386, "read"))
          .isEqualTo(Action.KILL_THREAD);
      assertThat(Environments.decide(profile, Architecture.I386, "bpf"))
          .isEqualTo(Action.KILL_THREAD);
      assertThat(Environments.decide(profile, "read")).isEqualTo(Action.ALLOW);
    }

    @Test
    void architectures_that_no_option_can_name_are_denied_with_all() throws SeccompException {
      SeccompData other = new Subject.Foreign().with();
      assertThat(tailor(Base.NONE).profile().decide(other)).isEqualTo(Action.ALLOW);
      assertThat(tailor(Base.NONE, "seccomp.deny=all").profile().decide(other))
          .isEqualTo(Action.KILL_THREAD);
    }

    @Test
    void one_that_the_host_does_not_have_is_an_error() throws SeccompException {
      Options options = Options.parse(List.of("seccomp.allow=aarch64"));
      assertThatThrownBy(() -> options.tailor(Base.DEFAULT, Environments.x86()))
          .isInstanceOf(SeccompException.class)
          .hasMessageContaining("takes no calls of aarch64");
    }
  }

  @Nested
  class Bases {
    @Test
    void a_looser_base_takes_a_privilege() throws SeccompException {
      assertThat(tailor(Base.DEFAULT, "seccomp.base=none").privileges())
          .containsExactly("seccomp:base:none");
      assertThat(tailor(Base.DEFAULT, "seccomp.base=mission").privileges())
          .containsExactly("seccomp:base:mission");
    }

    @Test
    void a_stricter_base_takes_none() throws SeccompException {
      assertThat(tailor(Base.MISSION, "seccomp.base=default").privileges()).isEmpty();
      assertThat(tailor(Base.NONE, "seccomp.base=mission").privileges()).isEmpty();
    }

    @Test
    void what_is_allowed_is_measured_by_the_chosen_base() throws SeccompException {
      assertThat(tailor(Base.MISSION, "seccomp.base=default", "seccomp.allow=bpf").privileges())
          .containsExactly("seccomp:allow:bpf");
    }
  }

  @Nested
  class Privileges {
    private static final List<String> TARGETS =
        List.of(
            "bpf",
            "read",
            "socket",
            "socketpair",
            "socket(AF_VSOCK)",
            "socket(1)",
            "@mount",
            "@basic-io",
            "@network-io",
            "i386",
            "x32",
            "all",
            "clone",
            "personality",
            "clone3",
            "adjtimex");

    /** Options in any order and number: without a privilege nothing gets further than before. */
    @ParameterizedTest
    @EnumSource(Base.class)
    void none_are_taken_only_when_nothing_is_looser(Base base) throws SeccompException {
      Random random = new Random(9);
      int looser = 0;
      for (int i = 0; i < 200; i++) {
        List<String> texts = new ArrayList<>();
        for (int j = random.nextInt(4); j >= 0; j--) {
          String verb = random.nextBoolean() ? "allow" : "deny";
          texts.add("seccomp:" + verb + ":" + TARGETS.get(random.nextInt(TARGETS.size())));
        }
        Tailored tailored = Options.parse(texts).tailor(base, Environments.x86());
        Optional<Difference> excess =
            ProfileComparison.excess(tailored.profile(), base.profile(Environments.x86()));
        assertThat(tailored.privileges().isEmpty()).as("%s", texts).isEqualTo(excess.isEmpty());
        for (String privilege : tailored.privileges()) {
          assertThat(texts)
              .anyMatch(text -> text.equals(shown(privilege)) || isOf(text, privilege));
        }
        looser += tailored.privileges().size();
      }
      assertThat(looser).matches(count -> base == Base.NONE ? count == 0 : count > 50);
    }

    /** The option, as it was spelled above, that takes a privilege. */
    private static String shown(String privilege) {
      return privilege.replace("socket(AF_UNIX)", "socket(1)");
    }

    /** Whether the option allows a group, and the privilege is of one of its calls. */
    private static boolean isOf(String text, String privilege) {
      String allow = "seccomp:allow:";
      return text.startsWith(allow)
          && privilege.startsWith(allow)
          && Options.callsOfGroup(text.substring(allow.length()))
              .contains(privilege.substring(allow.length()));
    }
  }

  @Nested
  class Warnings {
    @Test
    void io_uring_makes_other_calls() throws SeccompException {
      assertThat(tailor(Base.DEFAULT, "seccomp.allow=@aio").warnings())
          .singleElement()
          .asString()
          .contains("io_uring_setup");
    }

    @Test
    void a_family_cannot_be_denied_to_32_bit_programs() throws SeccompException {
      assertThat(tailor(Base.NONE, "seccomp.deny=socket(AF_VSOCK)").warnings())
          .singleElement()
          .asString()
          .contains("socketcall");
      assertThat(tailor(Base.NONE, "seccomp.deny=socket(AF_VSOCK),socketcall").warnings())
          .isEmpty();
      assertThat(tailor(Base.DEFAULT, "seccomp.allow=i386").warnings()).hasSize(1);
    }

    @Test
    void no_container_starts_without_execve() throws SeccompException {
      assertThat(tailor(Base.MISSION, "seccomp.deny=execve").warnings())
          .containsExactly("no container can start, or end: execve is denied");
      assertThat(tailor(Base.MISSION, "seccomp.deny=x86_64").warnings())
          .containsExactly("no container can start: the calls of x86_64 itself are denied");
    }

    @Test
    void ordinary_options_have_none() throws SeccompException {
      assertThat(tailor(Base.DEFAULT, "seccomp.deny=ptrace", "seccomp.allow=@clock").warnings())
          .isEmpty();
    }
  }

  @Nested
  class Errors {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "seccomp.allow=getcwdd | no system call is called getcwdd (did you mean getcwd?)",
          "seccomp.allow=s390_sthyi | architecture that no filter is made for",
          "seccomp.deny=@mounts | no group of system calls is called @mounts (did you mean @mount?)",
          "seccomp.deny=socket(AF_VSOK) | AF_VSOCK",
          "seccomp.base=strict | none, mission and default",
          "seccomp.allow= | no system call is called",
          "seccomp.allow:bpf | not an option",
          "seccomp=bpf | not an option"
        })
    void name_the_option_and_what_it_may_have_meant(String option, String message) {
      assertThatThrownBy(() -> Options.parse(List.of(option)))
          .isInstanceOf(SeccompException.class)
          .hasMessageStartingWith(option + ": ")
          .hasMessageContaining(message);
    }

    @Test
    void two_bases_are_one_too_many() {
      assertThatThrownBy(() -> Options.parse(List.of("seccomp.base=none", "seccomp:base:mission")))
          .hasMessageContaining("another base was chosen already, none");
    }
  }

  @Nested
  class A_profile {
    private static Profile profile(String json) throws SeccompException {
      return ProfileDocument.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
          .resolve(Environments.x86());
    }

    private static Tailored changed(String json, String... options) throws SeccompException {
      return Options.parse(List.of(options)).tailor(profile(json), Environments.x86());
    }

    private static final String ALL_BUT_BPF =
        "{'defaultAction':'SCMP_ACT_ALLOW',"
            + "'syscalls':[{'names':['bpf'],'action':'SCMP_ACT_ERRNO','errnoRet':38}]}";

    @Test
    void is_what_they_apply_to() throws SeccompException {
      Tailored tailored = changed(ALL_BUT_BPF, "seccomp.deny=getcwd");
      assertThat(decide(tailored, "getcwd")).isEqualTo(Action.EPERM);
      assertThat(decide(tailored, "bpf")).isEqualTo(Action.ENOSYS);
      assertThat(decide(tailored, "kexec_load")).isEqualTo(Action.ALLOW);
      assertThat(tailored.privileges()).isEmpty();
    }

    @Test
    void that_they_make_looser_takes_a_privilege() throws SeccompException {
      assertThat(changed(ALL_BUT_BPF, "seccomp.allow=bpf").privileges())
          .containsExactly("seccomp:allow:bpf");
    }

    @Test
    void has_the_same_rules_for_a_convention_that_they_open() throws SeccompException {
      Tailored tailored = changed(ALL_BUT_BPF, "seccomp.allow=i386");
      assertThat(Environments.decide(tailored.profile(), Architecture.I386, "bpf"))
          .isEqualTo(Action.ENOSYS);
      assertThat(Environments.decide(tailored.profile(), Architecture.I386, "getcwd"))
          .isEqualTo(Action.ALLOW);
    }

    @Test
    void and_a_base_are_one_too_many() {
      assertThatThrownBy(() -> changed(ALL_BUT_BPF, "seccomp.base=none"))
          .isInstanceOf(SeccompException.class)
          .hasMessageContaining("seccomp.base=none")
          .hasMessageContaining("leave one of the two out");
    }
  }
}
