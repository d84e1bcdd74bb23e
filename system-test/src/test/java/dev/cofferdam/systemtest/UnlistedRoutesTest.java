package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that the engine has and its documentation does not, and names that look like ids. */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnlistedRoutesTest {
  private final Site site;
  private final Engine engine;

  /** Root may look at it, and at nothing else. */
  private final Gateway looking;

  private final Gateway everything;

  UnlistedRoutesTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.looking =
        Gateway.start(site.newHome("gateway"), engine.socket(), Policies.lookingForRoot());
    this.everything =
        Gateway.start(site.newHome("gateway"), engine.socket(), Policies.everythingForRoot());
  }

  @AfterAll
  void stop() {
    try (looking) {
      everything.close();
    }
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
  }

  @Tag("P8")
  @ParameterizedTest
  @CsvSource({
    "GET, /debug/pprof/, debug.read",
    "GET, /debug/pprof/heap, debug.read",
    "GET, /debug/pprof/cmdline, debug.read",
    "GET, /debug/vars, debug.read",
    "POST, /grpc, build.grpc",
    "POST, /v1.41/grpc, build.grpc",
    "POST, /session, build.session",
    "POST, /v1.41/session, build.session",
    "OPTIONS, *, system.options",
    "OPTIONS, /v1.41/containers/json, system.options",
    "GET, /v1.41/distribution/foobar/json, distribution.inspect",
    "POST, /v1.41/containers/x/copy, container.copy",
    "GET, /v1.41/events, system.events",
  })
  void needs_a_rule_as_any_other_does(String method, String target, String operation) {
    Trail.Since since = looking.trail().mark();
    RawHttp.Answer answer =
        RawHttp.exchange(
            looking.socket(),
            RawHttp.head(method, target)
                + "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n");
    assertThat(answer.status()).as("%s", answer).isIn(400, 403, 404, 405);
    Await.until("a record", Command.LIMIT, () -> !since.rows().isEmpty());
    Row decision = since.rows().getFirst();
    assertThat(decision.refused()).as("%s", decision).isTrue();
    assertThat(decision.text("operation")).isIn(operation, "unknown");
    since.outcomeOf(decision);
  }

  @Test
  void a_container_cannot_be_renamed_to_what_looks_like_an_id() {
    String id = Containers.created(engine, "web-1", "web");
    Containers.created(engine, "evil", "web");
    for (String name : new String[] {id, id.substring(0, 12), "0123456789ab", id.substring(0, 8)}) {
      RawHttp.Answer answer =
          RawHttp.request(
              everything.socket(), "POST", "/v1.41/containers/evil/rename?name=" + name);
      assertThat(answer.status()).as("%s to %s", answer, name).isIn(400, 403);
    }
    assertThat(engine.exists("evil")).isTrue();
  }

  /** Made past the gateway, as the gateway lets nobody give such a name. */
  @Test
  void a_name_like_the_short_id_of_another_is_decided_as_what_the_engine_means_by_it() {
    String web = Containers.service(engine, "web-1", "web");
    String name = web.substring(0, 12);
    String other = Containers.service(engine, name, "web");
    Docker admin1 = site.docker(Person.ADMIN1);
    Trail.Since since = site.trail().mark();
    Row decision = Refused.require(admin1.run("stop", "-t", "5", name), since);
    assertThat(decision.text("container_id")).isEqualTo(other);
    assertThat(engine.isRunning(other)).isTrue();
    admin1.orFail("stop", "-t", "5", web);
    assertThat(engine.isRunning(web)).isFalse();
    assertThat(engine.isRunning(other)).isTrue();
  }

  /** The engine takes all that is between for the name. */
  @Tag("P4")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1.41/containers/web-1/json/json",
        "GET /v1.41/containers/x/web-1/json",
        "POST /v1.41/containers/web-1/start/start",
        "GET /v1.41/networks/a/b",
      })
  void a_name_with_a_slash_is_no_name(String line) {
    Containers.created(engine, "web-1", "web");
    List<String> words = List.of(line.split(" "));
    RawHttp.Answer direct = RawHttp.request(engine.socket(), words.getFirst(), words.getLast());
    assertThat(direct.message()).doesNotContain("page not found");
    RawHttp.Answer guarded =
        RawHttp.request(everything.socket(), words.getFirst(), words.getLast());
    assertThat(guarded.status()).as("%s", guarded).isEqualTo(404);
    assertThat(guarded.message()).startsWith("the Engine API has no ");
  }

  @Tag("P9")
  @Test
  void a_websocket_is_an_attach() {
    Containers.service(engine, "web-1", "web");
    String request =
        RawHttp.head("GET", "/v1.41/containers/web-1/attach/ws?stream=1&stdin=1&stdout=1")
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://localhost\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    try (RawHttp direct = RawHttp.connect(engine.socket())) {
      direct.send(request);
      assertThat(direct.answerHead().status()).isEqualTo(101);
    }
    try (RawHttp granted = RawHttp.connect(everything.socket())) {
      granted.send(request);
      assertThat(granted.answerHead().status()).isEqualTo(101);
    }
    Trail.Since since = looking.trail().mark();
    assertThat(RawHttp.exchange(looking.socket(), request).status()).isEqualTo(403);
    assertThat(since.decision("container.attach").refused()).isTrue();
  }
}
