package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessIdTest {
  @TempDir private Path folder = Path.of("");

  private static ProcessId self() {
    return ProcessId.running(ProcessHandle.current().pid()).orElseThrow();
  }

  @Test
  void a_running_process_is_known_again_from_its_file() throws IOException {
    Path file = folder.resolve("pid");
    self().write(file);

    assertThat(ProcessId.read(file)).contains(self());
    assertThat(self().alive()).isTrue();
  }

  @Test
  void another_process_with_the_same_number_is_neither_alive_nor_killed() throws Exception {
    Process stranger = new ProcessBuilder(List.of("sleep", "60")).start();
    try {
      ProcessId real = ProcessId.running(stranger.pid()).orElseThrow();
      ProcessId earlier = new ProcessId(real.pid(), real.start() - 1, real.boot());
      ProcessId beforeBoot = new ProcessId(real.pid(), real.start(), "another-boot");

      assertThat(earlier.alive()).isFalse();
      assertThat(beforeBoot.alive()).isFalse();
      earlier.terminate();
      beforeBoot.terminate();
      assertThat(real.awaitEnd(Duration.ofMillis(100))).isFalse();

      real.terminate();
      assertThat(real.awaitEnd(Duration.ofSeconds(10))).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  @Test
  void a_process_that_has_ended_is_not_running() throws Exception {
    Process process = new ProcessBuilder(List.of("true")).start();
    process.waitFor();

    assertThat(ProcessId.running(process.pid())).isEmpty();
  }

  @Test
  void the_age_grows_from_the_start() throws IOException {
    assertThat(self().age()).isBetween(Duration.ZERO, Duration.ofHours(1));
  }

  @Test
  void what_is_no_process_is_nobody() throws IOException {
    for (String text :
        List.of("", "1", "1 2", "1 2 ", "x 2 b", "1 -2 b", "1 2 b c", "99999999999999999999 1 b")) {
      assertThat(ProcessId.parse(text)).as(text).isEmpty();
    }
    assertThat(ProcessId.read(folder.resolve("none"))).isEmpty();
  }
}
