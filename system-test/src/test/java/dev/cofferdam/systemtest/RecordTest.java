package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every act has one decision and one outcome, in the file, in the journal and at syslog. */
@OnSite
class RecordTest {
  private final Site site;

  RecordTest(Site site) {
    this.site = site;
  }

  @BeforeEach
  void containers() {
    Containers.created(site.engine(), "web-1", "web");
    Containers.created(site.engine(), "db-1", "web");
  }

  @AfterEach
  void clear() {
    site.engine().removeAllContainers();
  }

  @Test
  void an_allowed_act_is_recorded_with_what_was_asked_decided_and_done() {
    Trail.Since since = site.trail().mark();
    site.docker(Person.ADMIN1).orFail("start", "web-1");
    Row decision = since.decision("container.start");
    assertThat(decision.text("decision")).isEqualTo("allow");
    assertThat(decision.text("method")).isEqualTo("POST");
    assertThat(decision.text("path")).contains("/containers/").contains("/start");
    assertThat(decision.list("resources")).containsExactly("container:web-1");
    assertThat(decision.text("container_id")).isEqualTo(site.engine().idOf("web-1"));
    assertThat(decision.text("rule")).matches("[a-z0-9-]+/[0-9]+");
    assertThat(decision.text("policy")).isNotBlank();
    Row outcome = since.outcomeOf(decision);
    assertThat(outcome.text("user")).isEqualTo(Person.ADMIN1.login());
    assertThat(outcome.text("operation")).isEqualTo("container.start");
    assertThat(outcome.text("result")).isEqualTo("ok");
    assertThat(outcome.number("status")).hasValue(204);
    assertThat(outcome.number("duration_us").orElse(-1)).isPositive();
  }

  @Test
  void what_the_engine_refuses_is_an_allowed_decision_with_a_failed_outcome() {
    Trail.Since since = site.trail().mark();
    Finished finished = site.docker(Person.ADMIN2).run("create", "--name", "web-1", "foobar");
    assertThat(finished.exit()).isNotZero();
    assertThat(finished.err()).contains("already in use");
    Row decision = since.decision("container.create");
    assertThat(decision.text("decision")).isEqualTo("allow");
    Row outcome = since.outcomeOf(decision);
    assertThat(outcome.text("result")).isEqualTo("failed");
    assertThat(outcome.number("status")).hasValue(409);
    assertThat(outcome.text("message")).contains("already in use");
  }

  @Test
  void every_decision_has_exactly_one_outcome_and_no_outcome_is_alone() {
    Trail.Since since = site.trail().mark();
    site.docker(Person.ADMIN1).orFail("ps", "-a");
    site.docker(Person.ADMIN1).run("rm", "db-1");
    site.docker(Person.ADMIN2).orFail("run", "--rm", "foobar", "true");
    since.decisions("container.wait").forEach(since::outcomeOf);
    List<Row> rows = since.rows();
    Set<String> decided = new HashSet<>();
    for (Row row : rows) {
      if (row.isDecision()) {
        assertThat(decided.add(row.id())).as("id of its own: %s", row).isTrue();
        since.outcomeOf(row);
      }
    }
    assertThat(decided).hasSizeGreaterThan(5);
    assertThat(since.rows().stream().filter(Row::isOutcome).map(Row::id))
        .containsExactlyInAnyOrderElementsOf(decided);
  }

  @Test
  void secrets_of_a_request_are_in_no_record() {
    Trail.Since since = site.trail().mark();
    site.docker(Person.ADMIN2)
        .orFail("create", "--name", "keeper", "--env", "TOKEN=s3cr3t-value", "foobar");
    since.outcomeOf(since.decision("container.create"));
    assertThat(since.rows().toString()).doesNotContain("s3cr3t-value");
    assertThat(site.gateway().log()).doesNotContain("s3cr3t-value");
  }

  @Test
  void a_value_from_outside_cannot_forge_a_record() {
    Trail.Since since = site.trail().mark();
    String forged = "x\n{\"kind\":\"decision\",\"decision\":\"allow\",\"user\":\"forged\"}";
    site.docker(Person.ADMIN2).run("create", "--name", forged, "foobar");
    site.docker(Person.ADMIN2).run("inspect", "--type", "container", forged);
    assertThat(since.rows()).isNotEmpty().noneMatch(row -> row.text("user").equals("forged"));
  }

  @Test
  void journalctl_finds_an_act_by_its_user() {
    Trail.Since since = site.trail().mark();
    Finished refused = site.docker(Person.ADMIN1).run("rm", "db-1");
    Row decision = Refused.require(refused, since);
    Await.until(
        () -> "decision and outcome of " + decision.id() + " in the journal",
        Command.LIMIT,
        () -> inJournal(decision).size() == 2);
    Map<String, Object> record = inJournal(decision).getFirst();
    assertThat(record)
        .containsEntry("COFFERDAM_KIND", "decision")
        .containsEntry("COFFERDAM_USER", Person.ADMIN1.login())
        .containsEntry("COFFERDAM_OPERATION", "container.remove")
        .containsEntry("COFFERDAM_DECISION", "deny")
        .containsEntry("COFFERDAM_REASON", decision.text("reason"))
        .containsEntry("COFFERDAM_LOGIN_UID", Long.toString(site.users().uid(Person.ADMIN1)));
    assertThat(record.getOrDefault("MESSAGE", "").toString()).contains(Person.ADMIN1.login());
  }

  private List<Map<String, Object>> inJournal(Row decision) {
    return site.journal()
        .find("COFFERDAM_USER=" + Person.ADMIN1.login(), "COFFERDAM_ID=" + decision.id());
  }

  @Test
  void rsyslog_gets_an_act_as_structured_data() {
    Trail.Since since = site.trail().mark();
    Row decision = Refused.require(site.docker(Person.ADMIN1).run("rm", "db-1"), since);
    Await.until(
        () -> "decision and outcome of " + decision.id() + " at rsyslog",
        Command.LIMIT,
        () -> atSyslog(decision).size() == 2);
    assertThat(atSyslog(decision).getFirst())
        .startsWith("cofferdam decision ")
        .contains("user=\"" + Person.ADMIN1.login() + "\"")
        .contains("operation=\"container.remove\"")
        .contains("decision=\"deny\"");
  }

  @Test
  void every_record_of_every_act_is_in_the_journal_and_at_syslog_as_well() {
    Trail.Since since = site.trail().mark();
    site.docker(Person.ADMIN1).orFail("start", "web-1");
    new Docker(
            Docker.clients().getFirst(),
            site.gateway().socket(),
            As.rootFrom(site.users(), Person.ADMIN1))
        .run("stop", "db-1");
    site.docker(Person.ADMIN2).orFail("run", "--rm", "foobar", "true");
    site.docker(Person.ADMIN2).run("run", "--rm", "--privileged", "foobar", "true");
    site.docker(Person.ADMIN3).orFail("rm", "--force", "web-1");
    site.docker(Person.ADMIN3).run("plugin", "ls");
    since.outcomeOf(since.decision("plugin.list"));
    List<Row> decisions = since.rows().stream().filter(Row::isDecision).toList();
    assertThat(decisions).hasSizeGreaterThan(12);
    for (Row decision : decisions) {
      Await.until(
          () -> "decision and outcome of " + decision + " in the journal and at syslog",
          Command.LIMIT,
          () -> atSyslog(decision).size() == 2 && journalled(decision) == 2);
    }
  }

  private long journalled(Row decision) {
    return site.journal()
        .find("COFFERDAM_USER=" + decision.text("user"), "COFFERDAM_ID=" + decision.id())
        .size();
  }

  private List<String> atSyslog(Row decision) {
    return site.rsyslog().lines().stream()
        .filter(line -> line.contains("id=\"" + decision.id() + "\""))
        .toList();
  }
}
