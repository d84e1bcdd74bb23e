package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A build's containers are containers. */
class BuildPrivilegesTest {
  private static ApiCall build(String parameter, String value) {
    StringBuilder target = new StringBuilder("/build?" + parameter + "=");
    Query.escape(value.replace('\'', '"'), target);
    return Samples.post(target.toString());
  }

  private static List<String> asked(String parameter, String value) {
    return Privileges.of(build(parameter, value)).stream()
        .map(Privilege::name)
        .filter(name -> !name.equals("build"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "networkmode | host | 'NetworkMode':'host'",
        "networkmode | container:web | 'NetworkMode':'container:web'",
        "networkmode | ns:/proc/1/ns/net | 'NetworkMode':'ns:/proc/1/ns/net'",
        "networkmode | backend | 'NetworkMode':'backend'",
        "networkmode | none | 'NetworkMode':'none'",
        "cgroupparent | /other | 'CgroupParent':'/other'",
        "shmsize | 1073741824 | 'ShmSize':1073741824",
        "extrahosts | a:10.0.0.1 | 'ExtraHosts':['a:10.0.0.1']",
        "securityopt | seccomp=unconfined | 'SecurityOpt':['seccomp=unconfined']",
        "securityopt | apparmor=x | 'SecurityOpt':['apparmor=x']",
        "securityopt | other=x | 'SecurityOpt':['other=x']",
      })
  void what_a_container_needs_a_build_needs_by_the_same_name(
      String parameter, String value, String field) {
    assertThat(asked(parameter, value)).isEqualTo(Bodies.asked(Bodies.host(field)));
  }

  @Test
  void ulimits_and_labels_have_the_same_names_too() {
    String ulimits = "[{'Name':'rtprio','Soft':1,'Hard':2}]";
    assertThat(asked("ulimits", ulimits))
        .isEqualTo(Bodies.asked(Bodies.host("'Ulimits':" + ulimits)))
        .containsExactly("ulimit:rtprio=1:2");
    String labels = "{'traefik.enable':'true'}";
    assertThat(asked("labels", labels))
        .isEqualTo(Bodies.asked(Bodies.container("'Labels':" + labels)));
  }

  @Test
  void a_plain_build_is_the_privilege_build_alone() {
    assertThat(asked("t", "foobar")).isEmpty();
    assertThat(Privileges.of(Samples.post("/build")))
        .containsExactly(new Privilege("build", Confinement.PRIVILEGED));
  }

  @Test
  void another_reader_of_the_dockerfile_is_super_privileged() {
    assertThat(asked("buildargs", "{'BUILDKIT_SYNTAX':'evil/frontend'}"))
        .containsExactly("build-arg:BUILDKIT_SYNTAX");
    assertThat(asked("buildargs", "{'HTTP_PROXY':'x'}")).isEmpty();
  }

  @Test
  void it_names_the_images_and_the_container_that_it_uses() {
    assertThat(BuildQuery.cacheFrom(build("cachefrom", "['a','b:1']").query()))
        .containsExactly("a", "b:1");
    assertThat(BuildQuery.joinedContainer(build("networkmode", "container:web").query()))
        .contains("web");
    assertThat(BuildQuery.network(build("networkmode", "backend").query())).contains("backend");
    assertThat(BuildQuery.network(build("networkmode", "host").query())).isEmpty();
    assertThatThrownBy(
            () -> BuildQuery.joinedContainer(build("networkmode", "container:a b").query()))
        .isInstanceOf(MalformedBody.class);
  }

  @Test
  void labels_that_a_commit_sets_by_instructions_are_weighed() {
    ApiCall commit =
        Samples.post(
            "/commit?container=a&changes=ENV+A%3Db%0ALABEL+a%3Db+%22traefik.enable%22%3D1");
    assertThat(Privileges.of(commit))
        .extracting(Privilege::name)
        .containsExactly("trusted-label:traefik.enable");
  }
}
