package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code ./cofferdam policy}, which needs neither an engine nor a gateway, and {@code audit}. */
@OnSite
class LauncherPolicyTest {
  private final Site site;
  private final Launcher cofferdam;
  private final String example = Policies.exampleFile().toString();

  LauncherPolicyTest(Site site) {
    this.site = site;
    this.cofferdam = Launcher.at(site.newHome("launcher"));
  }

  @Test
  void check_accepts_the_example() {
    assertThat(cofferdam.run("policy", "check", example).orFail()).contains("is valid");
  }

  @Test
  void check_points_at_file_line_and_column() {
    Path file = cofferdam.write("policy.yaml", LauncherTest.MALFORMED);
    Finished check = cofferdam.run("policy", "check", file.toString());
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.err()).contains(file + ":4:7: error: unknown key \"alow\"");
  }

  @Test
  void check_of_a_file_that_is_not_there_is_one_sentence() {
    Finished check = cofferdam.run("policy", "check", "/nonexistent/policy.yaml");
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.err())
        .isEqualTo("cofferdam: /nonexistent/policy.yaml: no such file or directory\n");
  }

  @Test
  void explain_tells_decision_rule_privileges_and_what_would_have_to_change() {
    Finished explain = explain("admin2", "docker", "run", "--privileged", "foobar");
    assertThat(explain.exit()).isEqualTo(1);
    assertThat(explain.out())
        .contains("container.create on container:(new): refused")
        .contains("foobar-runner allows up to baseline")
        .contains("privilege: privileged (privileged)")
        .contains("In the request: leave out --privileged.")
        .contains("In the policy: give rule foobar-runner/1")
        .contains("admin2 may not: container.create is refused.");
  }

  @Test
  void explain_names_the_rule_of_what_is_allowed() {
    Finished explain = explain("admin2", "docker", "run", "--pull", "never", "foobar");
    assertThat(explain.orFail())
        .contains("container.create on container:(new): allowed by rule foobar-runner/1")
        .contains("admin2 may.");
  }

  @Test
  void explain_of_what_the_docker_client_would_refuse_has_exit_status_2() {
    Finished explain = explain("admin2", "docker", "run", "--privilegd", "foobar");
    assertThat(explain.exit()).isEqualTo(2);
    assertThat(explain.err()).contains("--privilegd");
  }

  private Finished explain(String user, String... words) {
    String[] line = new String[7 + words.length];
    String[] first = {"policy", "explain", "--policy", example, "--as", user, "--"};
    System.arraycopy(first, 0, line, 0, first.length);
    System.arraycopy(words, 0, line, first.length, words.length);
    return cofferdam.run(line);
  }

  @Test
  void audit_shows_what_a_user_did_and_finds_a_changed_byte() {
    Path policy = cofferdam.write("policy.yaml", Policies.threeAdmins());
    cofferdam
        .up(
            "--engine",
            "unix://" + site.engine().socket(),
            "--policy",
            policy.toString(),
            "--group",
            Users.GROUP)
        .orFail();
    try (cofferdam) {
      Docker admin1 =
          new Docker(
              Docker.clients().getFirst(),
              cofferdam.socket(),
              As.login(site.users(), Person.ADMIN1));
      admin1.orFail("ps");
      admin1.run("run", "foobar");
      Await.until(
          "the records of admin1 are shown",
          Command.LIMIT,
          () -> show(Person.ADMIN1).contains("REFUSED  container.create"));
      assertThat(show(Person.ADMIN1)).contains("allowed  container.list");
      assertThat(show(Person.ADMIN2)).isEmpty();
      assertThat(verify().orFail()).contains("the chain holds");
    }
    assertThat(verify().orFail()).contains("the chain holds");
    Path log = cofferdam.state().resolve("audit/audit.jsonl");
    Command.of("sed", "-i", "0,/container.list/s//container.lost/", log.toString()).orFail();
    Finished changed = verify();
    assertThat(changed.exit()).isEqualTo(1);
    assertThat(changed.err()).contains(log + ":").contains("changed");
  }

  private String show(Person person) {
    return cofferdam
        .run("audit", "show", "--user", person.login(), "--state", cofferdam.state().toString())
        .orFail();
  }

  private Finished verify() {
    return cofferdam.run("audit", "verify", "--state", cofferdam.state().toString());
  }
}
