package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Other programs that a test runs. */
final class Programs {
  private Programs() {}

  /** Runs to the end and returns what was printed. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    return output;
  }

  /** Starts a daemon in the foreground, its output in a file. */
  static Process start(Path output, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(java.time.Duration.ofSeconds(60))) {
      process.destroyForcibly().waitFor();
    }
  }
}
