package dev.cofferdam.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program of the system that is run to its end. */
final class Command {
  private Command() {}

  /** Runs it for its effect. */
  static void run(List<String> command) throws IOException, InterruptedException {
    output(command);
  }

  /** What it printed, by line. */
  static List<String> output(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          "`%s` ended with status %d: %s"
              .formatted(String.join(" ", command), status, output.strip()));
    }
    return output.lines().toList();
  }
}
