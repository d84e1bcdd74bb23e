package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A container lends what it has to whoever joins it; the engine asks nobody. */
@OnSite
@Tag("C4")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JoinedContainerTest {
  private final Engine engine;
  private final Gateway gateway;
  private final Docker guarded;

  JoinedContainerTest(Site site) {
    this.engine = site.engine();
    this.gateway =
        Gateway.start(
            site.newHome("gateway"), engine.socket(), Policies.ordinaryAndSharedForRoot());
    this.guarded = new Docker(Docker.clients().getFirst(), gateway.socket(), List.of());
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
  }

  @Test
  void the_binds_of_another_container_are_asked_for_as_ones_own() throws Exception {
    engine.docker().orFail("create", "--name", "victim", "-v", "/etc:/host:ro", "foobar", "true");
    String hostname = Files.readString(Path.of("/etc/passwd"));
    String[] stealing = {
      "run", "--rm", "--volumes-from", "victim", "foobar", "cat", "/host/passwd"
    };
    assertThat(engine.docker().orFail(stealing)).isEqualTo(hostname.strip());
    Trail.Since since = gateway.trail().mark();
    Row decision = Refused.require(guarded.run(stealing), since);
    assertThat(decision.text("reason")).contains("mount:/etc:ro");
  }

  @Test
  void the_processes_of_the_host_are_not_seen_through_a_container_that_sees_them() {
    engine
        .docker()
        .orFail(
            "run",
            "-d",
            "--name",
            "victim",
            "--pid=host",
            "foobar",
            "sh",
            "-c",
            Containers.SERVICE);
    String[] looking = {
      "run", "--rm", "--pid=container:victim", "foobar", "sh", "-c", "readlink /proc/self/ns/pid"
    };
    assertThat(engine.docker().orFail(looking)).isEqualTo(namespace("pid"));
    Trail.Since since = gateway.trail().mark();
    Row decision = Refused.require(guarded.run(looking), since);
    assertThat(decision.text("reason")).contains("namespace:pid=host");
  }

  @Test
  void an_ordinary_container_can_be_joined() {
    Containers.service(engine, "ordinary", "foobar");
    assertThat(
            guarded.orFail("run", "--rm", "--pid=container:ordinary", "foobar", "echo", "joined"))
        .isEqualTo("joined");
    assertThat(
            guarded.orFail("run", "--rm", "--volumes-from", "ordinary", "foobar", "echo", "joined"))
        .isEqualTo("joined");
  }

  private static String namespace(String kind) {
    return Command.of("readlink", "/proc/self/ns/" + kind).orFail();
  }
}
