package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The real rsyslogd with a socket and a file of its own; it writes down every message as it came.
 */
final class Rsyslog implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(60);

  private final Path home;
  private final Process process;

  private Rsyslog(Path home, Process process) {
    this.home = home;
    this.process = process;
  }

  static Rsyslog start(Path home) {
    if (!Command.of("which", "rsyslogd").run().succeeded()) {
      throw new IllegalStateException("no rsyslogd here: apt-get install rsyslog");
    }
    try {
      Files.createDirectories(home);
      Path configuration = home.resolve("rsyslog.conf");
      Files.writeString(configuration, configuration(home));
      Process process =
          new ProcessBuilder("rsyslogd", "-n", "-f", configuration.toString(), "-i", home + "/pid")
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("log").toFile())
              .start();
      Rsyslog rsyslog = new Rsyslog(home, process);
      Await.until("rsyslogd's socket", READY, () -> Files.exists(rsyslog.socket()));
      return rsyslog;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** imuxsock takes RFC 5424 apart only when its own parser is off. */
  private static String configuration(Path home) {
    return """
    global(workDirectory="%1$s" maxMessageSize="64k")
    module(load="imuxsock" sysSock.use="off")
    input(type="imuxsock" socket="%1$s/log.sock" useSpecialParser="off" parseHostname="on"
      rateLimit.interval="0")
    template(name="taken-apart" type="list") {
      property(name="app-name") constant(value=" ")
      property(name="msgid") constant(value=" ")
      property(name="pri-text") constant(value=" ")
      property(name="structured-data") constant(value=" ")
      property(name="msg") constant(value="\\n")
    }
    action(type="omfile" file="%1$s/messages" template="taken-apart" flushOnTXEnd="on"
      asyncWriting="off")
    """
        .formatted(home);
  }

  Path socket() {
    return home.resolve("log.sock");
  }

  /** One line for each message: application, message id, priority, structured data, text. */
  List<String> lines() {
    Path messages = home.resolve("messages");
    try {
      return Files.exists(messages) ? Files.readAllLines(messages) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
