package dev.cofferdam.systemtest;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program to run: its arguments, a small environment of its own, its standard streams.
 *
 * <p>Output goes to files and never to pipes, so that nothing has to be drained and a program that
 * still runs can be looked at.
 */
final class Command {
  /** No client here needs longer; a hang is to be seen soon. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final File NOWHERE = new File("/dev/null");

  private final List<String> line;
  private final Map<String, String> environment;
  private final Optional<Path> input;
  private final Optional<Path> output;

  private Command(
      List<String> line,
      Map<String, String> environment,
      Optional<Path> input,
      Optional<Path> output) {
    this.line = List.copyOf(line);
    this.environment = Map.copyOf(environment);
    this.input = input;
    this.output = output;
  }

  static Command of(String... line) {
    return of(List.of(line));
  }

  static Command of(List<String> line) {
    return new Command(
        line,
        Map.of(
            "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME", "/nonexistent",
            "LANG", "C.UTF-8"),
        Optional.empty(),
        Optional.empty());
  }

  /** Puts a launcher (see {@link As}) in front. */
  Command behind(List<String> launcher) {
    List<String> whole = new ArrayList<>(launcher);
    whole.addAll(line);
    return new Command(whole, environment, input, output);
  }

  Command with(String variable, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(variable, value);
    return new Command(line, more, input, output);
  }

  /** Reads standard input from this file. */
  Command from(Path file) {
    return new Command(line, environment, Optional.of(file), output);
  }

  /** Writes standard output to this file, which then is not part of {@link Finished}. */
  Command into(Path file) {
    return new Command(line, environment, input, Optional.of(file));
  }

  Finished run() {
    return run(LIMIT);
  }

  Finished run(Duration limit) {
    try (Running running = launch(Redirect.from(input.map(Path::toFile).orElse(NOWHERE)))) {
      return running.ended(limit);
    }
  }

  /** Runs it and fails the test when it fails. */
  String orFail() {
    return run().orFail();
  }

  /** Starts it; standard input is a pipe unless a file was named. */
  Running start() {
    return launch(input.map(file -> Redirect.from(file.toFile())).orElse(Redirect.PIPE));
  }

  private Running launch(Redirect stdin) {
    try {
      Path out = Files.createTempFile("cofferdam-test", ".out");
      Path err = Files.createTempFile("cofferdam-test", ".err");
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.redirectInput(stdin);
      builder.redirectOutput(output.orElse(out).toFile());
      builder.redirectError(err.toFile());
      return new Running(String.join(" ", line), builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + line.getFirst(), e);
    }
  }

  /** A file of its own with this text, for {@link #from}. */
  static Path textFile(String text) {
    try {
      Path file = Files.createTempFile("cofferdam-test", ".in");
      file.toFile().deleteOnExit();
      return Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
