package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The commands of a build run in containers, whose options are in the query. */
@OnSite
@Tag("C16")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildTest {
  private final Site site;
  private final Engine engine;
  private final Gateway gateway;
  private final Docker guarded;
  private String context = "";

  BuildTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.gateway =
        Gateway.start(
            site.newHome("gateway"), engine.socket(), Policies.ordinaryAndSharedForRoot());
    this.guarded = new Docker(Docker.clients().getFirst(), gateway.socket(), List.of());
  }

  @BeforeAll
  void there_is_something_to_build() throws Exception {
    Path directory = site.newDirectory("context");
    Files.writeString(
        directory.resolve("Dockerfile"),
        "FROM foobar\nRUN echo in $(readlink /proc/self/ns/net)\n");
    context = directory.toString();
  }

  @AfterAll
  void stop() {
    gateway.close();
    engine.removeAllContainers();
  }

  private static String ofTheHost() {
    return "in " + Command.of("readlink", "/proc/self/ns/net").orFail();
  }

  @Test
  void the_network_of_the_host_is_asked_for_as_a_container_asks_for_it() {
    String[] building = {"build", "--no-cache", "--network=host", context};
    assertThat(engine.docker().orFail(building)).contains(ofTheHost());
    Trail.Since since = gateway.trail().mark();
    Finished refused = guarded.run(building);
    assertThat(refused.said()).doesNotContain(ofTheHost());
    assertThat(Refused.require(refused, since).text("reason")).contains("namespace:network=host");
  }

  @Test
  void the_network_of_a_container_that_has_the_hosts_is_the_hosts() {
    engine
        .docker()
        .orFail(
            "run",
            "-d",
            "--name",
            "victim",
            "--network=host",
            "foobar",
            "sh",
            "-c",
            Containers.SERVICE);
    String[] building = {"build", "--no-cache", "--network=container:victim", context};
    assertThat(engine.docker().orFail(building)).contains(ofTheHost());
    Trail.Since since = gateway.trail().mark();
    assertThat(Refused.require(guarded.run(building), since).text("reason"))
        .contains("namespace:network=host");
  }

  @Test
  void an_ordinary_build_works_with_arguments_and_labels() {
    String built =
        guarded.orFail(
            "build",
            "--no-cache",
            "--build-arg=HTTP_PROXY=a",
            "--build-arg=http_proxy=b",
            "--label=a=b",
            "--ulimit=nofile=64:64",
            context);
    assertThat(built).contains("in net:[").doesNotContain(ofTheHost());
  }
}
