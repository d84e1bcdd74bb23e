package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Roles whose refusals are not enforced yet, as docker's users meet them. */
@OnSite
class TrialTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        client:
          - allow: [system.ping, system.version, system.info, container.inspect, image.inspect]
        warned: {mode: warn, rules: [{allow: [container.list]}]}
        observed: {mode: observe, rules: [{allow: [container.list]}]}
        never: {mode: enforce, rules: [{allow: [container.list]}]}
      bindings:
        - role: client
          to: ["user:cf-test-admin1", "user:cf-test-admin2", "user:cf-test-admin3"]
        - {role: warned, to: ["user:cf-test-admin1", "user:cf-test-admin3"]}
        - {role: observed, to: ["user:cf-test-admin2"]}
        - {role: never, to: ["user:cf-test-admin3"]}
      """;

  private final Site site;
  private final Gateway gateway;
  private final Trail.Since since;

  TrialTest(Site site) {
    this.site = site;
    this.gateway = Gateway.start(site.newHome("gateway"), site.engine().socket(), POLICY);
    this.since = gateway.trail().mark();
  }

  @AfterEach
  void clear() {
    gateway.close();
    site.engine().removeAllContainers();
  }

  private Finished create(Person person, Path client) {
    return site.docker(person, client, gateway).run("create", "--name", "tried", "foobar");
  }

  static List<Path> clients() {
    return Docker.clients();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void who_is_warned_reads_it_from_docker_and_gets_his_container(Path client) {
    Finished created = create(Person.ADMIN1, client);
    assertThat(created.exit()).as("%s", created).isZero();
    Row decision = since.decision("container.create");
    assertThat(decision.refused()).isFalse();
    assertThat(decision.text("mode")).isEqualTo("warn");
    assertThat(created.said())
        .contains("WARNING: cofferdam: " + decision.text("reason"), decision.id());
    assertThat(site.engine().docker().orFail("inspect", "tried")).contains("\"Name\": \"/tried\"");
  }

  @ParameterizedTest
  @MethodSource("clients")
  void who_is_observed_reads_nothing_and_the_record_says_why(Path client) {
    Finished created = create(Person.ADMIN2, client);
    assertThat(created.exit()).as("%s", created).isZero();
    assertThat(created.said()).doesNotContain("cofferdam", "WARNING");
    Row decision = since.decision("container.create");
    assertThat(decision.text("mode")).isEqualTo("observe");
    assertThat(decision.text("reason")).contains("no rule lets cf-test-admin2 create containers");
    assertThat(since.outcomeOf(decision).text("result")).isEqualTo("ok");
  }

  @Test
  void one_enforced_role_is_enough_to_be_refused() {
    Row refused = Refused.require(create(Person.ADMIN3, Docker.clients().getFirst()), since);
    assertThat(refused.text("mode")).isEmpty();
  }

  @Test
  void status_counts_the_roles_on_trial() {
    assertThat(String.valueOf(gateway.status().get("policy")))
        .contains("enforce=2", "warn=1", "observe=1");
  }
}
