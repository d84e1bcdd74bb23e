package dev.cofferdam.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InvocationTest {
  private static Invocation parse(String line) throws RuntimeFailure {
    return Invocation.parse(List.of(line.split(" ", -1)), Path.of("/here"));
  }

  @Test
  void the_command_line_of_containerd_is_passed_on() throws Exception {
    Invocation invocation =
        parse(
            "--root /run/r --log /b/log.json --log-format json --systemd-cgroup create"
                + " --bundle /b --pid-file /b/init.pid --console-socket /tmp/pty.sock c0ffee");
    assertThat(invocation.bundle()).isEqualTo(Path.of("/b"));
    assertThat(invocation.container()).isEqualTo("c0ffee");
    assertThat(invocation.log()).contains(Path.of("/b/log.json"));
    assertThat(invocation.jsonLog()).isTrue();
    assertThat(String.join(" ", invocation.command(Path.of("/usr/bin/crun"))))
        .isEqualTo(
            "/usr/bin/crun --root /run/r --log /b/log.json --log-format json --systemd-cgroup create"
                + " --bundle /b --pid-file /b/init.pid --console-socket /tmp/pty.sock c0ffee");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-b /b", "-b=/b", "-b/b", "--bundle /b", "--bundle=/b", "-bundle=/b"})
  void every_spelling_of_the_bundle_is_the_same_for_the_runtime(String spelling) throws Exception {
    assertThat(parse("create " + spelling + " X").command(Path.of("r")))
        .containsExactly("r", "create", "--bundle", "/b", "X");
  }

  @Test
  void a_relative_bundle_begins_where_the_process_is_and_none_is_just_that() throws Exception {
    assertThat(parse("create -b ../b X").bundle()).isEqualTo(Path.of("/b"));
    assertThat(parse("create X").bundle()).isEqualTo(Path.of("/here"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create",
        "create -b",
        "create -b /b",
        "create X Y",
        "create ../X",
        "create X/Y",
        "create -b /b --config other.json X",
        "create --preserve-fds 1 X",
        "create --no-pivot=yes X",
        "state X",
        "--root",
        "--root create X"
      })
  void what_is_not_understood_is_refused(String line) {
    assertThatThrownBy(() -> parse(line)).isInstanceOf(RuntimeFailure.class);
  }

  @Test
  void of_a_line_that_is_refused_the_log_is_known() {
    Invocation invocation =
        Invocation.forFailure(
            List.of("--log=/b/log.json", "--log-format=json", "create", "--odd"), Path.of("/"));
    assertThat(invocation.log()).contains(Path.of("/b/log.json"));
    assertThat(invocation.jsonLog()).isTrue();
  }
}
