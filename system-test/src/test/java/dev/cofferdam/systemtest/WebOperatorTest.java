package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** admin1: start, stop, restart, list, inspect and read logs of {@code web-*}, and nothing else. */
@OnSite
@ParameterizedClass
@MethodSource("dev.cofferdam.systemtest.Docker#clients")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebOperatorTest {
  @Parameter private Path client = Path.of("by JUnit");

  private final Site site;
  private final Engine engine;
  private String web = "";
  private String database = "";

  WebOperatorTest(Site site) {
    this.site = site;
    this.engine = site.engine();
  }

  private Docker docker() {
    return site.docker(Person.ADMIN1, client);
  }

  @BeforeAll
  void there_are_containers() {
    web = Containers.service(engine, "web-1", "web");
    Containers.created(engine, "web-2", "web");
    database = Containers.service(engine, "db-1", "web");
  }

  @AfterAll
  void take_them_away() {
    engine.removeAllContainers();
  }

  @Test
  void stops_starts_and_restarts_a_web_container() {
    docker().orFail("stop", "web-1");
    assertThat(engine.isRunning("web-1")).isFalse();
    docker().orFail("start", "web-1");
    assertThat(engine.isRunning("web-1")).isTrue();
    docker().orFail("restart", "web-1");
    assertThat(engine.isRunning("web-1")).isTrue();
  }

  @Test
  void refers_to_a_web_container_by_full_id_short_id_and_prefix() {
    assertThat(docker().orFail("inspect", "--format={{.Name}}", web)).isEqualTo("/web-1");
    assertThat(docker().orFail("inspect", "--format={{.Name}}", web.substring(0, 12)))
        .isEqualTo("/web-1");
    assertThat(docker().orFail("inspect", "--format={{.Name}}", web.substring(0, 20)))
        .isEqualTo("/web-1");
  }

  @Test
  void reads_logs_of_a_web_container() {
    assertThat(docker().orFail("logs", "web-1")).contains("web is up");
  }

  @Test
  void lists_web_containers_only() {
    assertThat(docker().orFail("ps", "--all", "--format={{.Names}}").lines())
        .containsExactlyInAnyOrder("web-1", "web-2");
    assertThat(docker().orFail("ps", "--format={{.Names}}")).isEqualTo("web-1");
  }

  @Test
  void a_filter_of_the_client_does_not_widen_the_list() {
    assertThat(docker().orFail("ps", "--all", "--filter=name=db", "--format={{.Names}}")).isEmpty();
    assertThat(
            docker()
                .orFail(
                    "ps", "--all", "--filter=name=db", "--filter=name=web", "--format={{.Names}}")
                .lines())
        .containsExactlyInAnyOrder("web-1", "web-2");
  }

  @Test
  void asks_for_the_engines_version() {
    assertThat(docker().orFail("version", "--format={{.Server.Version}}")).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create foobar",
        "create --name web-9 web",
        "run --rm web true",
        "exec web-1 id",
        "rm web-2",
        "rm --force web-1",
        "kill web-1",
        "pause web-1",
        "unpause web-1",
        "rename web-1 web-3",
        "update --restart=always web-1",
        "top web-1",
        "diff web-1",
        "export web-1",
        "commit web-1 web:mine",
        "cp web-1:/etc/passwd -",
        "container prune --force",
        "pull foobar",
        "import - web:mine",
        "tag foobar web",
        "rmi foobar",
        "save foobar",
        "image prune --force",
        "volume create v",
        "volume prune --force",
        "network create n",
        "network connect none web-1",
        "swarm init",
        "plugin ls",
      })
  void may_not(String line) {
    Trail.Since since = site.trail().mark();
    Row decision = Refused.require(docker().run(line.split(" ")), since);
    assertThat(decision.text("user")).isEqualTo(Person.ADMIN1.login());
    assertThat(engine.isRunning("web-1")).isTrue();
    assertThat(engine.exists("web-2")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "stop", "restart", "inspect", "logs"})
  void may_not_touch_another_container_by_whatever_name(String verb) {
    for (String reference :
        new String[] {
          "db-1", database, database.substring(0, 12), database.substring(0, 5), "/db-1"
        }) {
      Trail.Since since = site.trail().mark();
      Row decision = Refused.require(docker().run((verb + " " + reference).split(" ")), since);
      assertThat(decision.text("container_id")).as("resolved %s", reference).isEqualTo(database);
      assertThat(decision.list("resources")).containsExactly("container:db-1");
    }
    assertThat(engine.isRunning("db-1")).isTrue();
  }

  /** The docker client shows no body of an answer to a request to hijack, the engine's neither. */
  @Test
  void may_not_attach_and_is_told_the_status_at_least() {
    Trail.Since since = site.trail().mark();
    Finished finished = docker().run("attach", "--no-stdin", "web-1");
    assertThat(finished.exit()).isNotZero();
    assertThat(finished.err()).contains("403");
    Row decision = since.decision("container.attach");
    assertThat(decision.refused()).isTrue();
    since.outcomeOf(decision);
  }

  @Test
  void a_container_that_is_not_there_is_not_found() {
    Finished finished = docker().run("stop", "web-77");
    assertThat(finished.exit()).isNotZero();
    assertThat(finished.err()).contains("No such container").contains("web-77");
  }
}
