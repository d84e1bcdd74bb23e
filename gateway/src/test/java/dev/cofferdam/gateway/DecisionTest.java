package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is decided and recorded for requests as the engine then gets them. */
@Timeout(240)
class DecisionTest {
  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.engine.json("POST /containers/" + StubEngine.WEB + "/start", "{}");
    running.engine.json("POST /containers/" + StubEngine.OTHER + "/start", "{}");
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private RawClient.Reply ask(String line) throws Exception {
    try (RawClient client = running.connect()) {
      return client.ask(line).reply();
    }
  }

  @Test
  void a_policy_that_comes_into_force_halfway_decides_on_the_next_request_only() throws Exception {
    running.user = "newcomer";
    Path next =
        Files.writeString(
            directory.resolve("next.yaml"),
            Files.readString(running.policy).replace("user:webber", "user:newcomer"));
    running.afterResolving =
        () -> {
          try {
            running.policies.replace(next);
          } catch (Exception broken) {
            throw new IllegalStateException(broken);
          }
        };
    assertThat(ask("POST /v1.41/containers/other/start").status()).isEqualTo(403);
    assertThat(running.engine.forwarded()).isEmpty();
    assertThat(ask("POST /v1.41/containers/web-1/start").status()).isEqualTo(200);
    assertThat(ask("POST /v1.41/containers/other/start").status()).isEqualTo(403);
    running.assertPaired(3);
  }

  @Test
  void a_fault_of_ours_ends_the_connection_and_forwards_nothing() throws Exception {
    running.afterResolving =
        () -> {
          throw new StackOverflowError("a fault that no stage catches");
        };
    try (RawClient client = running.connect()) {
      client.ask("POST /v1.41/containers/web-1/start");
      assertThat(client.rest()).isEmpty();
    }
    running.awaitQuiet();
    assertThat(running.engine.forwarded()).isEmpty();
    assertThat(running.outcome().text("result")).isEqualTo("failed");
    running.assertPaired(1);
  }

  @Test
  void a_name_goes_to_the_engine_as_the_id_that_was_decided_on() throws Exception {
    running.user = "webber";
    assertThat(ask("POST /v1.41/containers/web-1/start").status()).isEqualTo(200);
    assertThat(running.engine.forwarded().getFirst().path())
        .isEqualTo("/containers/" + StubEngine.WEB + "/start");
  }

  @Test
  void a_container_is_not_renamed_out_of_the_callers_reach() throws Exception {
    running.user = "webber";
    assertThat(ask("POST /v1.41/containers/web-1/rename?name=db").status()).isEqualTo(403);
    assertThat(running.engine.forwarded()).isEmpty();
  }

  @Test
  void a_list_holds_what_the_caller_may_see_byte_for_byte() throws Exception {
    running.user = "webber";
    String web =
        "{\"Id\" : \"%s\",\"Names\":[\"/web-1\"],\"Image\":\"x\"}".formatted(StubEngine.WEB);
    String other = web.replace("/web-1", "/other").replace(StubEngine.WEB, StubEngine.OTHER);
    running.engine.json("GET /containers/json", "[" + other + "," + web + "," + web + "]");
    assertThat(ask("GET /v1.41/containers/json").body()).isEqualTo("[" + web + "," + web + "]\n");
    assertThat(ask("GET /v1.41/containers/json?limit=1").body()).isEqualTo("[" + web + "]\n");
    assertThat(running.engine.forwarded().getLast().path()).doesNotContain("limit");
  }

  @Test
  void a_list_that_is_no_list_is_never_passed_on() throws Exception {
    running.user = "webber";
    running.engine.json("GET /containers/json", "{\"Names\":[\"/other\"]}");
    RawClient.Reply reply = ask("GET /v1.41/containers/json");
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.body())
        .contains("the engine's answer has no [ at byte 0, so it is not passed on")
        .doesNotContain("other");
  }

  @Test
  void builds_imports_and_commits_are_recorded_without_what_may_be_secret() throws Exception {
    try (RawClient client = running.connect()) {
      client
          .ask(
              "POST /v1.41/build?buildargs=%7B%22T%22%3A%22hush%22%7D&remote=https%3A%2F%2Fhush%40x%2Fy")
          .reply();
      client.ask("POST /v1.41/images/create?fromSrc=https%3A%2F%2Fu%3Ahush%40x%2Fy").reply();
      client.ask("POST /v1.41/commit?container=web-1&changes=ENV%20T%3Dhush").reply();
    }
    running.assertPaired(3);
    assertThat(running.records())
        .extracting(LogRecord::json)
        .noneMatch(line -> line.contains("hush"));
  }

  @Test
  void credentials_are_never_recorded() throws Exception {
    String credentials = "{\"username\":\"u\",\"password\":\"hush-hush\"}";
    String encoded =
        Base64.getUrlEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    running.engine.json("POST /images/create", "{}");
    running.engine.json(
        "POST /auth", "{\"Status\":\"Login Succeeded\",\"IdentityToken\":\"hush-hush\"}");
    try (RawClient client = running.connect()) {
      client
          .ask("POST /v1.41/images/create?fromImage=foobar&tag=1", "X-Registry-Auth: " + encoded)
          .reply();
      client.send(RawClient.json("POST /v1.41/auth", credentials)).reply();
    }
    running.assertPaired(2);
    assertThat(running.engine.forwarded()).hasSize(2);
    assertThat(running.records())
        .extracting(LogRecord::json)
        .noneMatch(line -> line.contains("hush") || line.contains(encoded));
  }

  @Test
  void a_record_cannot_be_forged_by_what_was_asked() throws Exception {
    try (RawClient client = running.connect()) {
      client.ask("GET /v1.41/containers/x%0A%7B%22kind%22:%22decision%22%7D/json").reply();
    }
    List<LogRecord> records = running.records();
    running.assertPaired(1);
    assertThat(records.size()).isLessThanOrEqualTo(2);
  }
}
