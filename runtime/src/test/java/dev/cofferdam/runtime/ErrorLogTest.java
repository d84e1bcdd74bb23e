package dev.cofferdam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ErrorLogTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private String tell(String... words) throws Exception {
    Path log = directory.resolve("log");
    List<String> all =
        List.of(
            ("--log=" + log + " " + String.join(" ", words) + " create X").strip().split(" +", -1));
    new ErrorLog(
            Invocation.parse(all, Path.of("/")),
            new PrintStream(errors, true, StandardCharsets.UTF_8))
        .tell("no \"range\"\nis left");
    return Files.readString(log);
  }

  @Test
  void the_engine_finds_one_json_object_a_line() throws Exception {
    Json.Fields line =
        JsonText.read(
            tell("--log-format=json").getBytes(StandardCharsets.UTF_8), "the line of the log");
    assertThat(line.text("level")).contains("error");
    assertThat(line.text("msg")).contains("cofferdam-runtime: no \"range\" is left");
    assertThat(line.text("time").orElseThrow()).matches("20..-..-..T..:..:..Z");
  }

  @Test
  void without_a_format_it_is_text() throws Exception {
    assertThat(tell())
        .endsWith("level=error msg=\"cofferdam-runtime: no \\\"range\\\" is left\"\n");
  }

  @Test
  void a_person_reads_the_sentence() throws Exception {
    tell();
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .isEqualTo("cofferdam-runtime: no \"range\" is left" + System.lineSeparator());
  }
}
