package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** To the engine the id of an exec is all that it takes to run what somebody else prepared. */
@OnSite
@Tag("C15")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecOwnerTest {
  private static final String START = "{\"Detach\":true}";

  private final Engine engine;
  private final Gateway gateway;

  ExecOwnerTest(Site site) {
    this.engine = site.engine();
    this.gateway =
        Gateway.start(
            site.newHome("gateway"), engine.socket(), Policies.everyOperation("restricted"));
  }

  @BeforeAll
  void there_is_a_container() {
    Containers.service(engine, "victim", "foobar");
    engine.docker().orFail("exec", "victim", "sh", "-c", "mkdir -p /tmp && chmod 1777 /tmp");
  }

  @AfterAll
  void stop() {
    gateway.close();
    engine.removeAllContainers();
  }

  /** A process that leaves a file behind if it is run, made at the engine by somebody else. */
  private String prepared(String file, String user) {
    RawHttp.Answer answer =
        RawHttp.request(
            engine.socket(),
            "POST",
            "/v1.41/containers/victim/exec",
            "{\"Cmd\":[\"touch\",\"/tmp/%s\"],\"User\":\"%s\"}".formatted(file, user));
    return Json.object(answer.body()).getOrDefault("Id", "").toString();
  }

  private boolean ran(String file) {
    return engine.docker().run("exec", "victim", "test", "-e", "/tmp/" + file).succeeded();
  }

  @Test
  void a_process_of_somebody_else_with_more_than_one_may_is_not_started() {
    String direct = prepared("direct", "root");
    assertThat(
            RawHttp.request(engine.socket(), "POST", "/v1.41/exec/" + direct + "/start", START)
                .status())
        .isEqualTo(200);
    Await.until("the engine starts it", Command.LIMIT, () -> ran("direct"));
    String guarded = prepared("guarded", "root");
    RawHttp.Answer answer =
        RawHttp.request(gateway.socket(), "POST", "/v1.41/exec/" + guarded + "/start", START);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.message()).contains("user:root");
    assertThat(ran("guarded")).isFalse();
  }

  @Test
  void a_process_with_no_more_than_one_may_is_started_whoever_made_it() {
    String ordinary = prepared("ordinary", "1000");
    assertThat(
            RawHttp.request(gateway.socket(), "POST", "/v1.41/exec/" + ordinary + "/start", START)
                .status())
        .isEqualTo(200);
    Await.until("it is started", Command.LIMIT, () -> ran("ordinary"));
  }
}
