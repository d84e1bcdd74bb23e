package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docker run -it}, {@code exec -it} and {@code attach}, on a real terminal. */
@OnSite
@ParameterizedClass
@MethodSource("dev.cofferdam.systemtest.Docker#clients")
class TerminalTest {
  private final Site site;
  private final Docker admin2;
  private final Docker admin3;

  TerminalTest(Path client, Site site) {
    this.site = site;
    this.admin2 = site.docker(Person.ADMIN2, client);
    this.admin3 = site.docker(Person.ADMIN3, client);
  }

  @AfterEach
  void clear() {
    site.engine().removeAllContainers();
  }

  @Test
  void run_it_is_a_conversation_at_the_terminals_size() {
    try (Running terminal =
        admin2.onTerminal("stty rows 33 cols 77; " + admin2.line() + " run --rm -it foobar sh")) {
      terminal.awaitOut("# ");
      terminal.type("until stty size | grep '33 77'; do sleep 0.1; done; echo a$((40+2))b\n");
      terminal.awaitOut("a42b");
      terminal.type("exit 3\n");
      assertThat(terminal.ended().exit()).isEqualTo(3);
      assertThat(terminalSize(terminal.out())).isEqualTo("33 77");
    } catch (IllegalStateException e) {
      throw new AssertionError("the terminal was cut off", e);
    }
  }

  @Test
  void run_it_follows_the_terminal_when_its_size_changes() {
    String client =
        admin2.line()
            + " run --rm -it foobar sh -c 'echo here; until stty size | grep \"40 100\"; do sleep"
            + " 0.1; done'";
    try (Running terminal = admin2.onTerminal("tty; stty rows 33 cols 77; " + client)) {
      terminal.awaitOut("here");
      String device = terminal.out().lines().findFirst().orElseThrow().strip();
      // Again and again: a client looks for changes only a moment after its container has started.
      Await.until(
          "the container sees the new size",
          Command.LIMIT,
          () -> {
            resize(device, 41);
            resize(device, 40);
            return terminal.out().contains("40 100");
          });
      assertThat(terminal.ended().orFail()).contains("40 100");
    }
  }

  @Test
  void exec_it_is_a_conversation_at_the_terminals_size() {
    admin3.orFail("run", "-d", "--name", "tools", "foobar", "sh", "-c", Containers.SERVICE);
    try (Running terminal =
        admin3.onTerminal("stty rows 25 cols 99; " + admin3.line() + " exec -it tools sh")) {
      terminal.awaitOut("# ");
      terminal.type("until stty size | grep '25 99'; do sleep 0.1; done; echo a$((40+2))b\n");
      terminal.awaitOut("a42b");
      terminal.type("exit 4\n");
      assertThat(terminal.ended().exit()).isEqualTo(4);
    }
  }

  @Test
  void the_detach_keys_leave_the_container_running_and_attach_comes_back() {
    try (Running terminal = admin2.onTerminal(admin2.line() + " run -it --name mine foobar sh")) {
      terminal.awaitOut("# ");
      terminal.type("\u0010\u0011"); // Ctrl-P, Ctrl-Q
      terminal.ended();
    }
    assertThat(site.engine().isRunning("mine")).isTrue();
    try (Running terminal = admin2.onTerminal(admin2.line() + " attach mine")) {
      terminal.type("echo a$((40+3))b\n");
      terminal.awaitOut("a43b");
      terminal.type("exit\n");
      terminal.ended();
    }
  }

  private static void resize(String device, int rows) {
    Command.of("stty", "-F", device, "rows", Integer.toString(rows), "cols", "100").orFail();
  }

  private static String terminalSize(String said) {
    return said.lines()
        .map(String::strip)
        .filter(line -> line.matches("\\d+ \\d+"))
        .findFirst()
        .orElse("");
  }
}
