package dev.cofferdam.systemtest;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A private dockerd: its own data, exec root, socket (root's alone), pid file and cgroups, no
 * default bridge and no iptables rules. It touches no other engine and leaves nothing behind.
 */
final class Engine implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(90);
  private static final Duration END = Duration.ofSeconds(90);
  private static final String CGROUPS = "/sys/fs/cgroup";

  private final Path home;
  private final String cgroup;
  private final List<String> launcher;
  private final List<String> options;
  private Process process;

  private Engine(
      Path home, String cgroup, List<String> launcher, List<String> options, Process process) {
    this.home = home;
    this.cgroup = cgroup;
    this.launcher = launcher;
    this.options = options;
    this.process = process;
  }

  /** Starts one and gives it the images {@code foobar} and {@code web}. */
  static Engine start(Path home) {
    return withImages(startEmpty(home));
  }

  /** The same with a network of its own, in which it may have bridges and swarms. */
  static Engine startApart(Path home) {
    return withImages(
        start(
            home,
            List.of(
                "unshare", "--net", "--", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh")));
  }

  /** The same with OCI runtimes besides its own, by name. */
  static Engine startWithRuntimes(Path home, Map<String, Path> runtimes) {
    List<String> options = new ArrayList<>();
    runtimes.forEach((name, program) -> options.add("--add-runtime=" + name + "=" + program));
    return withImages(start(home, List.of(), options));
  }

  private static Engine withImages(Engine engine) {
    Path archive = Image.archive(engine.home);
    for (String reference : List.of("foobar:latest", "web:latest", "other:latest")) {
      Image.load(engine.docker(), archive, reference);
    }
    return engine;
  }

  /** Without any image. */
  static Engine startEmpty(Path home) {
    return start(home, List.of());
  }

  private static Engine start(Path home, List<String> launcher) {
    return start(home, launcher, List.of());
  }

  private static Engine start(Path home, List<String> launcher, List<String> options) {
    requireRootAnd("dockerd", "runc", "containerd");
    try {
      Files.createDirectories(home);
      String cgroup = "cofferdam-test-" + ProcessHandle.current().pid() + "-" + home.getFileName();
      Engine engine =
          new Engine(home, cgroup, launcher, options, launch(home, cgroup, launcher, options));
      engine.awaitReady();
      return engine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireRootAnd(String... programs) {
    if (!System.getProperty("user.name").equals("root")) {
      throw new IllegalStateException("the tests with a real engine need root: run them with sudo");
    }
    for (String program : programs) {
      if (!Command.of("which", program).run().succeeded()) {
        throw new IllegalStateException(
            "no " + program + " here: apt-get install docker.io runc containerd busybox-static");
      }
    }
  }

  /** The storage driver is the engine's own choice: overlay2, or vfs where nothing else works. */
  private static Process launch(
      Path home, String cgroup, List<String> launcher, List<String> options) throws IOException {
    List<String> line = new ArrayList<>(launcher);
    line.addAll(
        List.of(
            "dockerd",
            "--data-root=" + home.resolve("data"),
            "--exec-root=" + home.resolve("exec"),
            "--host=unix://" + home.resolve("docker.sock"),
            "--pidfile=" + home.resolve("pid"),
            "--group=root",
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false",
            "--ip-forward=false",
            "--cgroup-parent=/" + cgroup));
    line.addAll(options);
    List<String> missing = Capabilities.missing();
    if (!missing.isEmpty()) {
      line.add("--add-runtime=here=" + Capabilities.runtimeWithout(missing, home));
      line.add("--default-runtime=here");
    }
    File log = home.resolve("log").toFile();
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private void awaitReady() {
    Await.until(
        () -> "dockerd answers; its log:\n" + log(),
        READY,
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException("dockerd ended; its log:\n" + log());
          }
          return Files.exists(socket()) && answers();
        });
  }

  private boolean answers() {
    try {
      return RawHttp.request(socket(), "GET", "/_ping").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  Path socket() {
    return home.resolve("docker.sock");
  }

  /** Root at the engine itself, past every gateway: for preparations and for seeing what is. */
  Docker docker() {
    return new Docker(Docker.clients().getFirst(), socket(), List.of());
  }

  boolean isVersion(String start) {
    Map<String, Object> version = Json.object(RawHttp.request(socket(), "GET", "/version").body());
    return version.getOrDefault("Version", "").toString().startsWith(start);
  }

  /** The full id of a container or the empty text. */
  String idOf(String container) {
    Finished found = docker().run("inspect", "--type=container", "--format={{.Id}}", container);
    return found.succeeded() ? found.out().strip() : "";
  }

  boolean exists(String container) {
    return !idOf(container).isEmpty();
  }

  boolean isRunning(String container) {
    return docker()
        .run("inspect", "--type=container", "--format={{.State.Running}}", container)
        .out()
        .strip()
        .equals("true");
  }

  /** Ends the engine with its containers and keeps its data. */
  void stop() {
    process.destroy();
    Await.until(() -> "dockerd ends; its log:\n" + log(), END, () -> !process.isAlive());
  }

  void startAgain() {
    try {
      process = launch(home, cgroup, launcher, options);
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void removeAllContainers() {
    String ids = docker().orFail("ps", "--all", "--quiet", "--no-trunc");
    if (!ids.isEmpty()) {
      List<String> line = new ArrayList<>(List.of("rm", "--force", "--volumes"));
      line.addAll(ids.lines().toList());
      docker().orFail(line.toArray(String[]::new));
    }
  }

  /** Their bridges are the host's, and would stay when the engine has gone. */
  private void removeNetworks() {
    docker().orFail("network", "prune", "--force");
  }

  private String log() {
    try {
      return Files.readString(home.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      removeAllContainers();
      removeNetworks();
      stop();
    }
    unmountOwnNamespace();
    removeCgroups();
    Command.of("rm", "-rf", "--one-file-system", home.toString()).orFail();
    Leftovers.requireNoneOf(home, cgroup);
  }

  /**
   * dockerd binds the host's network namespace there and does not take it away, even at its end.
   */
  private void unmountOwnNamespace() {
    Path namespace = home.resolve("exec/netns/default");
    if (Files.exists(namespace)) {
      Command.of("umount", namespace.toString()).run();
    }
  }

  private void removeCgroups() {
    try (Stream<Path> hierarchies = Files.list(Path.of(CGROUPS))) {
      Stream.concat(Stream.of(Path.of(CGROUPS)), hierarchies)
          .map(hierarchy -> hierarchy.resolve(cgroup))
          .filter(Files::isDirectory)
          .forEach(group ->
              Command.of(
                      "find", group.toString(), "-depth", "-type", "d", "-exec", "rmdir", "{}", ";")
                  .run());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
