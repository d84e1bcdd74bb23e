package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two administrators see and touch different parts of what there is. Each test shows first what the
 * engine itself tells or does.
 */
@Tag("C19")
@Tag("C21")
@OnSite
@ParameterizedClass
@MethodSource("dev.cofferdam.systemtest.Docker#clients")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadsTest {
  /** admin1 sees what is called web, admin2 what is his own, with its secrets. */
  private static final String POLICY =
      """
      version: 1
      roles:
        client:
          - allow: [system.ping, system.version]
        web:
          - allow: [container.list, container.inspect, system.events, system.df]
            containers: ["web-*"]
          - allow: [image.list, image.inspect, image.history]
            images: [web]
        owner:
          - allow: [container.list, container.inspect, container.prune, volume.list, volume.inspect,
              volume.prune, network.list, network.inspect, network.prune, system.events, system.df,
              secrets.read]
            owned: true
      bindings:
        - role: client
          to: ["user:cf-test-admin1", "user:cf-test-admin2"]
        - role: web
          to: ["user:cf-test-admin1"]
        - role: owner
          to: ["user:cf-test-admin2"]
      """;

  private static final String OWN = "dev.cofferdam.owner=cf-test-admin2";

  @Parameter private Path client = Path.of("by JUnit");

  private final Site site;
  private final Engine engine;
  private final Docker direct;
  private final Gateway gateway;

  ReadsTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.direct = engine.docker();
    this.gateway = Gateway.start(site.newHome("gateway"), engine.socket(), POLICY);
  }

  private Docker admin1() {
    return site.docker(Person.ADMIN1, client, gateway);
  }

  private Docker admin2() {
    return site.docker(Person.ADMIN2, client, gateway);
  }

  @BeforeAll
  void there_are_objects_of_several() {
    direct.orFail(
        "run", "-d", "--name=web-1", "--env=PASSWORD=hush", "web", "sh", "-c", "sleep 1000 # hush");
    direct.orFail("create", "--name=db-1", "web", "sh", "-c", "true");
    direct.orFail(
        "create", "--name=own-1", "--label=" + OWN, "--env=PASSWORD=mine", "foobar", "true");
    direct.orFail("tag", "web:latest", "secret:latest");
    direct.orFail("volume", "create", "his-volume");
    direct.orFail("volume", "create", "--label=" + OWN, "own-data");
    direct.orFail(
        "volume",
        "create",
        "--label=" + OWN,
        "--opt=type=tmpfs",
        "--opt=device=hush",
        "own-volume");
  }

  @AfterAll
  void take_them_away() {
    gateway.close();
    engine.removeAllContainers();
    direct.orFail("volume", "prune", "--force");
    direct.run("network", "prune", "--force");
    direct.orFail("rmi", "secret:latest");
  }

  @Test
  void lists_hold_what_each_may_see() {
    String names = "--format={{.Names}}";
    assertThat(direct.orFail("ps", "--all", names).lines()).contains("web-1", "db-1", "own-1");
    assertThat(admin1().orFail("ps", "--all", names).lines()).containsExactly("web-1");
    assertThat(admin2().orFail("ps", "--all", names).lines()).containsExactly("own-1");

    String tags = "--format={{.Repository}}";
    assertThat(direct.orFail("images", tags).lines()).contains("web", "secret", "foobar");
    assertThat(admin1().orFail("images", tags).lines()).containsExactly("web");

    assertThat(direct.orFail("volume", "ls", "--quiet").lines())
        .contains("own-volume", "his-volume");
    assertThat(admin2().orFail("volume", "ls", "--quiet").lines())
        .containsExactly("own-data", "own-volume");
  }

  @Test
  void filters_do_not_tell_of_others() {
    assertThat(direct.run("ps", "--filter=since=db-1").exit()).isZero();
    assertThat(direct.run("ps", "--filter=since=no-such").exit()).isNotZero();
    Finished hidden = admin1().run("ps", "--filter=since=db-1");
    Finished absent = admin1().run("ps", "--filter=since=no-such");
    assertThat(hidden.exit()).isEqualTo(absent.exit()).isNotZero();
    assertThat(hidden.err().replace("db-1", "no-such")).isEqualTo(absent.err());
    assertThat(admin1().run("ps", "--filter=since=web-1").exit()).isZero();
  }

  @Test
  void a_network_names_the_containers_that_each_may_see() {
    String containers = "--format={{range .Containers}}{{.Name}} {{end}}";
    direct.orFail("network", "create", "--label=" + OWN, "own-network");
    direct.orFail("network", "create", "his-network");
    try {
      String[] run = {"run", "-d", "--network=own-network", "foobar", "sleep", "1000"};
      direct.orFail("run", "-d", "--name=own-2", "--label=" + OWN, run[2], run[3], run[4], run[5]);
      direct.orFail("run", "-d", "--name=db-2", run[2], run[3], run[4], run[5]);
      assertThat(direct.orFail("network", "inspect", containers, "own-network").split(" "))
          .contains("own-2", "db-2");
      assertThat(admin2().orFail("network", "inspect", containers, "own-network").strip())
          .isEqualTo("own-2");
      assertThat(admin2().orFail("network", "ls", "--format={{.Name}}").lines())
          .containsExactly("own-network");
    } finally {
      direct.run("rm", "--force", "own-2", "db-2");
      direct.orFail("network", "rm", "own-network", "his-network");
    }
  }

  @Test
  void events_come_live_to_whom_they_concern() {
    Instant now = Instant.now();
    String[] listen = {
      "events",
      "--since=%d.%09d".formatted(now.getEpochSecond(), now.getNano()),
      "--format={{.Type}} {{.Action}} {{.Actor.Attributes.name}}"
    };
    direct.orFail("create", "--name=web-mark", "web", "true");
    direct.orFail("create", "--name=own-mark", "--label=" + OWN, "web", "true");
    try (Running all = direct.start(listen);
        Running web = admin1().start(listen);
        Running own = admin2().start(listen)) {
      all.awaitOut("container create own-mark");
      web.awaitOut("container create web-mark");
      own.awaitOut("container create own-mark");
      direct.orFail("exec", "web-1", "sh", "-c", "echo hush");
      direct.orFail("rm", "db-1");
      direct.orFail("create", "--name=db-1", "web", "true");
      direct.orFail("volume", "create", "--label=" + OWN, "own-event");
      direct.orFail("volume", "create", "his-event");
      direct.orFail("rm", "web-mark", "own-mark");
      all.awaitOut("container destroy own-mark");
      web.awaitOut("container destroy web-mark");
      own.awaitOut("container destroy own-mark");
      assertThat(all.out())
          .contains("exec_create: sh -c echo hush", "container destroy db-1", "volume create");
      assertThat(web.out())
          .contains("container exec_create web-1", "container exec_start web-1")
          .doesNotContain("hush", "db-1", "own-", "volume");
      assertThat(own.out())
          .contains("volume create")
          .doesNotContain("web-", "db-1", "his-event", "exec_create");
    } finally {
      direct.run("rm", "--force", "web-mark", "own-mark");
      direct.run("volume", "rm", "own-event", "his-event");
    }
  }

  @Test
  void a_prune_takes_what_is_ones_own() {
    String[] create = {"create", "--label=prune", "--name=his-stopped", "web", "true"};
    direct.orFail(create);
    direct.orFail("container", "prune", "--force", "--filter=label=prune");
    assertThat(engine.exists("his-stopped")).as("the engine takes what the label says").isFalse();
    direct.orFail(create);
    direct.orFail("create", "--label=prune", "--label=" + OWN, "--name=own-stopped", "web", "true");
    direct.orFail("volume", "create", "--label=prune", "his-label");
    direct.orFail("volume", "create", "--label=prune", "--label=" + OWN, "own-label");
    try {
      admin2()
          .orFail(
              "container",
              "prune",
              "--force",
              "--filter=label=prune",
              "--filter=label!=dev.cofferdam.owner=other");
      admin2().orFail("volume", "prune", "--force", "--filter=label=prune");
      admin2().orFail("network", "prune", "--force");
      assertThat(engine.exists("own-stopped")).isFalse();
      assertThat(engine.exists("his-stopped")).isTrue();
      assertThat(engine.exists("own-1")).as("it has not the client's label").isTrue();
      assertThat(direct.orFail("volume", "ls", "--quiet").lines())
          .contains("his-label", "his-volume", "own-volume");
      Trail.Since since = gateway.trail().mark();
      Refused.require(admin1().run("container", "prune", "--force"), since);
    } finally {
      direct.run("rm", "--force", "his-stopped", "own-stopped");
      direct.run("volume", "rm", "his-label", "own-label");
    }
  }

  @Test
  void disk_usage_is_that_of_what_each_may_see() {
    String[] usage = {"system", "df", "--verbose"};
    assertThat(direct.orFail(usage))
        .contains("web-1", "db-1", "own-1", "his-volume", "own-data", "secret");
    assertThat(admin1().orFail(usage))
        .contains("web-1")
        .doesNotContain("db-1", "own-1", "volume ", "secret", "hush");
    assertThat(admin2().orFail(usage))
        .contains("own-1", "own-data")
        .doesNotContain("web-1", "db-1", "his-volume", "secret");
  }

  @Test
  void secrets_are_shown_to_whom_a_rule_allows_it() {
    String env = "--format={{json .Config.Env}} {{json .Args}}";
    assertThat(direct.orFail("inspect", env, "web-1")).contains("PASSWORD=hush", "# hush");
    assertThat(admin1().orFail("inspect", env, "web-1"))
        .contains("\"PASSWORD=")
        .contains("hidden")
        .doesNotContain("hush");
    assertThat(admin1().orFail("ps", "--no-trunc", "--format={{.Command}}"))
        .contains("sh <hidden>")
        .doesNotContain("hush");
    assertThat(admin2().orFail("inspect", env, "own-1")).contains("PASSWORD=mine");

    String options = "--format={{json .Options}}";
    assertThat(direct.orFail("volume", "inspect", options, "own-volume")).contains("hush");
    assertThat(admin2().orFail("volume", "inspect", options, "own-volume")).contains("hush");
    gateway.reload(POLICY.replace(",\n        secrets.read", "")).status();
    try {
      assertThat(admin2().orFail("volume", "inspect", options, "own-volume"))
          .contains("\"device\":")
          .doesNotContain("hush");
    } finally {
      gateway.reload(POLICY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logs web-1",
        "top web-1",
        "stats --no-stream web-1",
        "diff web-1",
        "export web-1",
        "cp web-1:/etc/passwd -",
        "attach --no-stdin web-1",
        "exec web-1 true",
        "save web",
      })
  void to_inspect_is_none_of_the_other_ways_to_read(String line) {
    admin1().orFail("inspect", "--type=container", "web-1");
    Finished finished = admin1().run(line.split(" "));
    assertThat(finished.exit()).isNotZero();
    assertThat(finished.err()).containsAnyOf("cofferdam: no rule lets", "403");
  }
}
