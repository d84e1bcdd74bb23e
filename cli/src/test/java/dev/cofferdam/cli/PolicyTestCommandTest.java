package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cofferdam policy test}. */
class PolicyTestCommandTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  @TempDir private Path directory = Path.of("");

  private record Run(int code, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new picocli.CommandLine(new PolicyTestCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Run(code, out.toString(), err.toString());
  }

  private Path example(String from, String to) throws IOException {
    Files.copy(EXAMPLES.resolve("three-admins.yaml"), directory.resolve("three-admins.yaml"));
    String cases = Files.readString(EXAMPLES.resolve("three-admins.cases.yaml"));
    assertThat(cases).contains(from);
    return Files.writeString(directory.resolve("x.cases.yaml"), cases.replace(from, to));
  }

  @Test
  void every_example_decides_as_its_cases_expect() {
    Run run = run(EXAMPLES.toString());
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("not as expected: 0");
  }

  @Test
  void every_example_is_a_policy_without_warnings_and_has_cases() throws Exception {
    try (java.util.stream.Stream<Path> files = Files.list(EXAMPLES)) {
      List<Path> policies =
          files.filter(file -> !file.toString().endsWith(".cases.yaml")).sorted().toList();
      assertThat(policies).hasSizeGreaterThan(6);
      for (Path file : policies) {
        Policy policy = Policy.parse(Files.readString(file), file.toString());
        assertThat(policy.warnings()).isEmpty();
        assertThat(Path.of(file.toString().replaceFirst("yaml$", "cases.yaml"))).exists();
      }
    }
  }

  @Test
  void a_case_that_is_decided_otherwise_is_one_line_with_its_place_and_the_reason()
      throws IOException {
    Path file =
        example(
            "docker: run --privileged foobar\n    expect: deny",
            "docker: run --privileged foobar\n    expect: allow");
    Files.writeString(
        file, Files.readString(file).replace("    reason: allows up to baseline\n", ""));
    Run run = run(directory.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith(file + ":")
        .contains("admin2: docker run --privileged foobar: expected allow, got deny:")
        .contains("allows up to baseline");
    assertThat(run.out()).endsWith(", not as expected: 1\n");
  }

  @Test
  void a_rule_or_reason_that_is_another_is_not_as_expected() throws IOException {
    example("rule: web-operator/1", "rule: web-operator/2");
    Run run = run(directory.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("expected allow by rule web-operator/2, got allow by rule web-operator/1");
  }

  @Test
  void another_policy_can_be_tested_with_the_same_cases() throws IOException {
    Path open =
        Files.writeString(
            directory.resolve("open.yaml"),
            Files.readString(EXAMPLES.resolve("three-admins.yaml"))
                .replace("[foobar]", "[\"**\"]"));
    Run run = run("--policy", open.toString(), EXAMPLES.resolve("three-admins.cases.yaml") + "");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("admin2: docker run nginx: expected deny, got allow");
  }

  @Test
  void conditions_are_asked_about_the_request_and_at_the_time_of_the_case() throws IOException {
    Files.writeString(
        directory.resolve("policy.yaml"),
        """
        version: 1
        roles:
          day:
            - allow: [container.create]
              when: "now.getHours() < 18 && request.memory <= 512 * MiB"
        bindings:
          - {role: day, to: ["user:eve"]}
        """);
    Files.writeString(
        directory.resolve("day.cases.yaml"),
        """
        version: 1
        cases:
          - {as: eve, docker: create -m 256m foobar, now: 2026-01-31T10:00:00Z, expect: allow}
          - {as: eve, docker: create -m 256m foobar, now: 2026-01-31T20:00:00Z, expect: deny}
          - {as: eve, docker: create -m 1g foobar, now: 2026-01-31T10:00:00Z, expect: deny}
        """);
    Run run = run(directory.toString());
    assertThat(run.code()).as(run.out() + run.err()).isZero();
  }

  @Test
  void a_role_on_trial_warns_or_is_observed() throws IOException {
    Files.writeString(
        directory.resolve("policy.yaml"),
        """
        version: 1
        roles:
          trial:
            mode: warn
            rules: [{allow: [container.list]}]
          watched:
            mode: observe
            rules: [{allow: [container.list]}]
        bindings:
          - {role: trial, to: ["user:eve"]}
          - {role: watched, to: ["user:bob"]}
        """);
    Files.writeString(
        directory.resolve("trial.cases.yaml"),
        """
        version: 1
        cases:
          - {as: eve, docker: ps, expect: allow}
          - {as: eve, docker: images, expect: warn, reason: image}
          - {as: bob, docker: images, expect: observe}
          - {as: joe, docker: images, expect: deny}
        """);
    Run run = run(directory.toString());
    assertThat(run.code()).as(run.out() + run.err()).isZero();
  }

  @Test
  void results_are_told_to_programs_as_json_and_junit_xml() throws Exception {
    example("expect: part", "expect: allow");
    Path xml = directory.resolve("result.xml");
    Run run = run("--json", "--junit", xml.toString(), directory.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(DockerCommandLineTree.of(run.out()).get("as_expected")).isEqualTo(false);
    assertThat(run.out()).contains("\"got\":\"part\"");
    org.w3c.dom.Document parsed =
        javax.xml.parsers.DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(xml.toFile());
    assertThat(parsed.getElementsByTagName("testcase").getLength()).isGreaterThan(10);
    assertThat(parsed.getElementsByTagName("failure").getLength()).isEqualTo(1);
  }

  @Test
  void a_mistake_in_a_case_is_2_with_its_place() throws IOException {
    Path file = example("expect: part", "expect: some");
    Run run = run(directory.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith(file + ":").contains("unknown decision \"some\"");
  }

  @Test
  void a_command_that_no_docker_client_takes_is_2_with_its_place() throws IOException {
    Path file = example("docker: ps -a", "docker: ps --everything");
    Run run = run(directory.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith(file + ":").contains("unknown flag: --everything");
  }

  @Test
  void a_policy_that_is_none_is_2_with_its_place() throws IOException {
    example("admin1", "admin1");
    Files.writeString(directory.resolve("three-admins.yaml"), "roles: 7\n");
    Run run = run(directory.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("three-admins.yaml:1:");
  }

  @Test
  void a_directory_without_cases_is_2() {
    Run run = run(directory.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("no cases in " + directory);
  }
}
