package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Containers in user namespaces of their own, at an engine that knows nothing of it: everything
 * works as ever, and on disk everything is as ever.
 */
@OnSite
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class UserNamespaceTest {
  private static final String[] SERVICE = {"foobar", "sh", "-c", Containers.SERVICE};

  private final ContainedEngine contained;
  private final String real;
  private final String runtime;

  UserNamespaceTest(String real, Site site) {
    this.real = real;
    contained = site.contained();
    runtime = ContainedEngine.name(real);
  }

  @AfterEach
  void removeContainers() {
    contained.engine().removeAllContainers();
  }

  private Docker docker() {
    return contained.docker();
  }

  /** {@code docker run --rm} without a network, and what it printed. */
  private String run(String... words) {
    List<String> line = new ArrayList<>(List.of("--network", "none"));
    line.addAll(List.of(words));
    return runOn(runtime, line).orFail();
  }

  private Finished runOn(String onRuntime, List<String> words) {
    List<String> line = new ArrayList<>(List.of("run", "--rm", "--runtime", onRuntime));
    line.addAll(words);
    return docker().run(line.toArray(String[]::new));
  }

  private String start(String name, String... options) {
    List<String> line = new ArrayList<>(List.of("run", "-d", "--runtime", runtime));
    line.addAll(List.of("--name", name, "--network", "none"));
    line.addAll(List.of(options));
    line.addAll(List.of(SERVICE));
    return docker().orFail(line.toArray(String[]::new));
  }

  private String inside(String container, String script) {
    return docker().orFail("exec", container, "sh", "-c", script);
  }

  /** The first id outside, of a map as a container sees it. */
  private static long range(String map) {
    String[] words = map.strip().split(" +", -1);
    assertThat(words).hasSize(3);
    assertThat(words[0]).isEqualTo("0");
    assertThat(words[2]).isEqualTo("65536");
    return Long.parseLong(words[1]);
  }

  private Path upper(String container) {
    return Path.of(
        docker().orFail("inspect", "--format={{.GraphDriver.Data.UpperDir}}", container));
  }

  private static Map<String, Object> owner(Path file) throws IOException {
    return Files.readAttributes(file, "unix:uid,gid", java.nio.file.LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void root_is_root_inside_and_somebody_else_on_the_host() throws Exception {
    start("one");
    String pid = docker().orFail("inspect", "--format={{.State.Pid}}", "one");
    assertThat(inside("one", "id -u; id -g")).isEqualTo("0\n0");
    long range = range(inside("one", "cat /proc/self/uid_map"));
    assertThat(range).isEqualTo(range(inside("one", "cat /proc/self/gid_map")));
    assertThat(range).isGreaterThanOrEqualTo(524288).isEqualTo(range / 65536 * 65536);
    assertThat(Files.readString(Path.of("/proc", pid, "status")))
        .contains("Uid:\t%d\t%d\t%d\t%d\n".formatted(range, range, range, range));
  }

  @Test
  void two_containers_have_ranges_apart() {
    assertThat(range(run("foobar", "cat", "/proc/self/uid_map")))
        .isNotEqualTo(range(run("foobar", "cat", "/proc/self/uid_map")));
  }

  @Test
  void files_of_the_image_and_new_ones_are_roots_inside_and_on_disk() throws Exception {
    start("one");
    assertThat(inside("one", "stat -c '%u %g' / /bin/busybox /etc/passwd /etc/hosts"))
        .isEqualTo("0 0\n0 0\n0 0\n0 0");
    inside("one", "echo hello > /etc/new; chown 7:8 /etc/passwd; rm /bin/vi; mkdir /etc/d");
    Path upper = upper("one");
    assertThat(owner(upper.resolve("etc/new"))).containsEntry("uid", 0).containsEntry("gid", 0);
    assertThat(owner(upper.resolve("etc/passwd"))).containsEntry("uid", 7).containsEntry("gid", 8);
    assertThat(owner(upper.resolve("bin/vi"))).containsEntry("uid", 0);
    assertThat(owner(upper.resolve("etc/d"))).containsEntry("uid", 0);
  }

  @Test
  void etc_hosts_can_be_written() {
    assertThat(run("foobar", "sh", "-c", "echo 192.0.2.1 here >> /etc/hosts; tail -1 /etc/hosts"))
        .isEqualTo("192.0.2.1 here");
  }

  @Test
  void what_was_changed_is_shown_committed_and_exported() {
    start("one");
    inside("one", "echo hello > /new; rm /bin/vi; chown 7 /etc/passwd");
    assertThat(docker().orFail("diff", "one").lines())
        .contains("A /new", "D /bin/vi", "C /etc/passwd");
    docker().orFail("commit", "one", "committed");
    assertThat(
            run(
                "committed",
                "sh",
                "-c",
                "cat /new; stat -c %u /new /etc/passwd; ls /bin/vi 2>&1 || true"))
        .isEqualTo("hello\n0\n7\nls: /bin/vi: No such file or directory");
    docker().orFail("rmi", "committed");
    Path archive = contained.state().resolve("exported.tar");
    docker().orFail("export", "-o", archive.toString(), "one");
    assertThat(
            Command.of("tar", "--numeric-owner", "-tvf", archive.toString(), "new", "etc/passwd")
                .orFail())
        .contains(" 0/0 ")
        .contains(" 7/0 ");
  }

  @Test
  void a_restart_keeps_the_range_and_the_files() {
    start("one");
    inside("one", "echo hello > /new");
    String map = inside("one", "cat /proc/self/uid_map");
    docker().orFail("restart", "--time", "1", "one");
    assertThat(inside("one", "cat /proc/self/uid_map; cat /new; stat -c %u /new"))
        .isEqualTo(map + "\nhello\n0");
    assertThat(contained.docker().orFail("top", "one")).contains("sh -c");
  }

  @Test
  void somebody_who_was_added_inside_is_known_to_the_engine() {
    start("one");
    inside("one", "echo bob:x:1001:1001::/:/bin/sh >> /etc/passwd");
    assertThat(docker().orFail("exec", "--user", "bob", "one", "id", "-u")).isEqualTo("1001");
  }

  @Test
  void a_container_of_a_user_is_that_user_inside() {
    assertThat(run("--user", "1000:1001", "foobar", "id")).startsWith("uid=1000 gid=1001");
  }

  @Test
  void options_that_change_the_file_system_work() {
    assertThat(run("--init", "foobar", "sh", "-c", "cat /proc/1/comm")).contains("init");
    assertThat(run("--read-only", "foobar", "sh", "-c", "touch /x 2>&1; echo $?"))
        .contains("Read-only file system");
    assertThat(run("--tmpfs", "/t:size=1m", "foobar", "sh", "-c", "touch /t/x; stat -c %u /t/x"))
        .isEqualTo("0");
    assertThat(run("--workdir", "/made/here", "foobar", "stat", "-c", "%u", ".")).isEqualTo("0");
    assertThat(run("--device", "/dev/fuse", "foobar", "stat", "-c", "%t %T", "/dev/fuse"))
        .isEqualTo("a e5");
    assertThat(run("foobar", "sh", "-c", "echo x > /dev/shm/x; stat -c %u /dev/shm/x"))
        .isEqualTo("0");
  }

  /** What root may raise on this machine; without CAP_SYS_RESOURCE nobody can. */
  @Test
  void limits_above_the_engines_own_and_a_badness_below_it_are_given_as_without() {
    String show = "ulimit -Hn; cat /proc/self/oom_score_adj";
    for (String option : List.of("--ulimit=nofile=1500000:1500000", "--oom-score-adj=-500")) {
      List<String> line = List.of("--network", "none", option, "foobar", "sh", "-c", show);
      Finished alone = runOn(real + "-alone", line);
      Finished contained = runOn(runtime, line);
      assertThat(contained.succeeded()).as("%s", contained).isEqualTo(alone.succeeded());
      assertThat(contained.out()).isEqualTo(alone.out());
    }
  }

  @Test
  void a_terminal_is_the_containers_own() {
    Running running =
        docker()
            .onTerminal(
                docker().line()
                    + " run --rm -it --network none --runtime "
                    + runtime
                    + " foobar sh -c 'tty; stat -c %u $(tty); id -u'");
    try (running) {
      Finished finished = running.ended(Command.LIMIT);
      assertThat(finished.succeeded()).as("%s", finished).isTrue();
      assertThat(finished.out().lines()).containsExactly("/dev/pts/0", "0", "0");
    }
  }

  @Test
  void the_hosts_network_and_that_of_another_container_can_be_had() {
    assertThat(
            runOn(runtime, List.of("--network", "host", "foobar", "ls", "/sys/class/net"))
                .orFail()
                .lines())
        .contains("lo");
    start("one");
    List<String> line = new ArrayList<>(List.of("--network", "container:one", "foobar"));
    line.addAll(List.of("sh", "-c", "cat /proc/self/uid_map; ls /sys/class/net"));
    assertThat(runOn(runtime, line).orFail())
        .isEqualTo(inside("one", "cat /proc/self/uid_map") + "\nlo");
  }

  @Test
  void ipc_and_pids_of_another_container_can_be_had() {
    start("one", "--ipc", "shareable");
    inside("one", "echo hello > /dev/shm/x");
    assertThat(
            run(
                "--ipc",
                "container:one",
                "--pid",
                "container:one",
                "foobar",
                "sh",
                "-c",
                "cat /dev/shm/x; cat /proc/1/comm"))
        .isEqualTo("hello\nsh");
  }

  @Test
  void a_healthcheck_runs_inside() {
    start("one", "--health-cmd", "test $(id -u) = 0", "--health-interval", "100ms");
    Await.until(
        () -> "healthy: " + docker().run("inspect", "one"),
        Duration.ofSeconds(20),
        () ->
            docker()
                .orFail("inspect", "--format={{.State.Health.Status}}", "one")
                .equals("healthy"));
  }

  @Test
  void a_volume_shows_the_same_owners_to_two_containers() {
    run("-v", "shared:/v", "foobar", "sh", "-c", "echo hello > /v/x; chown 7:8 /v/x");
    assertThat(run("-v", "shared:/v", "foobar", "sh", "-c", "stat -c '%u %g' /v/x; cat /v/x"))
        .isEqualTo("7 8\nhello");
    docker().orFail("volume", "rm", "shared");
  }

  @Test
  void a_folder_is_found_by_a_name_that_is_not_ascii() throws Exception {
    Path folder = Files.createTempDirectory("cofferdam-\u00fc-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = Files.createFile(folder.resolve("file"));
    try {
      assertThat(run("-v", folder + ":/v", "foobar", "ls", "/v")).isEqualTo("file");
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  @Test
  void what_an_image_has_at_a_volume_is_roots() {
    assertThat(run("-v", "/etc", "foobar", "stat", "-c", "%u %g", "/etc/passwd")).isEqualTo("0 0");
  }

  @Test
  void what_cannot_work_is_refused_with_a_sentence() {
    for (List<String> options :
        List.of(List.of("--pid", "host"), List.of("--ipc", "host"), List.of("--privileged"))) {
      List<String> line = new ArrayList<>(List.of("run", "--rm", "--runtime", runtime));
      line.addAll(options);
      line.addAll(List.of("--network", "none", "foobar", "true"));
      Finished refused = docker().run(line.toArray(String[]::new));
      assertThat(refused.succeeded()).isFalse();
      assertThat(refused.err())
          .contains("OCI runtime create failed: cofferdam-runtime: ")
          .contains("--security-opt userns=host");
    }
  }

  @Test
  void nothing_is_left_mounted() throws Exception {
    run("-v", "left:/v", "foobar", "true");
    docker().orFail("volume", "rm", "left");
    start("one");
    docker().orFail("rm", "--force", "one");
    assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
        .doesNotContain(contained.state().toString());
  }
}
