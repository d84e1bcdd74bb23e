package dev.cofferdam.seccomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LibraryExampleTest {
  /** In a process of its own, since a filter stays. */
  @Test
  void a_thread_that_ran_before_can_no_longer_start_a_program() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LibraryExample.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines = process.inputReader(UTF_8).readAllLines();

    assertThat(process.waitFor()).as("exit status; it printed %s", lines).isZero();
    assertThat(lines).startsWith("before: exit status 0");
    assertThat(lines.get(1)).startsWith("after: ").contains("Operation not permitted");
  }

  @Test
  void the_program_of_the_readme_is_this_one() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String block = readme.substring(readme.indexOf("```java") + 7);
    String code = block.substring(0, block.indexOf("```")).strip();
    String source =
        Files.readString(Path.of("src/test/java/dev/cofferdam/seccomp/LibraryExample.java"));

    assertThat(source.lines().map(String::strip).toList())
        .containsSequence(code.lines().map(String::strip).toList());
  }
}
