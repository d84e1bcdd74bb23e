package dev.cofferdam.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExecTest {
  private final Kernel kernel = Kernel.real();

  /** Run in a process of its own, since it is to become another program. */
  static final class Program {
    public static void main(String[] args) throws Exception {
      Map<String, String> environment = Map.of("COLOUR", "blue green");
      System.out.println(Kernel.real().execve(Path.of(args[0]), List.of(args), environment));
    }
  }

  @Test
  void the_program_has_the_pid_the_arguments_and_only_the_given_environment() throws Exception {
    Process process = exec("/bin/sh", "-c", "echo $$; echo \"$1\"; env", "name", "an argument");
    List<String> lines = process.inputReader(UTF_8).readAllLines();
    assertThat(process.waitFor()).isZero();
    assertThat(lines)
        .startsWith(Long.toString(process.pid()), "an argument")
        .contains("COLOUR=blue green")
        .noneMatch(line -> line.startsWith("PATH="));
  }

  @Test
  void no_signal_is_left_blocked_and_no_thread_left_over() throws Exception {
    Process process = exec("/bin/cat", "/proc/self/status");
    assertThat(process.inputReader(UTF_8).readAllLines())
        .contains("SigBlk:\t0000000000000000", "Threads:\t1");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void a_program_that_is_not_there_is_named_and_this_one_goes_on() {
    assertThatThrownBy(() -> kernel.execve(Path.of("/no/such"), List.of("such"), Map.of()))
        .isInstanceOf(KernelException.class)
        .hasMessage("execve `/no/such`: No such file or directory");
  }

  @Test
  void an_argument_with_a_zero_byte_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel.execve(Path.of("/bin/true"), List.of("a\0b"), Map.of()));
  }

  private static Process exec(String... command) throws Exception {
    List<String> all = new ArrayList<String>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.add("--enable-native-access=ALL-UNNAMED");
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    all.addAll(List.of(command));
    return new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
