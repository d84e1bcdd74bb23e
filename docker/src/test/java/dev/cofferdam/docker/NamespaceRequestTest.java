package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.docker.NamespaceHost.Wrapping;
import dev.cofferdam.userns.Mode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceRequestTest {
  private static final NamespaceHost HOST = NamespaceHost.usual().with(Wrapping.PRESENT);

  private static ContainerCreate asking(String hostConfig) {
    String json = ("{'Image':'foobar','HostConfig':{" + hostConfig + "}}").replace('\'', '"');
    return ContainerCreate.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static ContainerCreate mode(Mode mode) {
    return asking("'SecurityOpt':['userns=" + mode.id() + "']");
  }

  private static String written(ContainerCreate create, NamespaceHost at) {
    return new String(create.withNamespace(create.namespace(at)).write(), StandardCharsets.UTF_8);
  }

  private static NamespaceHost host(
      Contain contain, Mode standard, boolean told, Wrapping wrapping) {
    return new NamespaceHost(contain, standard, told, wrapping);
  }

  @Nested
  class A_plain_container {
    @Test
    void has_a_namespace_of_its_own_and_its_creator_is_told_nothing() {
      ContainerNamespace namespace = asking("").namespace(HOST);
      assertThat(namespace.mode()).isEqualTo(Mode.PRIVATE);
      assertThat(namespace.isContained()).isTrue();
      assertThat(namespace.label()).isEqualTo("private");
      assertThat(namespace.notes()).isEmpty();
      assertThat(written(asking(""), HOST)).contains("\"Runtime\":\"cofferdam\"");
    }

    @Test
    void has_what_its_creators_role_says() {
      NamespaceHost shifted = host(Contain.PREFERRED, Mode.ROOT_SHIFT, true, Wrapping.PRESENT);
      assertThat(asking("").namespace(shifted).mode()).isEqualTo(Mode.ROOT_SHIFT);
    }

    @ParameterizedTest
    @EnumSource(
        value = Wrapping.class,
        names = {"ABSENT", "REMAPPED"})
    void stays_as_the_engine_makes_it_where_it_cannot_have_one(Wrapping wrapping) {
      ContainerNamespace namespace = asking("").namespace(HOST.with(wrapping));
      assertThat(namespace.isContained()).isFalse();
      assertThat(namespace.label()).isEqualTo("engine");
      assertThat(namespace.notes()).isEmpty();
      assertThat(written(asking(""), HOST.with(wrapping))).doesNotContain("Runtime", "Userns");
    }

    @Test
    void is_warned_of_that_where_the_site_asked_for_containment() {
      NamespaceHost told = host(Contain.PREFERRED, Mode.PRIVATE, true, Wrapping.ABSENT);
      assertThat(asking("").namespace(told).notes())
          .singleElement()
          .asString()
          .contains("no user namespace")
          .contains("no runtime cofferdam");
    }

    @Test
    void is_refused_there_where_the_site_requires_it() {
      NamespaceHost required = host(Contain.REQUIRED, Mode.PRIVATE, true, Wrapping.ABSENT);
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> asking("").namespace(required))
          .withMessageContaining("contain: required")
          .withMessageContaining("no runtime cofferdam");
      assertThat(mode(Mode.HOST).namespace(required).mode()).isEqualTo(Mode.HOST);
    }

    @Test
    void is_as_the_engine_makes_it_where_the_site_says_off() {
      NamespaceHost off = host(Contain.OFF, Mode.PRIVATE, true, Wrapping.PRESENT);
      assertThat(asking("").namespace(off).isContained()).isFalse();
      assertThat(asking("").namespace(off).notes()).isEmpty();
      assertThat(asking("'Privileged':true").namespace(off).label()).isEqualTo("engine");
    }
  }

  @Nested
  class A_mode {
    @ParameterizedTest
    @EnumSource(Mode.class)
    void is_asked_for_in_either_spelling_and_the_engine_never_sees_it(Mode mode) {
      for (String sign : new String[] {"=", ":"}) {
        ContainerCreate create =
            asking("'SecurityOpt':['userns" + sign + mode.id() + "','no-new-privileges']");
        assertThat(create.namespace(HOST).mode()).isEqualTo(mode);
        assertThat(create.namespace(HOST).label()).isEqualTo(mode.id());
        assertThat(written(create, HOST))
            .contains("\"SecurityOpt\":[\"no-new-privileges\"]")
            .doesNotContain("userns" + sign);
      }
    }

    @ParameterizedTest
    @CsvSource({
      "PRIVATE, PRIVATE, ''",
      "PRIVATE, IDENTITY, ''",
      "ROOT_SHIFT, PRIVATE, userns:root-shift",
      "ROOT_SHIFT, ROOT_SHIFT, ''",
      "IDENTITY, PRIVATE, userns:identity",
      "USER, PRIVATE, userns:user",
      "HOST, PRIVATE, userns:host",
      "HOST, IDENTITY, userns:host",
      "HOST, HOST, ''"
    })
    void takes_a_privilege_where_it_is_weaker_than_private_and_not_the_roles(
        Mode asked, Mode standard, String privilege) {
      HostFacts facts =
          HostFacts.standard()
              .withNamespaces(host(Contain.PREFERRED, standard, false, Wrapping.PRESENT));
      assertThat(Privileges.of(mode(asked), facts).stream().map(Privilege::name))
          .filteredOn(name -> name.startsWith("userns:"))
          .containsExactlyElementsOf(
              privilege.isEmpty() ? java.util.List.of() : java.util.List.of(privilege));
    }

    @Test
    void that_is_the_hosts_is_what_docker_calls_so() {
      ContainerCreate create = asking("'UsernsMode':'host'");
      assertThat(create.namespace(HOST)).isEqualTo(mode(Mode.HOST).namespace(HOST));
      assertThat(written(mode(Mode.HOST), HOST))
          .contains("\"UsernsMode\":\"host\"")
          .doesNotContain("Runtime");
      assertThat(Privileges.of(create))
          .contains(new Privilege("userns:host", Confinement.SUPER_PRIVILEGED));
    }

    @Test
    void that_is_the_hosts_has_a_plan_where_the_engine_would_wrap_it() {
      assertThat(written(mode(Mode.HOST), HOST.with(Wrapping.STANDARD)))
          .contains("\"Runtime\":\"cofferdam\"");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "'SecurityOpt':['userns=private','userns=host']",
          "'UsernsMode':'host','SecurityOpt':['userns=private']",
          "'SecurityOpt':['userns=Private']",
          "'SecurityOpt':['userns=']"
        })
    void that_is_none_or_two_is_refused(String hostConfig) {
      assertThatExceptionOfType(MalformedBody.class).isThrownBy(() -> asking(hostConfig));
    }

    @Test
    void that_cannot_be_had_is_refused_and_not_left_out() {
      for (NamespaceHost at :
          new NamespaceHost[] {
            HOST.with(Wrapping.ABSENT),
            HOST.with(Wrapping.REMAPPED),
            host(Contain.OFF, Mode.PRIVATE, true, Wrapping.PRESENT)
          }) {
        assertThatExceptionOfType(MalformedBody.class)
            .isThrownBy(() -> mode(Mode.PRIVATE).namespace(at))
            .withMessageContaining("userns=private cannot be had");
      }
    }
  }

  @Nested
  class What_cannot_work {
    @ParameterizedTest
    @ValueSource(
        strings = {"'Privileged':true", "'PidMode':'host'", "'IpcMode':'host'", "'Runtime':'runc'"})
    void is_refused_in_a_namespace_and_not_in_the_hosts(String hostConfig) {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> asking(hostConfig).namespace(HOST))
          .withMessageContaining("in a user namespace (mode private)")
          .withMessageContaining("--userns=host");
      ContainerCreate host = asking(hostConfig + ",'UsernsMode':'host'");
      assertThat(host.namespace(HOST).mode()).isEqualTo(Mode.HOST);
      assertThat(asking(hostConfig).namespace(HOST.with(Wrapping.ABSENT)).mode())
          .isEqualTo(Mode.HOST);
    }

    @Test
    void is_not_refused_where_no_engine_was_asked_and_nothing_was_asked_for() {
      assertThat(asking("'Privileged':true").namespace(NamespaceHost.usual()).mode())
          .isEqualTo(Mode.PRIVATE);
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() ->
              asking("'Privileged':true,'SecurityOpt':['userns=private']")
                  .namespace(NamespaceHost.usual()));
    }
  }

  @Nested
  class Owners_of_mounts {
    @Test
    void are_options_that_the_engine_never_sees() {
      ContainerCreate create =
          asking("'Binds':['/srv/a:/a:ro,U','data:/d:idmap,nocopy','/srv/b:/b:z']");
      assertThat(create.mounts())
          .extracting(MountRequest::ownership)
          .containsExactly(Ownership.CHOWN, Ownership.IDMAP, Ownership.UNSAID);
      assertThat(written(create, HOST))
          .contains("\"Binds\":[\"/srv/a:/a:ro\",\"data:/d:nocopy\",\"/srv/b:/b:z\"]");
    }

    @Test
    void take_a_privilege_to_be_changed_on_the_host() {
      assertThat(Privileges.of(asking("'Binds':['/srv/a:/a:U','data:/d:U','/root/x:/x:U']")))
          .contains(
              new Privilege("chown:/srv/a", Confinement.PRIVILEGED),
              new Privilege("chown:data", Confinement.PRIVILEGED),
              new Privilege("chown:/root/x", Confinement.SUPER_PRIVILEGED));
      assertThat(Privileges.of(asking("'Binds':['/srv/a:/a:idmap']")).stream())
          .noneMatch(privilege -> privilege.name().startsWith("chown:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/etc", "/etc/x", "/usr", "/var", "/home", "/var/lib/docker/x"})
    void are_not_changed_of_what_is_the_hosts_own(String path) {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> asking("'Binds':['" + path + ":/x:U']").namespace(HOST))
          .withMessageContaining("is the host's own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"U", "idmap"})
    void are_refused_where_there_is_no_namespace(String option) {
      ContainerCreate create =
          asking("'Binds':['/srv/a:/a:" + option + "'],'SecurityOpt':['userns=host']");
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> create.namespace(HOST))
          .withMessageContaining("HostConfig.Binds[0]");
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() ->
              asking("'Binds':['/srv/a:/a:" + option + "']").namespace(HOST.with(Wrapping.ABSENT)));
    }

    @Test
    void are_one_thing_only() {
      assertThatExceptionOfType(MalformedBody.class)
          .isThrownBy(() -> asking("'Binds':['/srv/a:/a:U,idmap']"));
    }
  }
}
