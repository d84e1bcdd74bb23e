package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.seccomp.Action;
import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.KernelVersion;
import dev.cofferdam.seccomp.ProfileDocument;
import dev.cofferdam.seccomp.SeccompData;
import dev.cofferdam.seccomp.SeccompException;
import dev.cofferdam.seccomp.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterRequestTest {
  private static final SeccompHost HOST =
      new SeccompHost(SeccompBase.DEFAULT, Architecture.X86_64, new KernelVersion(6, 18));

  private static final String ALL =
      "seccomp={\\'defaultAction\\':\\'SCMP_ACT_ALLOW\\',\\'syscalls\\':[%s]}";

  private static ContainerCreate asking(String hostConfig) {
    String json =
        ("{'Image':'foobar','HostConfig':{" + hostConfig + "}}")
            .replace("\\'", "\\\"")
            .replace('\'', '"');
    return ContainerCreate.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static ContainerCreate with(String... options) {
    return asking("'SecurityOpt':['" + String.join("','", options) + "']");
  }

  private static List<String> privileges(ContainerCreate create) {
    return FilterRequest.of(create).privileges(HOST);
  }

  private static Action decide(ContainerFilter filter, String call, long... arguments)
      throws SeccompException {
    String json = filter.options().getFirst().substring("seccomp=".length());
    int number =
        SystemCalls.known().named(call).orElseThrow().number(Architecture.X86_64).orElseThrow();
    return ProfileDocument.read(json.getBytes(StandardCharsets.UTF_8))
        .resolve(new Environment(Architecture.X86_64, new KernelVersion(6, 18), Set.of()))
        .decide(SeccompData.of(Architecture.X86_64, number, arguments));
  }

  @Nested
  class A_plain_container {
    @Test
    void has_the_base_of_the_site() throws SeccompException {
      ContainerFilter filter = asking("").filter(HOST);
      assertThat(decide(filter, "getcwd")).isEqualTo(Action.ALLOW);
      assertThat(decide(filter, "clock_adjtime")).isEqualTo(Action.EPERM);
      assertThat(filter.label()).isEqualTo("default");
      assertThat(filter.notes()).isEmpty();
    }

    /** Bases are kept as they are written, quotes escaped. */
    @Test
    void is_written_with_the_text_of_its_base() {
      ContainerCreate create = asking("");
      ContainerFilter filter = create.filter(HOST);
      String quoted = filter.options().getFirst().replace("\"", "\\\"");

      assertThat(new String(create.withFilter(filter).write(), StandardCharsets.UTF_8))
          .contains("{\"SecurityOpt\":[\"" + quoted + "\"]}");
      assertThat(ContainerCreate.parse(create.withFilter(filter).write()))
          .isEqualTo(create.withFilter(filter));
    }

    @Test
    void has_another_base_where_the_site_has() throws SeccompException {
      ContainerFilter mission = asking("").filter(HOST.withBase(SeccompBase.MISSION));
      assertThat(decide(mission, "kcmp")).isEqualTo(Action.EPERM);
      assertThat(decide(mission, "settimeofday")).isEqualTo(Action.ALLOW);
      assertThat(decide(asking("").filter(HOST), "settimeofday")).isEqualTo(Action.EPERM);
      assertThat(asking("").filter(HOST.withBase(SeccompBase.NONE)).options())
          .containsExactly("seccomp=unconfined");
      assertThat(asking("").filter(HOST.withBase(SeccompBase.ENGINE)).options()).isEmpty();
    }

    @Test
    void that_is_privileged_stays_as_the_engine_makes_it() {
      assertThat(asking("'Privileged':true").filter(HOST).options()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "'CapAdd':['SYS_TIME']                      | clock_adjtime | true",
          "'CapAdd':['cap_sys_time']                  | clock_adjtime | true",
          "'CapAdd':['all']                           | clock_adjtime | true",
          "'CapAdd':['ALL'],'CapDrop':['SYS_TIME']    | clock_adjtime | false",
          "'CapAdd':['SYS_TIME'],'CapDrop':['ALL']    | clock_adjtime | true",
          "'CapAdd':['SYS_ADMIN']                     | clock_adjtime | false",
          "'CapDrop':['ALL']                          | chroot        | false",
          "'CapDrop':['sys_chroot']                   | chroot        | false",
          "'CapDrop':['NET_RAW']                      | chroot        | true"
        },
        quoteCharacter = '~')
    void may_call_what_its_capabilities_are_for(String host, String call, boolean allowed)
        throws SeccompException {
      assertThat(decide(asking(host).filter(HOST), call).equals(Action.ALLOW)).isEqualTo(allowed);
    }
  }

  @Nested
  class Options {
    @Test
    void change_the_base_and_are_told() throws SeccompException {
      ContainerCreate create = with("seccomp:allow:clock_adjtime", "seccomp.deny=getcwd");
      ContainerFilter filter = create.filter(HOST);
      assertThat(decide(filter, "clock_adjtime")).isEqualTo(Action.ALLOW);
      assertThat(decide(filter, "getcwd")).isEqualTo(Action.EPERM);
      assertThat(privileges(create)).containsExactly("seccomp:allow:clock_adjtime");
      assertThat(filter.label())
          .isEqualTo("default seccomp:allow:clock_adjtime seccomp.deny=getcwd");
      assertThat(filter.notes())
          .startsWith("seccomp: base default, clock_adjtime allowed, getcwd denied")
          .hasSize(2);
    }

    @Test
    void that_deny_keep_programs_from_gaining_privileges_unless_that_is_spoken_of() {
      assertThat(with("seccomp.deny=getcwd").filter(HOST).options())
          .hasSize(2)
          .contains("no-new-privileges");
      assertThat(with("seccomp.deny=getcwd", "no-new-privileges=false").filter(HOST).options())
          .hasSize(1);
      assertThat(with("seccomp.allow=bpf").filter(HOST).options()).hasSize(1);
    }

    @Test
    void of_a_privileged_container_are_refused_because_engines_would_ignore_them() {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> asking("'Privileged':true,'SecurityOpt':['seccomp.deny=getcwd']"))
          .withMessageContaining("--privileged containers without a filter");
    }

    @Test
    void never_reach_the_engine() {
      ContainerCreate create =
          with("seccomp:allow:bpf", "no-new-privileges", "seccomp=builtin", "label=disable");
      ContainerFilter filter = create.filter(HOST);
      assertThat(create.withFilter(filter).host().texts("SecurityOpt"))
          .containsExactly("no-new-privileges", "label=disable", filter.options().getFirst());
    }

    @Test
    void apply_to_a_profile_that_was_sent() throws SeccompException {
      ContainerCreate create = with("seccomp.deny=getcwd", ALL.formatted(""));
      assertThat(decide(create.filter(HOST), "getcwd")).isEqualTo(Action.EPERM);
      assertThat(decide(create.filter(HOST), "clock_adjtime")).isEqualTo(Action.ALLOW);
      assertThat(privileges(create)).containsExactly("seccomp:allow:all");
    }

    @Test
    void apply_to_nothing_after_unconfined() throws SeccompException {
      ContainerCreate create = with("seccomp=unconfined", "seccomp.deny=getcwd");
      assertThat(decide(create.filter(HOST), "getcwd")).isEqualTo(Action.EPERM);
      assertThat(decide(create.filter(HOST), "clock_adjtime")).isEqualTo(Action.ALLOW);
      assertThat(Privileges.of(create))
          .extracting(Privilege::name)
          .contains("seccomp:unconfined")
          .doesNotContain("seccomp:allow:all");
    }

    @Test
    void for_another_kernel_are_refused_with_the_reason() {
      ContainerCreate create = with("seccomp.allow=aarch64");
      assertThat(privileges(create)).containsExactly("seccomp:custom");
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> create.filter(HOST))
          .withMessageStartingWith("HostConfig.SecurityOpt: ")
          .withMessageContaining("takes no calls of aarch64");
    }

    @Test
    void with_a_mistake_are_refused_with_what_was_meant() {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> with("label=disable", "seccomp:allow:clock_adjtme"))
          .withMessageStartingWith("HostConfig.SecurityOpt[1]: ")
          .withMessageContaining("clock_adjtime");
    }
  }

  @Nested
  class A_profile {
    @Test
    void takes_a_privilege_for_each_call_that_it_adds() {
      assertThat(privileges(with(ALL.formatted("")))).containsExactly("seccomp:allow:all");
      String denying =
          "seccomp={\\'defaultAction\\':\\'SCMP_ACT_ERRNO\\',\\'syscalls\\':[{\\'names\\':"
              + "[\\'read\\',\\'bpf\\',\\'keyctl\\'],\\'action\\':\\'SCMP_ACT_ALLOW\\'}]}";
      assertThat(privileges(with(denying)))
          .containsExactly("seccomp:allow:bpf", "seccomp:allow:keyctl");
    }

    @Test
    void that_is_the_base_takes_none() {
      String base = asking("").filter(HOST).options().getFirst();
      assertThat(privileges(asking("'SecurityOpt':['" + base.replace("\"", "\\'") + "']")))
          .isEmpty();
    }

    @Test
    void is_asked_for_as_it_was_understood() throws SeccompException {
      ContainerFilter filter =
          with(ALL.formatted(
                  "{\\'names\\':[\\'getcwd\\'],\\'action\\':\\'SCMP_ACT_ERRNO\\',"
                      + "\\'errnoRet\\':38,\\'excludes\\':{\\'caps\\':[\\'CAP_SYS_TIME\\']}}"))
              .filter(HOST);
      assertThat(decide(filter, "getcwd")).isEqualTo(Action.ENOSYS);
      assertThat(filter.options().getFirst()).doesNotContain("excludes");
      assertThat(filter.label()).isEqualTo("profile");
    }

    @Test
    void with_a_listener_cannot_be_compared() {
      String notifying =
          "seccomp={\\'defaultAction\\':\\'SCMP_ACT_ALLOW\\',\\'listenerPath\\':\\'/run/x\\'}";
      assertThat(privileges(with(notifying))).contains("seccomp:custom");
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> with(notifying, "seccomp.deny=getcwd"))
          .withMessageContaining("leave one of the two out");
    }

    @Test
    void that_switches_off_a_mitigation_cannot_be_compared() {
      assertThat(
              privileges(
                  with(
                      "seccomp={\\'defaultAction\\':\\'SCMP_ACT_ERRNO\\',"
                          + "\\'flags\\':[\\'SECCOMP_FILTER_FLAG_SPEC_ALLOW\\']}")))
          .containsExactly("seccomp:custom");
    }
  }

  @Test
  void an_existing_container_with_a_profile_that_is_none_has_a_custom_one() {
    String host = "{\"SecurityOpt\":[\"seccomp={}\"]}";
    assertThat(
            ExistingContainer.of(host.getBytes(StandardCharsets.UTF_8))
                .shared(HostFacts.standard()))
        .extracting(Privilege::name)
        .contains("seccomp:custom");
  }
}
