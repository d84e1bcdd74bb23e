package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** admin2: create, run, attach to and remove his own, non-privileged containers from foobar. */
@OnSite
@ParameterizedClass
@MethodSource("dev.cofferdam.systemtest.Docker#clients")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FoobarUserTest {
  @Parameter private Path client = Path.of("by JUnit");

  private final Site site;
  private final Engine engine;

  FoobarUserTest(Site site) {
    this.site = site;
    this.engine = site.engine();
  }

  private Docker docker() {
    return site.docker(Person.ADMIN2, client);
  }

  @BeforeAll
  void others_have_containers() {
    Containers.service(engine, "nobodys", "foobar");
    site.docker(Person.ADMIN3)
        .orFail("run", "-d", "--name", "admin3s", "foobar", "sh", "-c", Containers.SERVICE);
  }

  @AfterEach
  void his_own_go() {
    if (engine.exists("mine")) {
      engine.docker().orFail("rm", "--force", "mine");
    }
  }

  @AfterAll
  void take_them_away() {
    engine.removeAllContainers();
  }

  @Test
  void runs_a_container_to_its_end() {
    assertThat(docker().orFail("run", "--rm", "foobar", "echo", "hello")).isEqualTo("hello");
  }

  @Test
  void gets_the_exit_status_and_both_streams() {
    Finished finished =
        docker().run("run", "--rm", "foobar", "sh", "-c", "echo o; echo e >&2; exit 7");
    assertThat(finished.exit()).isEqualTo(7);
    assertThat(finished.out()).isEqualTo("o\n");
    assertThat(finished.err()).isEqualTo("e\n");
  }

  @Test
  void creates_starts_attaches_to_and_removes_his_own() {
    docker().orFail("create", "--name", "mine", "-i", "foobar", "cat");
    docker().orFail("start", "mine");
    try (Running attached = docker().start("attach", "mine")) {
      attached.type("to and fro\n");
      attached.awaitOut("to and fro");
      attached.endInput();
      assertThat(attached.ended().exit()).isZero();
    }
    docker().orFail("rm", "mine");
    assertThat(engine.exists("mine")).isFalse();
  }

  @Test
  void runs_one_in_the_background_and_removes_it_by_force() {
    String id =
        docker().orFail("run", "-d", "--name", "mine", "foobar", "sh", "-c", Containers.SERVICE);
    assertThat(engine.isRunning(id)).isTrue();
    docker().orFail("rm", "--force", id.substring(0, 12));
    assertThat(engine.exists(id)).isFalse();
  }

  @Test
  void the_image_may_be_called_in_every_way_that_means_foobar() {
    for (String image :
        new String[] {"foobar", "foobar:latest", "docker.io/library/foobar:latest"}) {
      assertThat(docker().orFail("run", "--rm", image, "echo", "ok")).isEqualTo("ok");
    }
  }

  @Test
  void his_containers_carry_him_as_owner() {
    docker().orFail("create", "--name", "mine", "foobar");
    assertThat(
            engine
                .docker()
                .orFail(
                    "inspect", "--format={{index .Config.Labels \"dev.cofferdam.owner\"}}", "mine"))
        .isEqualTo(Person.ADMIN2.login());
  }

  @Test
  void sees_his_own_containers_only() {
    docker().orFail("create", "--name", "mine", "foobar");
    assertThat(docker().orFail("ps", "--all", "--format={{.Names}}")).isEqualTo("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web",
        "web:latest",
        "other",
        "foobar:other",
        "foobar2",
        "someone/foobar",
        "localhost/foobar",
        "docker.io/someone/foobar",
      })
  void may_not_use_another_image(String image) {
    Trail.Since since = site.trail().mark();
    Row decision = Refused.require(docker().run("create", "--name", "mine", image), since);
    assertThat(decision.is("container.create")).isTrue();
    assertThat(engine.exists("mine")).isFalse();
  }

  @Test
  void may_not_use_another_image_by_its_id() {
    String id = engine.docker().orFail("images", "--quiet", "--no-trunc", "web:latest");
    String digits = id.substring("sha256:".length());
    for (String reference : new String[] {id, digits, digits.substring(0, 12)}) {
      Trail.Since since = site.trail().mark();
      Refused.require(docker().run("create", "--name", "mine", reference), since);
      assertThat(engine.exists("mine")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--privileged",
        "-v /:/host",
        "-v /etc:/etc:ro",
        "-v /tmp:/x",
        "--mount type=bind,source=/etc,target=/x",
        "--volumes-from nobodys",
        "--pid host",
        "--pid container:nobodys",
        "--ipc host",
        "--uts host",
        "--userns host",
        "--network host",
        "--network container:nobodys",
        "--cap-add SYS_ADMIN",
        "--cap-add all",
        "--cap-add cap_net_admin",
        "--device /dev/null",
        "--security-opt seccomp=unconfined",
        "--security-opt apparmor=unconfined",
        "--security-opt label=disable",
        "--security-opt systempaths=unconfined",
        "--sysctl kernel.shmmax=1",
        "--cgroup-parent /x",
        "--runtime other",
        "-p 8080:80",
        "-P",
        "--label dev.cofferdam.owner=root",
        "--label dev.cofferdam.anything=x",
        "--oom-score-adj -1000",
        "--log-driver syslog",
      })
  void may_not_create_with(String options) {
    assertMayNotCreate(("create --name mine " + options + " foobar").split(" "));
  }

  @Test
  void may_not_create_with_a_device_rule() {
    assertMayNotCreate("create", "--name", "mine", "--device-cgroup-rule", "c 1:3 rwm", "foobar");
  }

  private void assertMayNotCreate(String... line) {
    Trail.Since since = site.trail().mark();
    Finished finished = docker().run(line);
    assertThat(finished.exit()).isNotZero();
    assertThat(engine.exists("mine")).isFalse();
    Row decision = since.decision("container.create");
    assertThat(decision.refused()).isTrue();
    assertThat(finished.said()).contains(decision.id()).contains(decision.text("reason"));
    since.outcomeOf(decision);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start",
        "stop",
        "rm --force",
        "attach --no-stdin",
        "kill",
        "inspect",
        "logs",
        "wait",
        "pause",
      })
  void may_not_touch_other_peoples(String verb) {
    for (String container : new String[] {"nobodys", "admin3s", engine.idOf("admin3s")}) {
      Trail.Since since = site.trail().mark();
      Refused.require(docker().run((verb + " " + container).split(" ")), since);
      assertThat(engine.isRunning(container)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pull foobar",
        "tag web foobar",
        "commit nobodys foobar",
        "rmi web",
        "exec nobodys id",
        "exec admin3s id",
        "cp admin3s:/etc/passwd -",
        "volume create v",
        "run --rm --mount type=volume,source=v,target=/v,volume-driver=local,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc foobar true"
      })
  void may_not(String line) {
    Trail.Since since = site.trail().mark();
    Refused.require(docker().run(line.split(" ")), since);
  }
}
