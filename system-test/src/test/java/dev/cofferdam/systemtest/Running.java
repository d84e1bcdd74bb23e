package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.assertj.core.api.Assertions;

/**
 * A process that was started and has not been seen to end; closing it kills it and its children.
 */
final class Running implements AutoCloseable {
  private final String line;
  private final Process process;
  private final Path out;
  private final Path err;

  Running(String line, Process process, Path out, Path err) {
    this.line = line;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** What it has written so far. */
  String out() {
    return text(out);
  }

  String err() {
    return text(err);
  }

  Running awaitOut(String text) {
    return awaitOut(text, said -> said.contains(text));
  }

  Running awaitOut(String what, Predicate<String> condition) {
    Await.until(
        () -> what + " from " + soFar(), Command.LIMIT, () -> condition.test(out()) || !alive());
    Assertions.assertThat(condition.test(out())).as("%s from %s", what, soFar()).isTrue();
    return this;
  }

  private Finished soFar() {
    return new Finished(line, alive() ? -1 : process.exitValue(), out(), err());
  }

  void type(String text) {
    try {
      OutputStream in = process.getOutputStream();
      in.write(text.getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to " + line, e);
    }
  }

  /** Ends its standard input and leaves it running. */
  void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void signal(String name) {
    Command.of("kill", "-" + name, Long.toString(pid())).orFail();
  }

  Finished ended() {
    return ended(Command.LIMIT);
  }

  /** Waits for its end; one that takes longer is killed and fails the test. */
  Finished ended(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        Finished hanging = soFar();
        kill();
        Assertions.fail("still running after %s: %s", limit, hanging);
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + line, e);
    }
    return new Finished(line, process.exitValue(), out(), err());
  }

  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    if (alive()) {
      kill();
    }
    out.toFile().delete();
    err.toFile().delete();
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
