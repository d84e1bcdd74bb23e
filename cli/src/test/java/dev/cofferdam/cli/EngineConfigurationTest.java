package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineConfigurationTest {
  private static final Path PROGRAM = Path.of("/var/lib/cofferdam/cofferdam-runtime");
  private static final String ENTRY =
      "\"cofferdam\": {\"path\": \"/var/lib/cofferdam/cofferdam-runtime\"}";

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("daemon.json");
  }

  private EngineConfiguration configuration() throws IOException {
    return EngineConfiguration.at(file());
  }

  private boolean register() throws IOException, CommandFailure {
    return configuration().register("cofferdam", PROGRAM, false);
  }

  private boolean unregister() throws IOException, CommandFailure {
    return configuration().unregister("cofferdam", PROGRAM);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Nested
  class Registering {
    @Test
    void a_file_that_is_not_there_is_made() throws Exception {
      assertThat(register()).isTrue();
      assertThat(file()).hasContent("{\n  \"runtimes\": {" + ENTRY + "}\n}\n");
    }

    @Test
    void everything_else_stays_as_it_was_set() throws Exception {
      Files.writeString(
          file(), "{\n\t\"debug\" :true,\n\t\"log-opts\": { \"max-size\": \"10m\" }\n}");
      register();
      assertThat(Files.readString(file()))
          .isEqualTo(
              "{\n\t\"debug\" :true,\n\t\"log-opts\": { \"max-size\": \"10m\" },\n\t\"runtimes\": {"
                  + ENTRY
                  + "}\n}");
    }

    @Test
    void other_runtimes_stay() throws Exception {
      Files.writeString(
          file(), "{\"runtimes\": {\"nvidia\": {\"path\": \"n\", \"runtimeArgs\": []}}, \"x\": 1}");
      register();
      assertThat(Files.readString(file()))
          .isEqualTo(
              "{\"runtimes\": {\"nvidia\": {\"path\": \"n\", \"runtimeArgs\": []}, "
                  + ENTRY
                  + "}, \"x\": 1}");
    }

    @Test
    void an_empty_list_of_runtimes_is_filled() throws Exception {
      Files.writeString(file(), "{\"runtimes\":{}}");
      register();
      assertThat(Files.readString(file())).isEqualTo("{\"runtimes\":{" + ENTRY + "}}");
    }

    @Test
    void twice_is_once() throws Exception {
      register();
      String once = Files.readString(file());
      assertThat(register()).isFalse();
      assertThat(file()).hasContent(once);
    }

    @Test
    void the_default_is_changed_only_where_that_was_asked_for() throws Exception {
      register();
      assertThat(Files.readString(file())).doesNotContain("default-runtime");
      assertThat(configuration().register("cofferdam", PROGRAM, true)).isTrue();
      assertThat(configuration().read().defaultRuntime()).contains("cofferdam");
    }

    @Test
    void the_file_keeps_who_may_read_it_and_a_link_to_it_stays_one() throws Exception {
      Path real = directory.resolve("real.json");
      Files.writeString(real, "{}");
      Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
      Files.createSymbolicLink(file(), real);
      register();
      assertThat(file()).isSymbolicLink();
      assertThat(Files.readString(real)).contains(ENTRY);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
          .isEqualTo("rw-r-----");
    }
  }

  @Nested
  class Conflicts {
    private void refused(String text, boolean asDefault, String reason) throws IOException {
      Files.writeString(file(), text);
      assertThatThrownBy(() -> configuration().register("cofferdam", PROGRAM, asDefault))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining(file().toString())
          .hasMessageContaining("left as it is")
          .hasMessageContaining(reason);
      assertThat(Files.readString(file())).isEqualTo(text);
      assertThat(files()).containsExactly("daemon.json");
    }

    @Test
    void another_program_of_the_name() throws Exception {
      refused(
          "{\"runtimes\": {\"cofferdam\": {\"path\": \"/opt/other\"}}}",
          false,
          "`runtimes.cofferdam` is already /opt/other");
    }

    @Test
    void another_default() throws Exception {
      refused("{\"default-runtime\": \"nvidia\"}", true, "`default-runtime` is already \"nvidia\"");
    }

    @Test
    void the_engine_maps_its_containers_itself() throws Exception {
      refused("{\"userns-remap\": \"default\"}", false, "`userns-remap` is \"default\"");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "[]",
          "{",
          "{\"a\": 1} {}",
          "{\"a\": 1, \"a\": 2}",
          "{\"runtimes\": []}",
          "{\"runtimes\": {\"cofferdam\": \"x\"}}",
          "{\"runtimes\": {\"x\": {}, \"x\": {}}}",
          "{\"default-runtime\": 7}",
          "{ // comment\n}"
        })
    void what_is_not_understood(String text) throws Exception {
      refused(text, true, "");
    }
  }

  @Nested
  class Undoing {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{}",
          "",
          "{\n    \"debug\": false,\n    \"runtimes\": { }\n}\n",
          "{\"runtimes\":{\"nvidia\":{\"path\":\"n\"}},\"hosts\":[\"fd://\"]}"
        })
    void the_file_is_byte_for_byte_what_it_was(String text) throws Exception {
      Files.writeString(file(), text);
      configuration().register("cofferdam", PROGRAM, true);
      assertThat(unregister()).isTrue();
      assertThat(Files.readString(file())).isEqualTo(text);
      assertThat(files()).containsExactly("daemon.json");
    }

    @Test
    void a_file_that_was_made_is_removed() throws Exception {
      register();
      unregister();
      assertThat(files()).isEmpty();
    }

    @Test
    void what_was_changed_since_stays() throws Exception {
      Files.writeString(file(), "{\"debug\": true}");
      configuration().register("cofferdam", PROGRAM, true);
      Files.writeString(file(), Files.readString(file()).replace("true", "false"));
      unregister();
      assertThat(Files.readString(file())).isEqualTo("{\"debug\": false}");
      assertThat(files()).containsExactly("daemon.json");
    }

    @Test
    void other_runtimes_and_another_default_stay() throws Exception {
      Files.writeString(
          file(),
          "{\"runtimes\": {" + ENTRY + ", \"b\": {\"path\": \"b\"}}, \"default-runtime\": \"b\"}");
      unregister();
      assertThat(Files.readString(file()))
          .isEqualTo("{\"runtimes\": {\"b\": {\"path\": \"b\"}}, \"default-runtime\": \"b\"}");
    }

    @Test
    void a_backup_of_an_earlier_time_is_not_put_back() throws Exception {
      Files.writeString(file(), "{\"debug\": true}");
      register();
      Files.writeString(file(), "{\"debug\": false}");
      register();
      unregister();
      assertThat(Files.readString(file())).isEqualTo("{\"debug\": false}");
    }

    @Test
    void what_another_installation_registered_is_not_touched() throws Exception {
      Files.writeString(file(), "{\"runtimes\": {\"cofferdam\": {\"path\": \"/opt/other\"}}}");
      assertThatThrownBy(() -> unregister()).hasMessageContaining("of another installation");
    }

    @Test
    void what_is_not_there_is_not_taken_out() throws Exception {
      assertThat(unregister()).isFalse();
      assertThat(files()).isEmpty();
    }
  }
}
