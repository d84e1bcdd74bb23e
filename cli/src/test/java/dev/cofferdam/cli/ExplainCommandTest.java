package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExplainCommandTest {
  @TempDir private Path directory = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void policy() throws IOException {
    Files.copy(Path.of("..", "examples", "three-admins.yaml"), directory.resolve("policy.yaml"));
  }

  private int explain(String user, String... words) {
    List<String> arguments =
        new ArrayList<>(List.of("--as", user, "--group", "x", "--state", directory.toString()));
    arguments.addAll(List.of(words));
    return new CommandLine(new ExplainCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(new String[0]));
  }

  @Nested
  class An_allowed_command {
    @Test
    void ends_with_zero_and_says_so() {
      assertThat(explain("admin1", "--", "docker", "start", "web-1")).isZero();
      assertThat(out.toString())
          .contains("container.start on container:web-1: allowed by rule web-operator/")
          .endsWith("admin1 may.\n");
    }

    @Test
    void is_told_with_the_limits_that_are_not_counted_here() throws IOException {
      Path policy = directory.resolve("policy.yaml");
      String roles = Files.readString(policy);
      String few =
          """
            few: {rules: [{allow: [system.ping]}], limits: {containers: 5, rate: 20/s}}
          bindings:
            - {role: few, to: ["user:admin1"]}
          """;
      Files.writeString(policy, roles.replace("bindings:\n", few));
      assertThat(explain("admin1", "--", "docker", "start", "web-1")).isZero();
      assertThat(out.toString())
          .contains("Note: limits of admin1: 5 containers (role few), 20/s (role few); how much")
          .endsWith("admin1 may.\n");
    }

    @Test
    void is_one_although_a_pull_that_may_not_be_needed_is_refused() {
      assertThat(explain("admin2", "--", "docker", "run", "--rm", "foobar")).isZero();
      assertThat(out.toString())
          .contains("asked only if the engine does not have the image")
          .contains("confinement: baseline");
    }
  }

  @Nested
  class A_filter_of_system_calls {
    @Test
    void takes_a_privilege_for_what_an_option_allows_in_either_spelling() {
      for (String option : List.of("seccomp.allow=bpf", "seccomp:allow:bpf")) {
        assertThat(explain("admin2", "--", "docker", "create", "--security-opt", option, "foobar"))
            .isEqualTo(1);
        assertThat(out.toString()).contains("seccomp:allow:bpf");
      }
    }

    @Test
    void takes_one_for_what_a_file_adds() throws IOException {
      Path file = directory.resolve("profile.json");
      Files.writeString(
          file,
          "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[\"read\",\"bpf\"],"
              + "\"action\":\"SCMP_ACT_ALLOW\"}]}");
      String option = "--security-opt=seccomp=" + file;
      assertThat(explain("admin2", "--", "docker", "create", option, "foobar")).isEqualTo(1);
      assertThat(out.toString()).contains("seccomp:allow:bpf").doesNotContain("is not read");
    }

    @Test
    void of_a_file_that_is_not_there_is_taken_for_one_that_allows_everything() {
      String option = "--security-opt=seccomp=" + directory.resolve("absent.json");
      assertThat(explain("admin2", "--", "docker", "create", option, "foobar")).isEqualTo(1);
      assertThat(out.toString()).contains("seccomp:allow:all").contains("is not read");
    }

    @Test
    void is_compared_with_the_base_of_the_policy() throws IOException {
      Path policy = directory.resolve("policy.yaml");
      String text = Files.readString(policy);
      Files.writeString(
          policy, text.replace("version: 1\n", "version: 1\nseccomp: {base: none}\n"));
      assertThat(
              explain(
                  "admin2", "--", "docker", "create", "--security-opt=seccomp.allow=bpf", "foobar"))
          .isZero();
    }
  }

  @Nested
  class A_refused_command {
    @Test
    void ends_with_one_and_names_the_privileges_and_the_remedies() {
      int status = explain("admin2", "--", "docker", "run", "--privileged", "foobar");
      assertThat(status).isEqualTo(1);
      assertThat(out.toString())
          .contains("container.create on container:")
          .contains("refused")
          .contains("because: ")
          .contains("privilege: privileged (privileged)")
          .contains("to change: ")
          .endsWith("admin2 may not: container.create is refused.\n");
    }

    @Test
    void is_one_on_anothers_container_and_none_on_ones_own() {
      assertThat(explain("admin2", "--", "docker", "rm", "mine")).isEqualTo(1);
      assertThat(
              explain(
                  "admin2", "--owner", "admin2", "--image", "foobar", "--", "docker", "rm", "mine"))
          .isZero();
    }

    @Test
    void is_told_to_programs_as_json() {
      assertThat(explain("admin1", "--json", "--", "docker", "rm", "web-1")).isEqualTo(1);
      assertThat(DockerCommandLineTree.of(out.toString()).get("allowed")).isEqualTo(false);
    }
  }

  @Nested
  class A_condition {
    private void policy(String mode) throws IOException {
      Files.writeString(
          directory.resolve("policy.yaml"),
          """
          version: 1
          roles:
            r:
              mode: MODE
              rules:
                - allow: [container.create]
                  when: request.memory <= 512 * MiB
          bindings: [{role: r, to: ["user:u"]}]
          """
              .replace("MODE", mode));
    }

    @Test
    void is_answered_by_the_options_of_the_command() throws IOException {
      policy("enforce");
      assertThat(explain("u", "--", "docker", "create", "--memory", "512m", "foobar")).isZero();
      assertThat(explain("u", "--", "docker", "create", "foobar")).isEqualTo(1);
      assertThat(out.toString()).contains("r/1 is for when request.memory <= 512 * MiB");
    }

    @Test
    void of_a_role_on_trial_is_told_and_refuses_nothing() throws IOException {
      policy("warn");
      assertThat(explain("u", "--", "docker", "create", "foobar")).isZero();
      assertThat(out.toString())
          .contains("container.create on container:(new)", ": allowed (warn)")
          .contains("in the mode warn only; enforced, it would be refused")
          .contains("r/1 is for when request.memory <= 512 * MiB");
    }
  }

  @Test
  void an_unknown_flag_is_a_mistake_of_usage() {
    assertThat(explain("admin1", "--", "docker", "run", "--foo", "foobar")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown flag: --foo");
  }

  @Test
  void a_policy_that_is_none_is_named_with_the_place() throws IOException {
    Files.writeString(directory.resolve("policy.yaml"), "roles: 7\n");
    assertThat(explain("admin1", "--", "docker", "ps")).isEqualTo(1);
    assertThat(err.toString()).contains("policy.yaml:1:");
  }
}
