package dev.cofferdam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cofferdam.docker.Resource;
import dev.cofferdam.policy.CaseFile.Asked;
import dev.cofferdam.policy.CaseFile.Decision;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Cases next to a policy. */
class CaseFileTest {
  private static final String ONE =
      """
      version: 1
      policy: three-admins.yaml
      exists:
        containers:
          - {name: web-1, image: nginx, owner: admin1}
        volumes: [data]
        networks: [{name: back, owner: admin1}]
        images: [nginx]
      cases:
        - name: a restart
          as: {user: admin1, groups: [web]}
          docker: restart "web 1"
          expect: allow
          rule: web-operator/1
        - as: admin2
          request:
            method: POST
            path: /containers/create
            body: {Image: foobar, HostConfig: {Memory: 1024, Privileged: true, Binds: ["/:/host"]}}
          exists:
            containers: [other]
          now: 2026-01-31T18:00:00Z
          expect: deny
          reason: privileged
      """;

  private static CaseFile parse(String yaml) throws PolicyException {
    return CaseFile.parse(yaml, "x.cases.yaml");
  }

  @Test
  void every_key_is_read() throws Exception {
    CaseFile file = parse(ONE);
    assertThat(file.policy()).contains("three-admins.yaml");
    CaseFile.Case first = file.cases().get(0);
    assertThat(first.line()).isEqualTo(10);
    assertThat(first.name()).isEqualTo("a restart");
    assertThat(first.caller().groups()).containsExactly("web");
    assertThat(first.asked()).isEqualTo(new Asked.Command(List.of("restart", "web 1")));
    assertThat(first.expected())
        .isEqualTo(
            new CaseFile.Expected(Decision.ALLOW, Optional.of("web-operator/1"), Optional.empty()));
    CaseFile.Case second = file.cases().get(1);
    assertThat(second.asked())
        .isEqualTo(
            new Asked.Request(
                "POST",
                "/containers/create",
                Optional.of(
                    "{\"Image\":\"foobar\",\"HostConfig\":{\"Memory\":1024,\"Privileged\":true,"
                        + "\"Binds\":[\"/:/host\"]}}")));
    assertThat(first.now()).isEmpty();
    assertThat(second.now()).contains(java.time.Instant.parse("2026-01-31T18:00:00Z"));
    assertThat(second.expected().reason()).contains("privileged");
  }

  @Test
  void what_exists_for_a_case_is_there_besides_what_exists_for_all() throws Exception {
    List<CaseFile.Case> cases = parse(ONE).cases();
    assertThat(cases.get(0).existing().containers())
        .extracting(Resource.Container::name, Resource.Container::image)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("web-1", "docker.io/library/nginx:latest"));
    assertThat(cases.get(1).existing().containers())
        .extracting(Resource.Container::name)
        .containsExactly("other", "web-1");
    assertThat(cases.get(0).existing().networks().getFirst().owner()).contains("admin1");
    assertThat(cases.get(0).existing().volumes().getFirst().owner()).isEmpty();
  }

  @Nested
  class A_mistake {
    private void isFound(String yaml, String problem) {
      assertThatThrownBy(() -> parse(yaml))
          .isInstanceOf(PolicyException.class)
          .hasMessageContaining("x.cases.yaml:")
          .hasMessageContaining(problem);
    }

    @Test
    void in_a_key_is_named_with_its_place() {
      isFound(ONE.replace("docker:", "docket:"), ":12:5: error: unknown key \"docket\"");
    }

    @Test
    void in_a_decision_is_named_with_what_is_possible() {
      isFound(ONE.replace("expect: allow", "expect: alow"), "did you mean \"allow\"?");
    }

    @Test
    void is_a_case_that_asks_nothing_or_two_things() {
      isFound(ONE.replace("    docker: restart \"web 1\"\n", ""), "a case asks something");
      isFound(
          ONE.replace("    docker:", "    request: {method: GET, path: /}\n    docker:"),
          "either docker or request");
    }

    @Test
    void is_a_reason_for_what_is_allowed() {
      isFound(ONE.replace("rule: web-operator/1", "reason: x"), "only a refusal has a reason");
    }

    @Test
    void is_a_quote_without_an_end() {
      isFound(ONE.replace("restart \"web 1\"", "'restart \"web'"), "the quote \" has no end");
    }

    @Test
    void is_an_image_that_is_no_reference_and_an_id_that_is_none() {
      isFound(ONE.replace("image: nginx", "image: NGINX"), "x.cases.yaml:5:");
      isFound(ONE.replace("name: back", "name: back, id: abc"), "an id is 64 hexadecimal digits");
    }

    @Test
    void is_a_time_that_is_none() {
      isFound(ONE.replace("18:00:00Z", "18:00"), "no time: write it as");
    }

    @Test
    void is_a_file_without_cases() {
      isFound("version: 1\n", "the key \"cases\" is missing");
    }
  }

  @Test
  void words_are_split_as_a_shell_does() {
    assertThat(ShellWords.of("run  -e 'A=b c' --name=\"x\\\"y\" a\\ b ''"))
        .containsExactly("run", "-e", "A=b c", "--name=x\"y", "a b", "");
  }
}
