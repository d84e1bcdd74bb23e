package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
