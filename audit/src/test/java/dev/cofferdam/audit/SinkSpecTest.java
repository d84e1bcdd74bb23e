package dev.cofferdam.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SinkSpecTest {
  @Test
  void a_kind_alone_has_the_usual_place() {
    assertThat(SinkSpec.parse("file"))
        .isEqualTo(new SinkSpec.File(Path.of("/var/log/cofferdam"), false, 64 << 20, 0));
    assertThat(SinkSpec.parse("journald"))
        .isEqualTo(new SinkSpec.Journald(Path.of("/run/systemd/journal/socket"), false));
    assertThat(SinkSpec.parse("syslog")).isEqualTo(new SinkSpec.Syslog(Path.of("/dev/log"), false));
  }

  @Test
  void a_place_and_options_are_taken() {
    assertThat(SinkSpec.parse("file:/a/b,required,max-size=2MiB,keep=7"))
        .isEqualTo(new SinkSpec.File(Path.of("/a/b"), true, 2 << 20, 7));
    assertThat(SinkSpec.parse("journald:/x/socket,required"))
        .isEqualTo(new SinkSpec.Journald(Path.of("/x/socket"), true));
    assertThat(SinkSpec.parse("syslog:/x/log,required"))
        .isEqualTo(new SinkSpec.Syslog(Path.of("/x/log"), true));
  }

  @Test
  void the_directory_of_a_bare_file_can_be_given() {
    assertThat(SinkSpec.parse("file,required", Path.of("/state/audit")).name())
        .isEqualTo("file:/state/audit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fil | there is no `fil`: write file[:DIR]",
        "'' | there is no ``",
        "file: | nothing after the colon",
        "file:log | has to begin with a slash",
        "file,require | there is no option `require`: possible are required, max-size=SIZE, keep=N",
        "file, | there is no option ``",
        "syslog,keep=1 | there is no option `keep=1`: possible is required",
        "file,keep=-1 | `-1` is not a number from 0 to 1000000",
        "file,max-size=1 | max-size is at least 4KiB",
        "file,max-size=9999999999GiB | is not a number",
      })
  void a_mistake_is_named_with_what_is_possible(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SinkSpec.parse(text))
        .withMessageStartingWith("audit sink `" + text + "`: ")
        .withMessageContaining(message);
  }
}
