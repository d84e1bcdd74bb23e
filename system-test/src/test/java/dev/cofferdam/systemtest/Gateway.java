package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** The real daemon as a process of its own, from the class path of the tests. */
final class Gateway implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(60);

  private final Path home;
  private final List<String> options;
  private Process process;

  private Gateway(Path home, List<String> options, Process process) {
    this.home = home;
    this.options = options;
    this.process = process;
  }

  /**
   * Starts one that keeps its records in a required file.
   *
   * @param home a directory of its own
   * @param policy text of the policy file
   */
  static Gateway start(Path home, Path engineSocket, String policy) {
    return start(
        home, engineSocket, policy, List.of("file:" + home.resolve("audit") + ",required"));
  }

  /**
   * @param sinks as {@code --audit} takes them
   */
  static Gateway start(Path home, Path engineSocket, String policy, List<String> sinks) {
    try {
      Files.createDirectories(home);
      Files.writeString(home.resolve("policy.yaml"), policy);
      List<String> options =
          new ArrayList<>(
              List.of(
                  "--engine", "unix://" + engineSocket,
                  "--socket", home.resolve("docker.sock").toString(),
                  "--policy", home.resolve("policy.yaml").toString(),
                  "--state", home.resolve("state").toString(),
                  "--group", Users.GROUP));
      sinks.forEach(sink -> options.addAll(List.of("--audit", sink)));
      Gateway gateway = new Gateway(home, options, launch(home, options));
      gateway.awaitReady();
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the options that {@code packaging/daemon.options} gives the daemon. */
  private static Process launch(Path home, List<String> options) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                // The tests may have been started with SIGHUP ignored (nohup); a service is not.
                "env",
                "--default-signal=HUP",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cofferdam.gateway.Daemon"));
    line.addAll(options);
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
        .start();
  }

  private void awaitReady() {
    Await.until(
        () -> "the gateway is ready; its log:\n" + log(),
        READY,
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException("the gateway ended; its log:\n" + log());
          }
          return Files.exists(adminSocket()) && Files.exists(socket()) && answers();
        });
  }

  private boolean answers() {
    try {
      return RawHttp.request(adminSocket(), "GET", "/status").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  Path socket() {
    return home.resolve("docker.sock");
  }

  Path adminSocket() {
    return state().resolve("admin.sock");
  }

  Path state() {
    return home.resolve("state");
  }

  Path auditDirectory() {
    return home.resolve("audit");
  }

  Trail trail() {
    return new Trail(auditDirectory());
  }

  Map<String, Object> status() {
    return Json.object(RawHttp.request(adminSocket(), "GET", "/status").body());
  }

  void writePolicy(String policy) {
    try {
      Files.writeString(home.resolve("policy.yaml"), policy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the policy file and asks the daemon to read it. */
  RawHttp.Answer reload(String policy) {
    writePolicy(policy);
    return RawHttp.exchange(
        adminSocket(), RawHttp.head("POST", "/reload") + "Content-Length: 0\r\n\r\n");
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  int openFiles() {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return (int) files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Resident memory, {@code VmRSS} in proc(5). */
  long residentKiB() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String log() {
    try {
      return Files.readString(home.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  void killHard() {
    process.destroyForcibly().onExit().join();
  }

  void startAgain() {
    try {
      process = launch(home, options);
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM, and the end that a service has to have: exit status 0, no socket left. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        String log = log();
        killHard();
        Assertions.fail("the gateway did not end within %s; its log:%n%s", END, log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    Assertions.assertThat(process.exitValue()).as("exit status; the log:%n%s", log()).isIn(0, 143);
    Assertions.assertThat(socket()).doesNotExist();
    Assertions.assertThat(adminSocket()).doesNotExist();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
