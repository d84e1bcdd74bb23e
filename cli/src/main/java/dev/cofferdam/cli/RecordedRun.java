package dev.cofferdam.cli;

import dev.cofferdam.linux.AuditStream;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.seccomp.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One {@code docker run} with a filter that logs, and the kernel's records of its calls. */
final class RecordedRun {
  /** The command of docker that makes the container and starts it. */
  private static final String RUN = "run";

  private RecordedRun() {}

  /**
   * What came of it.
   *
   * @param exit of docker
   * @param records about the container, and about processes that had ended
   * @param othersLog whether programs outside of the container have filters that log as well
   * @param lost records of the kernel, whosever, that were not seen
   * @param overruns how often the kernel has said so
   */
  record Outcome(int exit, long records, boolean othersLog, long lost, long overruns) {}

  /**
   * Runs it to its end, a detached one as well.
   *
   * @param command docker, its options, run, and so on
   * @param profile in JSON, which logs
   * @param recording gets the container's calls
   * @param ofEnded gets those of processes that had ended before it could be seen whose they were
   */
  static Outcome of(List<String> command, byte[] profile, Recording recording, Recording ofEnded)
      throws IOException, CommandFailure, InterruptedException {
    int run = command.indexOf(RUN);
    if (run < 1) {
      throw new CommandFailure(
          "What follows -- is not docker run …: write the command with which the container is"
              + " started.");
    }
    if (command.stream().anyMatch(each -> each.startsWith("--cidfile"))) {
      throw new CommandFailure("--cidfile is used for this already: leave it out.");
    }
    Path directory = Files.createTempDirectory("cofferdam-record");
    Path profileFile = directory.resolve("profile.json");
    Path containerFile = directory.resolve("container");
    try (AuditStream stream = open()) {
      Files.write(profileFile, profile);
      List<String> all = new ArrayList<>(command.subList(0, run + 1));
      all.add("--cidfile=" + containerFile);
      all.add("--security-opt=seccomp=" + profileFile);
      all.addAll(command.subList(run + 1, command.size()));
      LogReader reader = new LogReader(stream, containerFile, recording, ofEnded);
      Thread thread = Thread.ofPlatform().name("kernel's records").start(reader);
      int exit = run(all);
      waitFor(command.subList(0, run), containerFile);
      reader.finish();
      thread.join();
      return reader.outcome(exit);
    } finally {
      Files.deleteIfExists(profileFile);
      Files.deleteIfExists(containerFile);
      Files.deleteIfExists(directory);
    }
  }

  private static AuditStream open() throws CommandFailure {
    try {
      return Kernel.real().auditStream();
    } catch (KernelException e) {
      throw new CommandFailure(
          "The kernel's records cannot be read (" + e.getMessage() + "): run this as root.", e);
    }
  }

  private static int run(List<String> command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /** Until a container that goes on in the background has ended; one that is gone has. */
  private static void waitFor(List<String> docker, Path containerFile)
      throws IOException, InterruptedException {
    if (Files.exists(containerFile)) {
      List<String> command = new ArrayList<>(docker);
      command.removeIf("container"::equals);
      command.add("wait");
      command.add(Files.readString(containerFile, StandardCharsets.US_ASCII).strip());
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }
}
