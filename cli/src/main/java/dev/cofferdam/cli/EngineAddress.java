package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Where an engine listens: a Unix socket, written {@code unix:///PATH}. */
record EngineAddress(Path socket) {
  private static final String SCHEME = "unix://";
  private static final Duration LIMIT = Duration.ofSeconds(2);

  static final EngineAddress DEFAULT = new EngineAddress(Path.of("/var/run/docker.sock"));

  /** What came of asking whether somebody is there. */
  sealed interface Ping {
    /**
     * An engine is there.
     *
     * @param apiVersion the newest version of the API that it speaks, empty where it does not say
     */
    record Answered(String apiVersion) implements Ping {}

    /**
     * @param reason half a sentence, as in "there is no such socket"
     */
    record Silent(String reason) implements Ping {}
  }

  /**
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  static EngineAddress parse(String text) {
    if (!text.startsWith(SCHEME + "/")) {
      throw new IllegalArgumentException(
          "`"
              + text
              + "` is not an engine that can be guarded: write unix:///PATH. An engine that"
              + " listens on TCP can be reached around the gateway.");
    }
    return new EngineAddress(Path.of(text.substring(SCHEME.length())).normalize());
  }

  /** {@code GET /_ping}, as every client of an engine begins. */
  Ping ping() {
    if (!Files.exists(socket)) {
      return new Ping.Silent("there is no such socket");
    }
    try {
      HttpAnswer answer = UnixHttp.get(socket, "/_ping", LIMIT);
      if (answer.status() != 200) {
        return new Ping.Silent("it answered a ping with status " + answer.status());
      }
      return new Ping.Answered(answer.header("Api-Version").orElse(""));
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      return new Ping.Silent(
          message.toLowerCase(Locale.ROOT).contains("refused")
              ? "nobody listens on its socket (connection refused)"
              : message);
    }
  }

  @Override
  public String toString() {
    return SCHEME + socket;
  }
}
