package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CommandLineTest {
  @TempDir private Path folder = Path.of("");

  private record Run(int code, String out, String err) {}

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Cofferdam.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    return new Run(code, out.toString(), err.toString());
  }

  @Test
  void every_command_has_a_help_text() {
    help(Cofferdam.commandLine());
  }

  private static void help(CommandLine command) {
    assertThat(command.getCommandSpec().usageMessage().description())
        .as(command.getCommandName())
        .isNotEmpty();
    command.getSubcommands().values().forEach(CommandLineTest::help);
  }

  @Nested
  final class Exit_codes {
    @Test
    void a_version_is_0() {
      assertThat(run("version").code()).isEqualTo(ExitCode.OK);
      assertThat(run("version").out()).startsWith("cofferdam 0.");
    }

    @Test
    void an_unknown_option_is_2_and_named() {
      Run run = run("status", "--colour");

      assertThat(run.code()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains("--colour");
    }

    @Test
    void an_engine_on_tcp_is_2_with_the_reason() {
      Run run = run("up", "--engine", "tcp://127.0.0.1:2375");

      assertThat(run.code()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains("around the gateway");
    }

    @Test
    void an_audit_sink_that_does_not_exist_is_2() {
      assertThat(run("up", "--audit", "pigeon").code()).isEqualTo(ExitCode.USAGE);
      assertThat(run("up", "--audit", "file:relative").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void status_without_a_gateway_is_3() {
      Run run = run("status", "--state", folder.toString());

      assertThat(run.code()).isEqualTo(ExitCode.NOT_RUNNING);
      assertThat(run.out()).contains("does not run on " + folder);
    }

    @Test
    void a_reload_without_a_gateway_is_1() {
      Run run = run("reload", "--state", folder.toString());

      assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
      assertThat(run.err()).contains("does not run on " + folder);
    }

    @Test
    void a_log_that_is_not_there_is_1() {
      Path missing = folder.resolve("missing");
      Run run = run("audit", "verify", "--dir", missing.toString());

      assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
      assertThat(run.err()).contains(missing.toString());
    }
  }

  @Nested
  final class With_a_daemon {
    @Test
    void status_prints_what_it_says() throws Exception {
      StateDirectory state = new StateDirectory(folder);
      new DaemonProcess(state).register(ProcessHandle.current().pid());
      try (FakeServer server =
          new FakeServer(state.adminSocket(), FakeServer.ok(GatewayStatusTest.JSON))) {
        assertThat(run("status", "--state", folder.toString()).out()).contains("version abc123");
        assertThat(run("status", "--json", "--state", folder.toString()).out())
            .isEqualToNormalizingNewlines(GatewayStatusTest.JSON);
        assertThat(server.requests()).containsOnly("GET /status HTTP/1.1");
      }
    }

    @Test
    void a_reload_that_is_refused_prints_each_mistake() throws Exception {
      StateDirectory state = new StateDirectory(folder);
      new DaemonProcess(state).register(ProcessHandle.current().pid());
      String body = "{\"problems\":[\"p.yaml:3:4: no such role\"]}";
      try (FakeServer server =
          new FakeServer(
              state.adminSocket(), FakeServer.ok(body).replace("200 OK", "422 Unprocessable"))) {
        Run run = run("reload", "--state", folder.toString());

        assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains("p.yaml:3:4: no such role").contains("stays");
        assertThat(server.requests()).containsExactly("POST /reload HTTP/1.1");
      }
    }
  }

  @Test
  void the_log_is_found_where_the_gateway_was_told_to_write_it() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.writeString(
        new StateDirectory(folder).settings(),
        "--audit journald\n--audit file:" + elsewhere + ",required\n");

    Run run = run("audit", "show", "--state", folder.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(ExitCode.OK);
  }

  @Nested
  final class Policy_check {
    @Test
    void accepts_the_policy_that_up_writes() throws Exception {
      Path file = folder.resolve("policy.yaml");
      Files.write(file, FirstPolicy.content());

      Run run = run("policy", "check", file.toString());

      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isEqualTo(ExitCode.OK);
      assertThat(run.out()).contains("is valid (roles: 1, bindings: 1, version ");
    }

    @Test
    void points_at_the_place_of_a_mistake() throws Exception {
      Path file = folder.resolve("wrong.yaml");
      Files.writeString(
          file,
          """
          version: 1
          roles:
            web:
              - allow: [container.fly]
          bindings: []
          """);

      Run run = run("policy", "check", file.toString());

      assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
      assertThat(run.err()).contains(file + ":4:").contains("container.fly");
    }
  }

  @Test
  void since_takes_a_time_or_how_long_ago() {
    Instant now = Instant.parse("2026-01-31T08:00:00Z");

    assertThat(
            List.of("90s", "15m", "2h", "7d", "2026-01-01T00:00:00Z").stream()
                .map(text -> AuditShowCommand.since(text, now).toString()))
        .containsExactly(
            "2026-01-31T07:58:30Z",
            "2026-01-31T07:45:00Z",
            "2026-01-31T06:00:00Z",
            "2026-01-24T08:00:00Z",
            "2026-01-01T00:00:00Z");
  }
}
