package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A flood of requests under a role that limits how often its members may ask. */
@Timeout(240)
class RateTest {
  private static final String PING = "GET /v1.41/_ping";

  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.policies.replace(
        Files.writeString(
            directory.resolve("limits.yaml"),
            """
            version: 1
            roles:
              slow:
                rules:
                  - allow: [system.ping]
                limits:
                  rate: 180/m
              boss:
                - allow: ["*"]
            bindings:
              - {role: slow, to: ["user:webber"]}
              - {role: boss, to: ["user:boss"]}
            """));
    running.user = "webber";
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private List<String> refusals() {
    try {
      return running.records().stream()
          .filter(line -> line.text("rule").equals("slow/limits"))
          .map(LogRecord::json)
          .toList();
    } catch (Exception unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private List<Integer> ask(RawClient client, int times) throws Exception {
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      answers.add(client.ask(PING).reply().status());
    }
    return answers;
  }

  @Test
  void a_burst_is_answered_until_it_is_too_many_and_again_after_a_while() throws Exception {
    try (RawClient client = running.connect()) {
      assertThat(ask(client, 180)).containsOnly(200);
      RawClient.Reply refused = client.ask(PING).reply();
      while (refused.status() == 200) { // they come back while they are used up
        refused = client.ask(PING).reply();
      }
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.head()).contains("retry-after: 1\n").doesNotContain("connection: close");
      assertThat(refused.body())
          .contains("webber asks more often than the role slow allows (180/m); try again in 1 s");
      assertThat(ask(client, 1)).containsOnly(200); // a refusal takes a second
    }
  }

  @Test
  void a_refusal_for_the_rate_is_on_record_like_any_other() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      clients.add(running.connect().ask(PING));
    }
    int refused = 0;
    for (RawClient client : clients) {
      refused += client.reply().status() == 429 ? 1 : 0;
      client.close();
    }
    assertThat(refused).isPositive();
    running.awaitQuiet();
    running.assertPaired(200);
    assertThat(refusals()).hasSize(refused).allMatch(line -> line.contains("asks more often"));
    assertThat(running.engine.forwarded()).hasSize(200 - refused);
  }

  @Test
  void nobody_else_is_slowed_down() throws Exception {
    List<RawClient> flood = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      flood.add(running.connect().ask(PING));
    }
    GatewayInTest.await("the flood is refused", () -> !refusals().isEmpty());
    running.user = "boss";
    try (RawClient client = running.connect()) {
      assertThat(ask(client, 50)).containsOnly(200);
    }
    for (RawClient client : flood) {
      client.close();
    }
    running.awaitQuiet();
  }

  @Test
  void a_client_that_leaves_during_the_pause_leaves_nothing_behind() throws Exception {
    for (int i = 0; i < 400; i++) {
      try (RawClient client = running.connect()) {
        client.ask(PING);
      }
    }
    running.awaitQuiet();
    assertThat(running.engine.faults).isEmpty();
  }
}
