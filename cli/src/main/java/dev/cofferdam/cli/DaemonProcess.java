package dev.cofferdam.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The gateway's daemon, as the command line sees it: a process, a log and an admin socket. */
final class DaemonProcess {
  private static final Duration READY = Duration.ofSeconds(10);

  /** Of a status: it asks the engine and searches the host for ways around the gateway. */
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(5);

  private final StateDirectory state;

  DaemonProcess(StateDirectory state) {
    this.state = state;
  }

  /** The running daemon of this state directory. */
  Optional<ProcessId> running() {
    return ProcessId.read(state.pidFile()).filter(ProcessId::alive);
  }

  /** What it says of itself. */
  GatewayStatus status() throws IOException {
    return status(ANSWER);
  }

  /** As it came, once it has been seen to be a status. */
  String statusJson() throws IOException {
    String body = UnixHttp.get(state.adminSocket(), "/status", ANSWER).body();
    parse(body);
    return body;
  }

  HttpAnswer reload() throws IOException {
    return UnixHttp.post(state.adminSocket(), "/reload", READY);
  }

  private GatewayStatus status(Duration limit) throws IOException {
    HttpAnswer answer = UnixHttp.get(state.adminSocket(), "/status", limit);
    if (answer.status() != 200) {
      throw new IOException("the daemon answered with status " + answer.status());
    }
    return parse(answer.body());
  }

  private static GatewayStatus parse(String body) throws IOException {
    try {
      return GatewayStatus.parse(body);
    } catch (Json.Unexpected e) {
      throw new IOException("the daemon's status cannot be read: " + e.getMessage(), e);
    }
  }

  /** Starts it and waits until it listens. */
  GatewayStatus start(UpSettings settings, DaemonProgram program)
      throws IOException, CommandFailure, InterruptedException {
    prepare(settings);
    long logged = Files.exists(state.log()) ? Files.size(state.log()) : 0;
    Process process =
        Background.start(
            program.command(settings), program.environment(System.getenv()), state.log());
    register(process.pid());
    long deadline = System.nanoTime() + READY.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        removeLeftovers();
        throw new CommandFailure(
            "The gateway did not start. It said:\n" + said(logged) + "\nAll of it: " + state.log());
      }
      if (Files.exists(state.adminSocket())) {
        try {
          return status(ANSWER);
        } catch (ConnectException notYet) {
          // The file is there from bind(2) on, and refuses until listen(2).
        } catch (IOException failed) {
          process.destroy();
          throw failed;
        }
      }
      Thread.sleep(POLL);
    }
    process.destroy();
    throw new CommandFailure(
        "The gateway was not ready after %d s and was stopped again. It said:%n%s"
            .formatted(READY.toSeconds(), said(logged)));
  }

  /** What has to be there, and what must not, before the daemon starts. */
  void prepare(UpSettings settings) throws IOException {
    removeLeftovers();
    Files.writeString(state.settings(), settings.text());
    Path folder = settings.socket().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }

  /** Notes which process the daemon is. */
  void register(long pid) throws IOException {
    Optional<ProcessId> id = ProcessId.running(pid);
    if (id.isPresent()) {
      id.get().write(state.pidFile());
    }
  }

  /** What a daemon leaves behind that was killed. */
  void removeLeftovers() throws IOException {
    Files.deleteIfExists(state.pidFile());
    Files.deleteIfExists(state.adminSocket());
  }

  /** The settings that it was started with; empty where it never was. */
  String settings() throws IOException {
    return Files.exists(state.settings()) ? Files.readString(state.settings()) : "";
  }

  private String said(long since) throws IOException {
    byte[] log = Files.readAllBytes(state.log());
    int from = since <= log.length ? (int) since : 0;
    List<String> lines =
        new String(log, from, log.length - from, java.nio.charset.StandardCharsets.UTF_8)
            .lines()
            .toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - 20), lines.size());
    return last.isEmpty() ? "  (nothing)" : "  " + String.join("\n  ", last);
  }
}
