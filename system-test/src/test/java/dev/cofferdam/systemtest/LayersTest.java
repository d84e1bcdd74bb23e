package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of many layers, and files that layers take away or make special, in a user namespace. */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayersTest {
  private static final String IMAGE = "layers";
  private static final int COPIES = 50;

  private final ContainedEngine contained;
  private final Path context;

  LayersTest(Site site) {
    contained = site.contained();
    context = site.newDirectory("layers");
  }

  @BeforeAll
  void build() throws IOException {
    Path source = Policies.repository().resolve("system-test/src/test/c/effective.c");
    Command.of("gcc", "-O1", "-static", "-o", context + "/effective", source.toString()).orFail();
    StringBuilder dockerfile =
        new StringBuilder("FROM foobar\nRUN mkdir /d && echo old > /d/old\n");
    for (int i = 1; i <= COPIES; i++) {
      dockerfile.append("COPY effective /layers/").append(i).append('\n');
    }
    dockerfile.append("RUN rm /layers/7\n");
    dockerfile.append("RUN rm -rf /d && mkdir /d && echo new > /d/new\n");
    dockerfile.append(
        "RUN cp /layers/1 /effective && chown 3 /effective && chmod 4755 /effective\n");
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    docker().orFail("build", "--network=none", "--tag", IMAGE, context.toString());
  }

  @AfterEach
  void clear() {
    contained.engine().removeAllContainers();
  }

  @AfterAll
  void remove() {
    docker().orFail("rmi", IMAGE);
  }

  private Docker docker() {
    return contained.docker();
  }

  private String run(String real, String... words) {
    List<String> line =
        new ArrayList<>(List.of("run", "--rm", "--runtime", ContainedEngine.name(real)));
    line.addAll(List.of("--network", "none"));
    line.addAll(List.of(words));
    return docker().orFail(line.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"crun", "runc"})
  void everything_is_as_the_layers_say(String real) {
    assertThat(run(real, IMAGE, "sh", "-c", "ls /layers | wc -l; ls /layers/7 2>&1; ls /d"))
        .isEqualTo((COPIES - 1) + "\nls: /layers/7: No such file or directory\nnew");
    assertThat(run(real, IMAGE, "sh", "-c", "stat -c '%u %a' /layers/50 /effective"))
        .isEqualTo("0 755\n3 4755");
  }

  @ParameterizedTest
  @ValueSource(strings = {"crun", "runc"})
  void a_program_with_the_setuid_bit_is_its_owners(String real) {
    assertThat(run(real, "--user=1000", IMAGE, "/effective")).isEqualTo("3 1000");
    assertThat(run(real, "--user=1000", "--security-opt=no-new-privileges", IMAGE, "/effective"))
        .isEqualTo("1000 1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"crun", "runc"})
  void what_a_container_takes_away_is_gone_for_its_image_too(String real) throws IOException {
    docker()
        .orFail(
            "run",
            "--name=one",
            "--runtime=" + ContainedEngine.name(real),
            "--network=none",
            IMAGE,
            "sh",
            "-c",
            "rm /layers/8; rm -rf /d; mkdir /d; echo newest > /d/newest");
    Path upper =
        Path.of(docker().orFail("inspect", "--format={{.GraphDriver.Data.UpperDir}}", "one"));
    assertThat(Files.readAttributes(upper.resolve("layers/8"), "unix:uid,gid,rdev"))
        .isEqualTo(Map.of("uid", 0, "gid", 0, "rdev", 0L));
    docker().orFail("commit", "one", "fewer");
    assertThat(run(real, "fewer", "sh", "-c", "ls /layers | wc -l; ls /d"))
        .isEqualTo((COPIES - 2) + "\nnewest");
    docker().orFail("rm", "one");
    docker().orFail("rmi", "fewer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"crun", "runc"})
  void the_services_of_a_compose_file_share_a_volume(String real) throws IOException {
    String service =
        """
            image: foobar
            runtime: %s
            network_mode: none
            volumes: ["data:/data"]
        """
            .formatted(ContainedEngine.name(real));
    Files.writeString(
        context.resolve("docker-compose.yml"),
        "version: '2.4'\nvolumes: {data: {}}\nservices:\n  writer:\n"
            + service
            + "    command: sh -c 'echo hello > /data/x; chown 7:8 /data/x; sleep 600'\n  reader:\n"
            + service
            + "    command: sleep 600\n");
    compose("up", "--detach");
    Await.until(
        "the writer has written",
        Command.LIMIT,
        () -> compose("exec", "-T", "reader", "ls", "/data").contains("x"));
    assertThat(compose("exec", "-T", "reader", "sh", "-c", "stat -c '%u %g' /data/x; cat /data/x"))
        .isEqualTo("7 8\nhello");
    assertThat(compose("exec", "-T", "reader", "cat", "/proc/self/uid_map"))
        .isNotEqualTo(compose("exec", "-T", "writer", "cat", "/proc/self/uid_map"));
    compose("down", "--volumes", "--timeout", "1");
  }

  private String compose(String... words) {
    List<String> line = new ArrayList<>(List.of("docker-compose", "--ansi", "never"));
    line.addAll(List.of("--project-directory", context.toString(), "--project-name", "shared"));
    line.addAll(List.of("--file", context.resolve("docker-compose.yml").toString()));
    line.addAll(List.of(words));
    return Command.of(line).with("DOCKER_HOST", "unix://" + contained.engine().socket()).orFail();
  }
}
