package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A policy is replaced while clients work; a broken one never comes into force. */
@OnSite
class ReloadTest {
  private final Site site;
  private final Path client = Docker.clients().getFirst();
  private final Gateway gateway;

  ReloadTest(Site site) {
    this.site = site;
    this.gateway =
        Gateway.start(site.newHome("gateway"), site.engine().socket(), Policies.threeAdmins());
  }

  @BeforeEach
  void container() {
    Containers.service(site.engine(), "web-1", "web");
  }

  @AfterEach
  void clear() {
    gateway.close();
    site.engine().removeAllContainers();
  }

  @Test
  void a_malformed_policy_is_refused_with_its_place_and_the_running_one_stays() {
    Docker admin1 = site.docker(Person.ADMIN1, client, gateway);
    String version = policyInForce();
    String broken = Policies.threeAdmins().replaceFirst("(?m)^roles:", "rolls:");
    RawHttp.Answer answer = gateway.reload(broken);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(Json.object(answer.body()).get("problems"))
        .asInstanceOf(LIST)
        .isNotEmpty()
        .allSatisfy(
            problem -> assertThat(problem.toString()).matches(".*policy\\.yaml:\\d+:\\d+: .+"));
    assertThat(policyInForce()).isEqualTo(version);
    admin1.orFail("logs", "web-1");
    // Once by the watch on the file, if it came first, and once because it was asked for.
    assertThat(events("policy.rejected")).hasSizeBetween(1, 2);
  }

  @Test
  void a_new_policy_holds_for_the_next_request() {
    Docker admin1 = site.docker(Person.ADMIN1, client, gateway);
    admin1.orFail("stop", "web-1");
    String without = Policies.threeAdmins().replace("web-*", "shop-*");
    RawHttp.Answer answer = gateway.reload(without);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(Json.object(answer.body())).containsKey("version");
    Trail.Since since = gateway.trail().mark();
    Row refused = Refused.require(admin1.run("start", "web-1"), since);
    assertThat(refused.text("policy"))
        .isEqualTo(Json.object(answer.body()).getOrDefault("version", "none").toString());
  }

  @Test
  void a_file_that_changes_comes_into_force_by_itself_and_a_broken_one_does_not() {
    Docker admin1 = site.docker(Person.ADMIN1, client, gateway);
    String version = policyInForce();
    gateway.writePolicy(Policies.threeAdmins().replaceFirst("(?m)^roles:", "rolls:"));
    Await.until("status says so", Command.LIMIT, () -> lastError().contains("policy.yaml:"));
    assertThat(policyInForce()).isEqualTo(version);
    admin1.orFail("stop", "web-1");
    gateway.writePolicy(Policies.threeAdmins().replace("web-*", "shop-*"));
    Await.until("it is in force", Command.LIMIT, () -> !policyInForce().equals(version));
    assertThat(lastError()).isEmpty();
    Trail.Since since = gateway.trail().mark();
    Row refused = Refused.require(admin1.run("start", "web-1"), since);
    assertThat(refused.text("policy")).isEqualTo(policyInForce());
    assertThat(events("policy.rejected")).hasSize(1);
  }

  @Test
  void a_hangup_takes_the_policy_anew_and_ends_nothing() {
    Command.of("kill", "-HUP", Long.toString(gateway.pid())).orFail();
    Await.until("it is on record", Command.LIMIT, () -> events("policy.loaded").size() == 1);
    Command.of("kill", "-HUP", Long.toString(gateway.pid())).orFail();
    Await.until("it is on record again", Command.LIMIT, () -> events("policy.loaded").size() == 2);
    site.docker(Person.ADMIN1, client, gateway).orFail("logs", "web-1");
    assertThat(gateway.alive()).isTrue();
  }

  private String lastError() {
    return gateway.status().get("policy") instanceof Map<?, ?> policy
        ? String.valueOf(policy.get("last_error"))
        : "";
  }

  private String policyInForce() {
    return gateway.status().get("policy") instanceof Map<?, ?> policy
        ? String.valueOf(policy.get("version"))
        : "";
  }

  private List<Row> events(String name) {
    return gateway.trail().rows().stream().filter(row -> row.text("event").equals(name)).toList();
  }
}
