package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of requests that the rules refuse, for those whose roles are on trial. */
@Timeout(240)
class TrialTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        observed: {mode: observe, rules: [{allow: [container.list], containers: ["web-*"]}]}
        warned: {mode: warn, rules: [{allow: [container.list], containers: ["web-*"]}]}
        strict: [{deny: [container.stop]}, {allow: [container.list]}]
      bindings:
        - {role: observed, to: ["user:olga"]}
        - {role: warned, to: ["user:wanda"]}
        - {role: strict, to: ["user:wanda", "user:stan"]}
      """;

  private static final String BODY = "{\"Image\":\"foobar\"}";

  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.policies.replace(Files.writeString(directory.resolve("trial.yaml"), POLICY));
    running.engine.json("POST /containers/" + StubEngine.WEB + "/start", "{}");
    running.engine.json("POST /containers/" + StubEngine.WEB + "/stop", "{}");
    running.engine.json("GET /images/foobar/json", "{\"Id\":\"sha256:1\",\"RepoTags\":[]}");
    running.engine.json("POST /containers/create", "{\"Id\":\"c1\",\"Warnings\":[\"own\"]}");
    running.engine.json("POST /networks/create", "{\"Id\":\"n1\",\"Warning\":\"\"}");
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private RawClient.Reply ask(String user, String request) throws Exception {
    running.user = user;
    try (RawClient client = running.connect()) {
      return client.send(request).reply();
    }
  }

  private LogRecord decision() throws Exception {
    running.assertPaired(1);
    return running.records().getFirst();
  }

  @Test
  void who_is_warned_is_told_in_a_field_and_the_record_says_why() throws Exception {
    RawClient.Reply reply = ask("wanda", RawClient.request("POST /v1.41/containers/web-1/start"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.head())
        .contains("cofferdam-warning: cofferdam: no rule lets wanda start container:web-1; this");
    LogRecord decision = decision();
    assertThat(decision.text("decision")).isEqualTo("allow");
    assertThat(decision.text("mode")).isEqualTo("warn");
    assertThat(decision.text("reason")).isEqualTo("no rule lets wanda start container:web-1");
  }

  @Test
  void who_is_observed_is_told_nothing() throws Exception {
    RawClient.Reply reply = ask("olga", RawClient.json("POST /v1.41/containers/create", BODY));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.head()).doesNotContain("warning");
    assertThat(reply.body()).isEqualTo("{\"Id\":\"c1\",\"Warnings\":[\"own\"]}");
    assertThat(decision().text("mode")).isEqualTo("observe");
  }

  @Test
  void a_warning_joins_those_of_the_engine() throws Exception {
    RawClient.Reply reply = ask("wanda", RawClient.json("POST /v1.41/containers/create", BODY));
    assertThat(reply.body())
        .startsWith("{\"Id\":\"c1\",\"Warnings\":[\"own\",\"cofferdam: no rule lets wanda create ")
        .endsWith(")\"]}");
    running.assertPaired(1);
    assertThat(running.outcome().text("created")).isEqualTo("c1");
  }

  @Test
  void a_warning_is_a_sentence_where_the_engine_has_one() throws Exception {
    RawClient.Reply reply =
        ask("wanda", RawClient.json("POST /v1.41/networks/create", "{\"Name\":\"n\"}"));
    assertThat(reply.body()).startsWith("{\"Id\":\"n1\",\"Warning\":\"cofferdam: no rule lets ");
  }

  @Test
  void what_an_enforced_role_denies_is_refused() throws Exception {
    assertThat(ask("wanda", RawClient.request("POST /v1.41/containers/web-1/stop")).status())
        .isEqualTo(403);
    assertThat(running.engine.forwarded()).isEmpty();
    assertThat(decision().text("mode")).isEmpty();
  }

  @Test
  void what_is_not_understood_is_refused() throws Exception {
    assertThat(
            ask("olga", RawClient.json("POST /v1.41/containers/create", "{\"image\":\"x\"}"))
                .status())
        .isEqualTo(400);
    assertThat(running.engine.forwarded()).isEmpty();
  }

  @Test
  void a_list_is_shown_whole() throws Exception {
    String all =
        "[{\"Id\":\"%s\",\"Names\":[\"/other\"],\"Image\":\"x\"}]".formatted(StubEngine.OTHER);
    running.engine.json("GET /containers/json", all);
    assertThat(ask("olga", RawClient.request("GET /v1.41/containers/json")).body().strip())
        .isEqualTo(all);
    assertThat(decision().text("reason")).contains("in part only");
  }

  @Test
  void every_decision_names_the_version_of_the_policy() throws Exception {
    ask("stan", "nonsense\r\n\r\n");
    running.awaitQuiet();
    assertThat(decision().text("policy")).isEqualTo(running.policies.policy().version());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"Warnings\":null}; {\"Warnings\":[\"w\"]}",
        "{\"Warnings\":[]}; {\"Warnings\":[\"w\"]}",
        "{\"Warnings\":[\"a\",\"b\"]}; {\"Warnings\":[\"a\",\"b\",\"w\"]}",
        "{\"Warnings\":{\"a\":[1]},\"B\":2}; {\"Warnings\":[\"w\"],\"B\":2}",
        "{\"ID\":\"x\",\"A\":{\"b\":[1,{}]}}; {\"ID\":\"x\",\"A\":{\"b\":[1,{}]},\"Warnings\":[\"w\"]}",
        "[]; []",
        "{\"Warnings\":[; {\"Warnings\":["
      })
  void a_warning_is_added_to_whatever_an_engine_answers(String answer, String expected) {
    byte[] changed = WarningField.LIST.add(answer.getBytes(StandardCharsets.UTF_8), "w");
    assertThat(new String(changed, StandardCharsets.UTF_8)).isEqualTo(expected);
  }
}
