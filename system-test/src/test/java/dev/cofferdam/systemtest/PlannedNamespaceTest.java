package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * User namespaces from the client's options to the container's processes: the gateway plans, the
 * engine starts, the runtime carries out.
 */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlannedNamespaceTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        everything:
          - allow: ["*"]
            confinement: super-privileged
        ordinary:
          - allow: ["*"]
            confinement: baseline
            grant: ["namespace:*=container:*", "volume:**", "chown:**"]
      bindings:
        - role: everything
          to: ["user:root"]
        - role: ordinary
          to: ["user:%s"]
      """
          .formatted(Person.ADMIN2.login());

  private final Site site;
  private final Engine engine;
  private final Gateway gateway;

  PlannedNamespaceTest(Site site) throws IOException {
    this.site = site;
    Path home = site.newHome("planned");
    Path front = site.newDirectory("front").resolve("cofferdam");
    Files.writeString(
        front,
        "#!/bin/sh\nexec %s/cofferdam-runtime --cofferdam-state=%s --cofferdam-runtime=runc \"$@\"\n"
            .formatted(Launcher.installation(), home.resolve("state")));
    Files.setPosixFilePermissions(front, PosixFilePermissions.fromString("rwxr-xr-x"));
    this.engine =
        Engine.startWithRuntimes(site.newHome("planned-engine"), Map.of("cofferdam", front));
    this.gateway = Gateway.start(home, engine.socket(), POLICY);
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
  }

  @AfterAll
  void stop() {
    try (engine) {
      gateway.close();
    }
  }

  private Docker root() {
    return new Docker(Docker.clients().getFirst(), gateway.socket(), As.root());
  }

  private Docker ordinary() {
    return site.docker(Person.ADMIN2, Docker.clients().getFirst(), gateway);
  }

  private static String[] run(String options, String... command) {
    return Stream.of(
            Stream.of("run", "--rm", "--network", "none"),
            Stream.of(options.split(" ")).filter(option -> !option.isEmpty()),
            Stream.of(command))
        .flatMap(words -> words)
        .toArray(String[]::new);
  }

  private static String map(Docker docker, String options) {
    return docker.orFail(run(options, "foobar", "cat", "/proc/self/uid_map")).strip();
  }

  private List<Path> plans() throws IOException {
    Path containers = gateway.state().resolve("containers");
    if (!Files.exists(containers)) {
      return List.of();
    }
    try (Stream<Path> plans = Files.list(containers)) {
      return plans.toList();
    }
  }

  @Test
  void a_plain_container_has_ids_of_its_own_and_nobody_is_told() {
    Finished made = ordinary().run(run("", "foobar", "cat", "/proc/self/uid_map"));
    assertThat(made.succeeded()).as("%s", made).isTrue();
    assertThat(made.err()).isEmpty();
    assertThat(made.out().strip()).matches("0 +[0-9]{6,10} +65536");
    assertThat(map(root(), "")).isNotEqualTo(made.out().strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--security-opt=userns=identity    | 0 +0 +65536",
        "--security-opt=userns:root-shift  | 0 +2 +1\\n *3 +3 +65533",
        "--security-opt=userns=host        | 0 +0 +4294967295",
        "--userns=host                     | 0 +0 +4294967295",
        "--userns=host --privileged        | 0 +0 +4294967295"
      })
  void another_mode_is_for_those_who_may(String options, String map) {
    assertThat(map(root(), options)).matches(map);
    Finished refused = ordinary().run(run(options, "foobar", "true"));
    assertThat(refused.err()).contains("userns:");
    assertThat(refused.succeeded()).isFalse();
  }

  @Test
  void in_mode_user_a_container_is_its_creator() {
    long uid = site.users().uid(Person.ADMIN2);
    assertThat(map(ordinary(), "--security-opt=userns=user")).matches("0 +" + uid + " +1");
  }

  @ParameterizedTest
  @CsvSource({"--privileged", "--pid=host", "--ipc=host", "--runtime=runc"})
  void what_cannot_work_is_refused_when_it_is_created(String option) {
    Finished refused = root().run("create", option, "foobar", "true");
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.err()).contains("in a user namespace").contains("--userns=host");
    assertThat(root().run("create", option, "--userns=host", "foobar", "true").succeeded())
        .isTrue();
  }

  @Test
  void a_container_that_joins_another_has_its_ids_and_only_its_owners() {
    ordinary().orFail("run", "-d", "--name=one", "foobar", "sleep", "1000");
    String map = ordinary().orFail("exec", "one", "cat", "/proc/self/uid_map").strip();
    assertThat(
            ordinary()
                .orFail(
                    "run", "--rm", "--network=container:one", "foobar", "cat", "/proc/self/uid_map")
                .strip())
        .isEqualTo(map);
    Finished refused = root().run("run", "--rm", "--network=container:one", "foobar", "true");
    assertThat(refused.err()).contains("the container one is somebody else's");
  }

  @Test
  void a_volume_that_was_given_to_one_container_is_no_other_ones() {
    root().orFail("create", "--name=one", "-v", "data:/v:U", "foobar", "true");
    for (String options : List.of("data:/v", "data:/v:U")) {
      Finished refused = root().run("create", "-v", options, "foobar", "true");
      assertThat(refused.err()).contains("data").contains("the container one");
    }
    engine.removeAllContainers();
    root().orFail("volume", "rm", "data");
  }

  @Test
  void files_that_are_given_to_a_container_are_its_own_on_the_host_too() throws IOException {
    Path given = site.newDirectory("given");
    Path elsewhere = Files.writeString(site.newDirectory("elsewhere").resolve("secret"), "");
    Files.writeString(given.resolve("x"), "hello");
    Files.createLink(given.resolve("linked"), elsewhere);
    root()
        .orFail(
            "run",
            "--name=one",
            "-v",
            given + ":/x:U",
            "-v",
            "data:/v:U",
            "foobar",
            "sh",
            "-c",
            "stat -c %u /x /x/x /x/linked; echo more >> /x/x; touch /v/new; cat /proc/self/uid_map");
    String said = root().orFail("logs", "one");
    assertThat(said).startsWith("0\n0\n65534\n");
    int range = Integer.parseInt(said.lines().skip(3).findFirst().orElse("").split(" +", -1)[2]);
    assertThat(Files.getAttribute(given.resolve("x"), "unix:uid")).isEqualTo(range);
    assertThat(Files.getAttribute(elsewhere, "unix:uid")).isEqualTo(0);
    root().orFail("start", "--attach", "one");
    engine.removeAllContainers();
    root().orFail("volume", "rm", "data");
  }

  @Test
  void a_directory_of_the_system_is_given_to_no_container() throws IOException {
    Finished refused = root().run(run("-v /etc/ssl:/x:U", "foobar", "true"));
    assertThat(refused.err()).contains("/etc/ssl is the host's own and is given to no container");
    assertThat(Files.getAttribute(Path.of("/etc/ssl"), "unix:uid")).isEqualTo(0);
  }

  @Test
  void files_of_the_host_are_the_containers_own_where_it_is_said() throws IOException {
    Path files = site.newDirectory("files");
    Files.writeString(files.resolve("x"), "hello");
    assertThat(
            root()
                .orFail(
                    run("-v " + files + ":/x:idmap", "foobar", "stat", "-c", "%u", "/x", "/x/x")))
        .isEqualTo("0\n0");
    assertThat(root().orFail(run("-v " + files + ":/x", "foobar", "stat", "-c", "%u", "/x/x")))
        .isEqualTo("65534");
    assertThat(Files.getAttribute(files.resolve("x"), "unix:uid")).isEqualTo(0);
  }

  @Test
  void the_plan_goes_with_its_container() throws Exception {
    root().orFail("create", "--name=one", "foobar", "true");
    assertThat(plans()).isNotEmpty();
    root().orFail("rm", "one");
    Await.until(
        () -> "no plan is left: " + gateway.log(),
        Duration.ofSeconds(20),
        () -> {
          try {
            return plans().isEmpty();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  @Test
  void a_restart_of_the_gateway_keeps_them() {
    root().orFail("run", "-d", "--name=one", "foobar", "sleep", "1000");
    String map = root().orFail("exec", "one", "cat", "/proc/self/uid_map");
    gateway.stop();
    gateway.startAgain();
    root().orFail("restart", "--time=0", "one");
    assertThat(root().orFail("exec", "one", "cat", "/proc/self/uid_map")).isEqualTo(map);
  }
}
