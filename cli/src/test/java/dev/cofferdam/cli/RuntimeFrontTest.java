package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The front script, as `up` and `install` write it, with programs that say how they were called.
 */
final class RuntimeFrontTest {
  @TempDir private Path directory;

  private Path front = Path.of("");

  @BeforeEach
  void writeFront() throws IOException {
    Path library = Files.createDirectories(directory.resolve("it's here/lib"));
    Path state = Files.createDirectories(directory.resolve("the state"));
    Path java = Files.createDirectories(directory.resolve("java/bin")).resolve("java");
    program(java, "java");
    Files.writeString(
        library.resolve("runtime.classpath"), directory.resolve("java") + "\na.jar\nb.jar\n");
    program(directory.resolve("real"), "real");
    RuntimeFront made =
        new RuntimeFront(Path.of("../packaging/cofferdam-runtime").toAbsolutePath(), library);
    front = made.write(state, directory.resolve("real").toString());
  }

  private static void program(Path file, String name) throws IOException {
    Files.writeString(file, "#!/bin/sh\nprintf '" + name + "'; printf ' <%s>' \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(front.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Dchanged");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said.strip();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--root /r --log /l --log-format json state X",
        "--root=/r delete --force create",
        "--root create exec X",
        "-root create kill",
        "features",
        "--version",
        "--debug start create",
        "--log create"
      })
  void every_command_but_create_is_the_real_runtimes(String line) throws Exception {
    String[] words = line.split(" ", -1);
    assertThat(run(words)).isEqualTo("0 real <" + String.join("> <", words) + ">");
  }

  @Test
  void without_a_command_it_is_the_real_runtimes() throws Exception {
    assertThat(run()).isEqualTo("0 real <>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create --bundle /b X",
        "--root /r --log /l --log-format json --systemd-cgroup create --bundle /b X",
        "--root=/r -log /l create X",
        "-debug create X"
      })
  void create_is_javas_with_the_state_and_the_real_runtime(String line) throws Exception {
    String[] words = line.split(" ", -1);
    assertThat(run(words))
        .startsWith("0 java <-XX:SharedArchiveFile=" + directory + "/it's here/lib/runtime.jsa>")
        .contains("<-cp> <" + directory + "/it's here/lib/a.jar:" + directory)
        .endsWith(
            "<dev.cofferdam.runtime.Wrapper> <"
                + directory
                + "/the state> <"
                + directory
                + "/real> <"
                + String.join("> <", words)
                + ">");
  }

  @Test
  void words_are_passed_on_as_they_are() throws Exception {
    assertThat(run("exec", "a  b", "", "$HOME *")).isEqualTo("0 real <exec> <a  b> <> <$HOME *>");
  }

  @Test
  void arguments_of_its_own_come_first_and_go_no_further() throws Exception {
    program(directory.resolve("other"), "other");
    assertThat(run("--cofferdam-runtime=" + directory.resolve("other"), "state", "X"))
        .isEqualTo("0 other <state> <X>");
    assertThat(run("--cofferdam-state=/s", "create", "X"))
        .contains("<dev.cofferdam.runtime.Wrapper> </s> <")
        .doesNotContain("--cofferdam-state");
  }

  @Test
  void without_its_program_the_engine_is_told_why() throws Exception {
    Files.delete(directory.resolve("it's here/lib/runtime.classpath"));
    Path log = directory.resolve("log");
    assertThat(run("--log", log.toString(), "--log-format", "json", "create", "X"))
        .startsWith("1 cofferdam-runtime: its program is not complete");
    assertThat(Files.readString(log))
        .startsWith("{\"level\":\"error\",\"msg\":\"cofferdam-runtime: its program")
        .endsWith("\"}\n");
    assertThat(run("state", "X")).isEqualTo("0 real <state> <X>");
  }
}
