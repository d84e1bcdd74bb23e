package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** admin3: super-privileged containers. */
@OnSite
@ParameterizedClass
@MethodSource("dev.cofferdam.systemtest.Docker#clients")
class SuperAdminTest {
  private final Site site;
  private final Docker docker;

  SuperAdminTest(Path client, Site site) {
    this.site = site;
    this.docker = site.docker(Person.ADMIN3, client);
  }

  @AfterEach
  void clear() {
    site.engine().removeAllContainers();
  }

  @Test
  void runs_a_super_privileged_container_and_the_record_says_how_wide_it_is() {
    Trail.Since since = site.trail().mark();
    String host =
        docker.orFail(
            "run",
            "--rm",
            "--privileged",
            "--pid",
            "host",
            "--network",
            "host",
            "-v",
            "/:/host",
            "foobar",
            "cat",
            "/host/etc/hostname",
            "/proc/1/comm");
    assertThat(host).isEqualTo(Command.of("cat", "/etc/hostname", "/proc/1/comm").orFail());
    Row decision = since.decision("container.create");
    assertThat(decision.text("decision")).isEqualTo("allow");
    assertThat(decision.text("user")).isEqualTo(Person.ADMIN3.login());
    assertThat(decision.text("confinement")).isEqualTo("super-privileged");
    assertThat(decision.list("privileges"))
        .contains("privileged", "namespace:pid=host", "namespace:network=host", "mount:/:rw");
    Row outcome = since.outcomeOf(decision);
    assertThat(outcome.text("result")).isEqualTo("ok");
    assertThat(outcome.number("status")).hasValue(201);
    assertThat(outcome.text("created")).matches("[0-9a-f]{64}");
  }

  @Test
  void executes_in_a_container() {
    docker.orFail("run", "-d", "--name", "tools", "foobar", "sh", "-c", Containers.SERVICE);
    assertThat(docker.orFail("exec", "tools", "echo", "inside")).isEqualTo("inside");
    assertThat(docker.run("exec", "tools", "sh", "-c", "exit 5").exit()).isEqualTo(5);
  }

  @Tag("C14")
  @Test
  void may_not_give_a_container_to_somebody_else_either() {
    Trail.Since since = site.trail().mark();
    Finished finished =
        docker.run("create", "--label", "dev.cofferdam.owner=" + Person.ADMIN2.login(), "foobar");
    assertThat(finished.exit()).isNotZero();
    Row decision = since.decision("container.create");
    assertThat(decision.refused()).isTrue();
    assertThat(finished.said()).contains(decision.id());
  }
}
