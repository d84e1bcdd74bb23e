package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.userns.IdRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * {@code docker cp} of a running container in a user namespace of its own, at the gateway, beside
 * the same of a container without one at the engine.
 */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        copier:
          - allow: [container.inspect]
          - allow: [container.archive.stat, container.archive.read, container.archive.write]
            confinement: super-privileged
      bindings:
        - role: copier
          to: ["user:root"]
      """;

  /** Every kind of file, with times that are the same in every container. */
  private static final String FILES =
      """
      mkdir -p /w/d/sub; cd /w
      echo hello > d/a; ln d/a d/hard; ln -s a d/sym; ln -s /w/d abs; ln -s /nowhere/x dangling
      mkfifo d/pipe; echo deep > d/sub/f; chown 33:44 d/sub; chmod 4755 d/a; chmod 1777 d/sub
      echo x > d/sub/$(printf '%0150d' 7); echo x > d/ü
      touch -h -d '2021-02-03 04:05:06' d/sub/* d/* d . abs dangling
      """;

  private static final List<String> PATHS =
      List.of(
          "/w/d",
          "/w/d/",
          "/w/d/.",
          "/w/d/a",
          "/w/d/sym",
          "/w/abs",
          "/w/abs/",
          "/w/abs/.",
          "/w/abs/a",
          "/w/dangling",
          "/w/d/pipe",
          "/w/.",
          "w/d",
          "/w/../w/./d/sub");

  private final ContainedEngine contained;
  private final Path home;
  private final Gateway gateway;
  private long range = 1_000 * 65_536L;

  CopyTest(Site site) {
    contained = site.contained();
    home = site.newDirectory("copies");
    // The gateway and the runtime share their state.
    gateway =
        Gateway.start(contained.state().resolveSibling(""), contained.engine().socket(), POLICY);
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @BeforeEach
  void start() throws IOException {
    start("bare", "runc-alone");
    start("box", ContainedEngine.name("runc"));
    for (String container : List.of("bare", "box")) {
      inside(container, FILES);
    }
  }

  private void start(String name, String runtime, String... options) throws IOException {
    List<String> line = new ArrayList<>(List.of("create", "--name", name, "--runtime", runtime));
    line.addAll(List.of("--network", "none", "-v", "copy-" + name + ":/vol", "--tmpfs", "/tmpfs"));
    line.addAll(List.of(options));
    line.addAll(List.of("foobar", "sh", "-c", Containers.SERVICE));
    String id = contained.docker().orFail(line.toArray(String[]::new)).strip();
    if (!runtime.endsWith("-alone")) {
      range += 65_536;
      PlanStore.at(contained.state())
          .write(Plan.privateTo(id, "root", new IdRange(range, 65_536), List.of()));
    }
    contained.docker().orFail("start", name);
  }

  @AfterEach
  void clear() {
    contained.engine().removeAllContainers();
    contained.docker().run("volume", "rm", "copy-bare", "copy-box");
  }

  private String inside(String container, String script) {
    return contained.docker().orFail("exec", container, "sh", "-c", script);
  }

  private Docker docker(String container) {
    return container.equals("bare")
        ? contained.docker()
        : new Docker(Docker.clients().getFirst(), gateway.socket(), List.of());
  }

  /** What tar says of what {@code docker cp} gives. */
  private String archive(String container, String path) {
    Path file = home.resolve("out.tar");
    Command.of(
            "sh",
            "-c",
            docker(container).line() + " cp '" + container + ":" + path + "' - > " + file)
        .orFail();
    return Command.of("tar", "--numeric-owner", "--full-time", "-tvf", file.toString()).orFail()
        + Command.of("sh", "-c", "tar -xOf " + file + " | sha256sum").orFail();
  }

  private RawHttp.Answer ask(String container, String method, String path) {
    Path socket = container.equals("bare") ? contained.engine().socket() : gateway.socket();
    return RawHttp.request(
        socket, method, "/v1.41/containers/" + container + "/archive?path=" + path);
  }

  @Test
  void archives_that_come_out_are_those_of_the_engine() {
    for (String path : PATHS) {
      assertThat(archive("box", path)).as(path).isEqualTo(archive("bare", path));
    }
  }

  @Test
  void what_is_at_a_path_is_said_as_the_engine_says_it() {
    for (String path : PATHS) {
      assertThat(stat("box", path)).as(path).isEqualTo(stat("bare", path)).contains("\"name\"");
    }
    try (RawHttp http = RawHttp.connect(gateway.socket())) {
      http.send(RawHttp.head("HEAD", "/v1.41/containers/box/archive?path=/nowhere") + "\r\n");
      assertThat(http.answerHead().status()).isEqualTo(404);
    }
    assertThat(ask("box", "GET", "/nowhere").message())
        .isEqualTo("Could not find the file /nowhere in container box");
    assertThat(ask("box", "GET", "/w/d/a/x").status())
        .isEqualTo(ask("bare", "GET", "/w/d/a/x").status());
  }

  private String stat(String container, String path) {
    String field = ask(container, "HEAD", path).headers().get("x-docker-container-path-stat");
    return new String(Base64.getDecoder().decode(field), StandardCharsets.UTF_8);
  }

  @Test
  void files_that_go_in_are_as_the_engine_would_have_put_them_and_as_ever_on_disk()
      throws IOException {
    Path up = Files.createDirectories(home.resolve("up/s"));
    Files.writeString(up.resolve("f"), "content");
    Files.setAttribute(up.resolve("f"), "unix:uid", 33);
    Files.setAttribute(up.resolve("f"), "unix:mode", 04755);
    for (String container : List.of("bare", "box")) {
      inside(container, "mkdir -p /dst/emptied; rmdir /dst/emptied; rm -rf /tmp/t");
      docker(container).orFail("cp", home + "/up", container + ":/dst");
      docker(container).orFail("cp", home + "/up", container + ":/dst/emptied");
      docker(container).orFail("cp", home + "/up/s/f", container + ":/w/abs/through");
      docker(container).orFail("cp", home + "/up/s/f", container + ":/vol/f");
    }
    String look =
        "cd /; stat -c '%n %u %g %a %s' dst/up/s/f dst/up dst/emptied/s w/d/through vol/f";
    assertThat(inside("box", look)).isEqualTo(inside("bare", look)).contains("33");
    assertThat(docker("box").run("cp", home + "/up/s/f", "box:/nowhere/f").err())
        .contains("/nowhere");
    Path upper =
        Path.of(
            contained
                .docker()
                .orFail("inspect", "--format={{.GraphDriver.Data.UpperDir}}", "box")
                .strip());
    assertThat(id(upper.resolve("dst/up/s/f"))).isEqualTo(33);
    assertThat(id(upper.resolve("dst/up/s"))).isZero();
    docker("box").orFail("cp", home + "/up/s/f", "box:/tmpfs/f");
    assertThat(inside("box", "cat /tmpfs/f")).isEqualTo("content");
  }

  private static int id(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void what_is_read_only_is_refused_in_the_engines_words() throws IOException {
    start("readonly", ContainedEngine.name("runc"), "--read-only", "-v", "copy-bare:/ro:ro");
    Path file = Files.writeString(home.resolve("f"), "x");
    assertThat(docker("box").run("cp", file.toString(), "readonly:/tmp/f").err())
        .contains("container rootfs is marked read-only");
    assertThat(docker("box").run("cp", file.toString(), "readonly:/ro/f").err())
        .contains("mounted volume is marked read-only");
    docker("box").orFail("cp", file.toString(), "readonly:/vol/f");
  }

  @Test
  void a_container_that_does_not_run_is_the_engines() throws IOException {
    Path file = Files.writeString(home.resolve("f"), "x");
    contained.docker().orFail("stop", "--time", "1", "box");
    docker("box").orFail("cp", file.toString(), "box:/f");
    contained.docker().orFail("start", "box");
    assertThat(inside("box", "cat /f; stat -c %u /f")).isEqualTo("x0");
  }

  /** A process in the container that swaps a directory and a link to the root, all the time. */
  @Test
  void a_process_that_swaps_links_meanwhile_does_not_lead_out() throws IOException {
    inside("box", "mkdir /race /race/d; ln -s /../../../../.. /race/l");
    contained
        .docker()
        .orFail(
            "exec",
            "-d",
            "box",
            "sh",
            "-c",
            "cd /race; while :; do mv d x; mv l d; mv d l; mv x d; done");
    String name = "cofferdam-escaped-" + ProcessHandle.current().pid();
    Path up = Files.createDirectories(home.resolve("race/d"));
    for (int i = 0; i < 200; i++) {
      Files.writeString(up.resolve(name + i), "x");
    }
    for (int i = 0; i < 10; i++) {
      Finished copied = docker("box").run("cp", home + "/race/.", "box:/race");
      assertThat(copied.err()).doesNotContain("cofferdam failed");
    }
    for (int i = 0; i < 200; i++) {
      assertThat(Path.of("/", name + i)).doesNotExist();
    }
    assertThat(gateway.alive()).isTrue();
  }
}
