package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets a running engine read its configuration again, by SIGHUP: no container notices.
 *
 * @param engine where it answers
 * @param pidFile where it says which process it is
 */
record EngineReload(EngineAddress engine, Path pidFile) {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(50);

  /** What came of it. */
  enum Outcome {
    /** The engine has what was asked for. */
    IN_FORCE,
    /** No engine runs there: what is in the file is in force from its next start on. */
    NOT_RUNNING,
    /** It runs and has not taken it; its log says why. */
    NOT_TAKEN
  }

  /** What of an engine is looked at. */
  private interface Seen {
    boolean in(Json info) throws Json.Unexpected;
  }

  /**
   * Reloads it and waits until it has a runtime, or has it no longer.
   *
   * @param wanted whether it is to have it
   */
  Outcome until(String runtime, boolean wanted)
      throws IOException, CommandFailure, InterruptedException {
    return until(info -> info.field("Runtimes").has(runtime) == wanted);
  }

  /** Reloads it and waits until a runtime is that of containers which name none. */
  Outcome untilDefault(String runtime) throws IOException, CommandFailure, InterruptedException {
    return until(info -> info.text("DefaultRuntime").equals(runtime));
  }

  /** Whether an engine runs and has a runtime as its default. */
  boolean hasAsDefault(String runtime) throws IOException, CommandFailure {
    return pid().isPresent() && is(info -> info.text("DefaultRuntime").equals(runtime));
  }

  private Outcome until(Seen seen) throws IOException, CommandFailure, InterruptedException {
    Optional<Long> pid = pid();
    if (pid.isEmpty()) {
      return Outcome.NOT_RUNNING;
    }
    Process kill = new ProcessBuilder("kill", "-HUP", pid.get().toString()).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new CommandFailure("The engine (pid " + pid.get() + ") could not be told to reload.");
    }
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      if (is(seen)) {
        return Outcome.IN_FORCE;
      }
      Thread.sleep(POLL);
    }
    return Outcome.NOT_TAKEN;
  }

  private boolean is(Seen seen) throws IOException, CommandFailure {
    try {
      return seen.in(Json.parse(UnixHttp.get(engine.socket(), "/info", ANSWER).body()));
    } catch (Json.Unexpected e) {
      throw new CommandFailure(
          "The engine " + engine + " does not say which runtimes it has: " + e.getMessage(), e);
    }
  }

  /** The engine's process, if it is one: a file that was left names any. */
  private Optional<Long> pid() throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    String text = Files.readString(pidFile).strip();
    if (!text.matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    Path name = Path.of("/proc", text, "comm");
    return Files.exists(name) && Files.readString(name).strip().equals("dockerd")
        ? Optional.of(Long.valueOf(text))
        : Optional.empty();
  }
}
