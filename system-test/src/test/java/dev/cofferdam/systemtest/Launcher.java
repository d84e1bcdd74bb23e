package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The program as a person at a shell has it: {@code ./cofferdam} of this repository, with a state
 * directory and a socket of its own. Closing it is {@code cofferdam down}.
 *
 * <p>It runs what the same build has put into {@code packaging/target/dist} and builds nothing.
 */
final class Launcher implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Path home;
  private final List<String> before;

  private Launcher(Path home, List<String> before) {
    this.home = home;
    this.before = List.copyOf(before);
  }

  /** Run by root, whom no login led here. */
  static Launcher at(Path home) {
    return at(home, As.root());
  }

  /**
   * @param home a directory of its own
   * @param before who runs it and where, see {@link As}
   */
  static Launcher at(Path home, List<String> before) {
    requireBuilt();
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Launcher(home, before);
  }

  /** What the build leaves in {@code packaging}: a whole installation. */
  static Path installation() {
    requireBuilt();
    return Policies.repository().resolve("packaging/target/dist");
  }

  private static void requireBuilt() {
    Path classPath = Policies.repository().resolve("packaging/target/dist/lib/classpath");
    if (!Files.exists(classPath)) {
      throw new IllegalStateException(
          classPath + " is missing: build module packaging first, or run `./cofferdam test`");
    }
  }

  Path state() {
    return home.resolve("state");
  }

  Path socket() {
    return home.resolve("docker.sock");
  }

  Trail trail() {
    return new Trail(state().resolve("audit"));
  }

  /** Any command, word for word. */
  Command command(String... words) {
    List<String> line =
        new ArrayList<>(List.of(Policies.repository().resolve("cofferdam").toString()));
    line.addAll(List.of(words));
    return environment(Command.of(line)).behind(before);
  }

  static Command environment(Command command) {
    return command
        .with("JAVA_HOME", System.getProperty("java.home"))
        .with("COFFERDAM_NO_BUILD", "1");
  }

  Finished run(String... words) {
    return command(words).run(LIMIT);
  }

  /** A command with {@code --state}. */
  Finished here(String command, String... more) {
    return run(words(List.of(command, "--state", state().toString()), more));
  }

  /** {@code up} with {@code --state} and {@code --socket}. */
  Finished up(String... more) {
    return run(upWords(more));
  }

  Running start(String... words) {
    return command(words).start();
  }

  String[] upWords(String... more) {
    return words(
        List.of("up", "--state", state().toString(), "--socket", socket().toString()), more);
  }

  private static String[] words(List<String> first, String... more) {
    List<String> words = new ArrayList<>(first);
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  Map<String, Object> status() {
    return Json.object(here("status", "--json").orFail());
  }

  /** The daemon's process. */
  long pid() {
    return (Long) status().getOrDefault("pid", -1L);
  }

  /** Root's docker client at this gateway. */
  Docker docker() {
    return new Docker(Docker.clients().getFirst(), socket(), before);
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(home.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    here("down").orFail();
  }
}
