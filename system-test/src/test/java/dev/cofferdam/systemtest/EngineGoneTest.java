package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The engine goes away and comes back: the gateway says so, and needs nobody's help. */
@OnSite
class EngineGoneTest {
  private final Site site;

  EngineGoneTest(Site site) {
    this.site = site;
  }

  @Test
  void a_client_is_told_and_served_again_when_the_engine_is_back() {
    Path client = Docker.clients().getFirst();
    try (Engine engine = Engine.start(site.newHome("engine"));
        Gateway gateway =
            Gateway.start(site.newHome("gateway"), engine.socket(), Policies.everythingForRoot())) {
      Docker root = new Docker(client, gateway.socket(), As.root());
      root.orFail("ps");
      try (Running stream = root.start("events")) {
        engine.stop();
        assertThat(stream.ended().exit()).as("a stream of an engine that went").isNotEqualTo(-1);
      }
      Trail.Since since = gateway.trail().mark();
      RawHttp.Answer answer = RawHttp.request(gateway.socket(), "GET", "/v1.41/containers/json");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.message())
          .containsIgnoringCase("engine")
          .contains(engine.socket().toString());
      Row outcome = since.outcomeOf(since.decision("container.list"));
      assertThat(outcome.number("status")).hasValue(502);
      assertThat(outcome.text("result")).isEqualTo("unreachable");
      Finished finished = root.run("ps");
      assertThat(finished.exit()).isNotZero();
      assertThat(finished.err()).contains("Error response from daemon");

      engine.startAgain();
      root.orFail("ps");
    }
  }

  @Test
  void a_gateway_starts_before_its_engine() {
    Path socket = site.newHome("no-engine").resolve("docker.sock");
    try (Gateway gateway =
        Gateway.start(site.newHome("gateway"), socket, Policies.everythingForRoot())) {
      RawHttp.Answer answer = RawHttp.request(gateway.socket(), "GET", "/v1.41/containers/json");
      assertThat(answer.status()).isEqualTo(502);
    }
  }
}
