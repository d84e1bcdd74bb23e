package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatewayStatusTest {
  static final String JSON =
      """
      {"version":"0.1.0","pid":42,"started":"2026-01-31T08:00:00Z",
       "engine":{"address":"unix:///e.sock","reachable":true,"version":"20.10.24","api_version":"1.41","message":null},
       "socket":"/run/cofferdam/docker.sock",
       "policy":{"file":"/p.yaml","version":"abc123","loaded":"2026-01-31T08:00:00Z","roles":3,"modes":{"enforce":3,"warn":0,"observe":0},"bindings":4,"last_error":""},
       "namespaces":{"contain":"preferred","runtime":"present"},
       "sessions":{"connections":5,"requests":6,"streams":7},
       "audit":[{"sink":"file:/a","required":true,"healthy":true,"message":"","queued":0,"written":9,"lost":0}],
       "self_filter":{"on":true,"calls":150,"known_calls":385},
       "hazards":[]}
      """;

  @Nested
  final class The_text {
    @Test
    void says_what_is_guarded_with_which_policy_and_what_is_open() throws Json.Unexpected {
      assertThat(StatusText.of(GatewayStatus.parse(JSON)))
          .containsExactly(
              "Cofferdam 0.1.0 runs since 2026-01-31T08:00:00Z (pid 42)",
              "  socket     unix:///run/cofferdam/docker.sock",
              "  engine     unix:///e.sock, version 20.10.24, API 1.41",
              "  policy     /p.yaml (version abc123, roles: 3, bindings: 4, loaded"
                  + " 2026-01-31T08:00:00Z)",
              "  sessions   connections: 5, requests: 6, streams: 7",
              "  audit      file:/a (required) works; 9 written, 0 waiting",
              "  containers have user namespaces of their own",
              "  itself     may make 150 of 385 system calls",
              "  around it  no way around the gateway was found");
    }

    @Test
    void names_each_way_around_the_gateway_and_its_remedy() throws Json.Unexpected {
      String json =
          JSON.replace("\"hazards\":[]", "\"hazards\":[{\"what\":\"W\",\"remedy\":\"R\"}]");

      assertThat(StatusText.of(GatewayStatus.parse(json)))
          .containsSequence("  around it  W", "               R");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "preferred | absent   | NO user namespace of their own: the engine has no runtime",
          "preferred | remapped | NO user namespace of their own: the engine has userns-remap",
          "required  | absent   | are NOT CREATED (contain: required)",
          "required  | standard | have user namespaces of their own",
          "off       | present  | the policy says contain: off",
          "preferred | unknown  | the engine does not say"
        })
    void says_whether_containers_have_user_namespaces(String contain, String runtime, String said)
        throws Json.Unexpected {
      String json =
          JSON.replace("preferred", contain).replace("\"present\"", "\"" + runtime + "\"");

      assertThat(StatusText.of(GatewayStatus.parse(json)))
          .anyMatch(line -> line.startsWith("  containers ") && line.contains(said));
    }

    @Test
    void says_loudly_that_the_gateway_is_under_no_filter() throws Json.Unexpected {
      String json = JSON.replace("\"on\":true", "\"on\":false");

      assertThat(StatusText.of(GatewayStatus.parse(json)))
          .contains(
              "  itself     may make EVERY system call: it was started with --no-self-filter");
    }

    @Test
    void says_how_many_roles_are_not_enforced() throws Json.Unexpected {
      String json =
          JSON.replace(
              "{\"enforce\":3,\"warn\":0,\"observe\":0}",
              "{\"enforce\":1,\"warn\":2,\"observe\":0}");

      assertThat(StatusText.of(GatewayStatus.parse(json)))
          .contains("             roles that are enforced: 1, that warn: 2, that observe: 0");
    }

    @Test
    void shows_an_engine_a_sink_and_a_policy_that_fail() throws Json.Unexpected {
      String json =
          JSON.replace("\"reachable\":true", "\"reachable\":false")
              .replace("\"message\":null", "\"message\":\"refused\"")
              .replace(
                  "\"healthy\":true,\"message\":\"\"", "\"healthy\":false,\"message\":\"full\"")
              .replace("\"lost\":0", "\"lost\":2")
              .replace("\"last_error\":\"\"", "\"last_error\":\"/p.yaml:1:2: no\"");

      assertThat(String.join("\n", StatusText.of(GatewayStatus.parse(json))))
          .contains("DOES NOT ANSWER: refused")
          .contains("FAILS: full")
          .contains("2 LOST")
          .contains("/p.yaml:1:2: no")
          .contains("the one above stays in force");
    }

    @Test
    void keeps_control_characters_from_the_terminal() throws Json.Unexpected {
      String json = JSON.replace("unix:///e.sock", "unix:///e\\u001b[2Jsock");

      assertThat(String.join("", StatusText.of(GatewayStatus.parse(json))))
          .contains("e?[2Jsock")
          .doesNotContain("\u001b");
    }
  }

  @Nested
  final class A_status_is_refused {
    @Test
    void without_a_field() {
      refused(JSON.replace("\"pid\":42,", ""), "`pid` is missing");
    }

    @Test
    void with_a_field_of_another_type() {
      refused(JSON.replace("\"reachable\":true", "\"reachable\":1"), "`engine.reachable` is not");
      refused(JSON.replace("\"written\":9", "\"written\":\"9\""), "`audit[0].written` is not");
    }

    @Test
    void with_a_key_twice() {
      refused(JSON.replace("\"pid\":42", "\"pid\":42,\"pid\":43"), "the key `pid` twice");
    }

    @Test
    void when_it_goes_on_after_its_end() {
      refused(JSON + "{}", "after its end");
    }

    @Test
    void when_it_is_not_json() {
      refused("", "empty");
      refused("{", "not JSON");
      refused("[".repeat(100), "too deeply");
    }

    private static void refused(String json, String message) {
      assertThatThrownBy(() -> GatewayStatus.parse(json))
          .isInstanceOf(Json.Unexpected.class)
          .hasMessageContaining(message);
    }
  }

  @FuzzTest
  void any_text_is_a_status_or_unexpected(byte[] bytes) {
    String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    try {
      assertThat(GatewayStatus.parse(text)).isNotNull();
    } catch (Json.Unexpected e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
