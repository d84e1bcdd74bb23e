package dev.cofferdam.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cofferdam.userns.Maps;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an engine gives is refused with a sentence, or means the same afterwards. */
class RuntimeFuzzTest {
  @FuzzTest
  void any_document_is_refused_or_written_stably(byte[] document) {
    try {
      byte[] written = JsonText.write(JsonText.read(document, "config.json"));
      assertThat(JsonText.write(JsonText.read(written, "config.json"))).isEqualTo(written);
    } catch (RuntimeFailure e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void any_configuration_is_refused_or_gets_a_user_namespace(byte[] document) {
    try {
      Json.Fields config = JsonText.read(document, "config.json");
      Rewriting rewriting = new Rewriting(config, Namespaces.of(config), false, false);
      rewriting.requirePossible();
      rewriting.apply(
          new UserNamespace(Maps.identity(), Optional.empty()),
          new Foundation.Laid(Path.of("/r"), List.of()),
          List.of());
      Json.Fields read = JsonText.read(JsonText.write(config), "config.json");
      assertThat(Namespaces.of(read).isNew("user")).isTrue();
    } catch (RuntimeFailure e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /** Words are apart by spaces. */
  @FuzzTest
  void any_command_line_is_refused_or_means_the_same_when_written(byte[] line) {
    List<String> words = List.of(new String(line, StandardCharsets.UTF_8).split(" ", -1));
    try {
      Invocation read = Invocation.parse(words, Path.of("/"));
      List<String> written = read.command(Path.of("r"));
      Invocation again = Invocation.parse(written.subList(1, written.size()), Path.of("/"));
      assertThat(again).isEqualTo(read);
    } catch (RuntimeFailure e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
