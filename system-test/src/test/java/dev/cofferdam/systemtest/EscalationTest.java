package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an ordinary container does not need, asked for in every way there is: the engine gives it to
 * whoever asks, the gateway to nobody whose rules end below it.
 */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EscalationTest {
  private static final String CREATE = "/v1.41/containers/create?name=hostile";

  private final Engine engine;
  private final Path home;
  private final Gateway baseline;
  private final Gateway restricted;

  EscalationTest(Site site) {
    this.engine = site.engine();
    this.home = site.newDirectory("escalation");
    this.baseline =
        Gateway.start(
            site.newHome("gateway"), engine.socket(), Policies.everyOperation("baseline"));
    this.restricted =
        Gateway.start(
            site.newHome("gateway"), engine.socket(), Policies.everyOperation("restricted"));
    try {
      Files.createSymbolicLink(home.resolve("link"), Path.of("/etc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  void prepare() {
    Containers.service(engine, "victim", "web");
    RawHttp.Answer made =
        RawHttp.request(
            engine.socket(),
            "POST",
            "/v1.41/volumes/create",
            "{\"Name\":\"cofferdam-c6\",\"DriverOpts\":"
                + "{\"type\":\"none\",\"o\":\"bind\",\"device\":\"/etc\"}}");
    assertThat(made.status()).isEqualTo(201);
  }

  @AfterAll
  void stop() {
    engine.removeAllContainers();
    engine.docker().orFail("volume", "rm", "--force", "cofferdam-c6");
    try (baseline) {
      restricted.close();
    }
  }

  @AfterEach
  void clear() {
    removeHostile();
  }

  private void removeHostile() {
    RawHttp.Answer gone =
        RawHttp.request(engine.socket(), "DELETE", "/v1.41/containers/hostile?force=1&v=1");
    assertThat(gone.status()).isIn(204, 404);
  }

  @ParameterizedTest
  @MethodSource("dev.cofferdam.systemtest.Escalations#all")
  void is_given_by_the_engine_and_by_nobody_else(Escalation row) {
    Escalation asked = row.with(prepared());
    RawHttp.Answer direct = RawHttp.request(engine.socket(), "POST", CREATE, asked.body());
    assertThat(direct.status()).as("at the engine: %s", direct).isEqualTo(201);
    assertThat(shown(asked.shown().path())).contains(asked.shown().piece());
    removeHostile();

    Gateway gateway = asked.beyond() == Escalation.Beyond.BASELINE ? baseline : restricted;
    Trail.Since since = gateway.trail().mark();
    RawHttp.Answer guarded = RawHttp.request(gateway.socket(), "POST", CREATE, asked.body());
    assertThat(guarded.status()).as("at the gateway: %s", guarded).isEqualTo(403);
    assertThat(engine.exists("hostile")).isFalse();
    Row decision = since.decision("container.create");
    assertThat(decision.refused()).isTrue();
    assertThat(decision.list("privileges"))
        .anySatisfy(name -> assertThat(name).startsWith(asked.privilege()));
  }

  private Map<String, String> prepared() {
    String id = engine.idOf("victim");
    return Map.of(
        "PREFIX_OF_VICTIM", id.substring(0, 7),
        "VICTIM", id,
        "SOCKET", engine.socket().toString(),
        "LINK", home.resolve("link").toString());
  }

  /** A field of what the engine made, as text. */
  private String shown(String path) {
    Object at =
        Json.object(
            RawHttp.request(engine.socket(), "GET", "/v1.41/containers/hostile/json").body());
    for (String step : List.of(path.split("\\."))) {
      at = at instanceof Map<?, ?> map && map.get(step) != null ? map.get(step) : "";
    }
    return String.valueOf(at);
  }
}
