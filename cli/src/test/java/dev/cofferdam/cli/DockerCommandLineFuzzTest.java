package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class DockerCommandLineFuzzTest {
  /** Any words are read or refused with a sentence; each line is one word. */
  @FuzzTest
  void every_command_line_is_read_or_refused(byte[] data) {
    List<String> words = new ArrayList<>(List.of("docker"));
    new String(data, StandardCharsets.UTF_8).lines().forEach(words::add);
    try {
      DockerCommandLine line = DockerCommandLine.parse(words);
      line.calls().stream()
          .flatMap(call -> call.body().stream())
          .forEach(body -> assertThat(DockerCommandLineTree.of(body)).isNotEmpty());
    } catch (DockerCommandLineException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }
}
