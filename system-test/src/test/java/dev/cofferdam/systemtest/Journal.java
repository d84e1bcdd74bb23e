package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The real systemd-journald in a namespace of its own, apart from the machine's journal.
 *
 * <p>Such an instance ends by itself after half a minute without work, and systemd starts it again
 * for the next message. Without systemd, this does.
 */
final class Journal implements AutoCloseable {
  private static final Path DAEMON = Path.of("/lib/systemd/systemd-journald");
  private static final Duration READY = Duration.ofSeconds(60);

  private final String namespace;
  private final Path runtime;
  private final Path log;
  private Optional<Process> process = Optional.empty();
  private boolean closing;

  private Journal(String namespace, Path runtime, Path log) {
    this.namespace = namespace;
    this.runtime = runtime;
    this.log = log;
  }

  static Journal start(Path log) {
    if (!Files.isExecutable(DAEMON)) {
      throw new IllegalStateException("no " + DAEMON + ": apt-get install systemd");
    }
    String namespace = "cofferdam-test-" + ProcessHandle.current().pid();
    Path runtime = Path.of("/run/systemd/journal." + namespace);
    try {
      Files.createDirectories(runtime);
      Journal journal = new Journal(namespace, runtime, log);
      journal.launch();
      Await.until("journald's socket", READY, () -> Files.exists(journal.socket()));
      return journal;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void launch() {
    if (closing) {
      return;
    }
    try {
      Process started =
          new ProcessBuilder(DAEMON.toString(), namespace)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process = Optional.of(started);
      var _ = started.onExit().thenRun(this::launch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path socket() {
    return runtime.resolve("socket");
  }

  /** What {@code journalctl FIELD=VALUE…} finds, oldest first. */
  List<Map<String, Object>> find(String... matches) {
    List<String> line =
        new ArrayList<>(
            List.of("journalctl", "--namespace=" + namespace, "--output=json", "--quiet"));
    line.addAll(List.of(matches));
    return Command.of(line).orFail().lines().map(Json::object).toList();
  }

  private synchronized Optional<Process> end() {
    closing = true;
    process.ifPresent(Process::destroy);
    return process;
  }

  @Override
  public void close() {
    end().ifPresent(last -> last.onExit().join());
    Command.of("rm", "-rf", runtime.toString()).orFail();
    Command.of(
            "sh",
            "-c",
            "rm -rf /var/log/journal/*." + namespace + " /run/log/journal/*." + namespace)
        .orFail();
  }
}
