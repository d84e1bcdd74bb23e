package dev.cofferdam.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java programs in processes of their own, for what a process cannot take back. */
final class Children {
  private Children() {}

  /** The lines that a program prints; it has to end well. */
  static List<String> run(Class<?> program, String... arguments) throws Exception {
    return run(List.of(), program, arguments);
  }

  /**
   * @param before words in front of the command, as {@code setpriv}
   */
  static List<String> run(List<String> before, Class<?> program, String... arguments)
      throws Exception {
    Process process = start(before, program, arguments);
    List<String> lines = process.inputReader(UTF_8).readAllLines();
    assertThat(process.waitFor()).as("exit status; it printed %s", lines).isZero();
    return lines;
  }

  static Process start(List<String> before, Class<?> program, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
