package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conditions on rules, with the docker client and a real engine behind. */
@OnSite
class WhenTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        client:
          - allow: [system.ping, system.version, system.info, container.inspect, image.inspect]
        small:
          - allow: [container.create]
            images: [foobar]
            when: request.memory <= 64 * MiB
        team:
          - allow: [container.create]
            images: [foobar]
            when: request.labels['team'] in identity.groups
        clock:
          - allow: [container.create]
            images: [foobar]
            when: now.getDayOfYear('UTC') == DAY
      bindings:
        - role: client
          to: ["user:cf-test-admin1", "user:cf-test-admin2", "user:cf-test-admin3"]
        - {role: small, to: ["user:cf-test-admin1"]}
        - {role: team, to: ["user:cf-test-admin2"]}
        - {role: clock, to: ["user:cf-test-admin3"]}
      """;

  private final Site site;
  private final Gateway gateway;
  private final Trail.Since since;

  WhenTest(Site site) {
    this.site = site;
    this.gateway = Gateway.start(site.newHome("gateway"), site.engine().socket(), on(today()));
    this.since = gateway.trail().mark();
  }

  /** As CEL counts: from 0. */
  private static int today() {
    return ZonedDateTime.now(ZoneOffset.UTC).getDayOfYear() - 1;
  }

  private static String on(int day) {
    return POLICY.replace("DAY", Integer.toString(day));
  }

  @AfterEach
  void clear() {
    gateway.close();
    site.engine().removeAllContainers();
  }

  private Finished create(Person person, String... options) {
    Docker docker = site.docker(person, Docker.clients().getFirst(), gateway);
    List<String> words = new ArrayList<>(List.of("create"));
    words.addAll(List.of(options));
    words.add("foobar");
    return docker.run(words.toArray(String[]::new));
  }

  private static void done(Finished finished) {
    assertThat(finished.exit()).as("%s", finished).isZero();
  }

  @Test
  void a_container_without_a_limit_is_what_an_engine_makes_and_the_gateway_does_not() {
    site.engine().docker().orFail("create", "--name", "unlimited", "foobar");
    assertThat(
            site.engine()
                .docker()
                .orFail("inspect", "-f", "{{.HostConfig.Memory}}", "unlimited")
                .strip())
        .isEqualTo("0");
    Row refused = Refused.require(create(Person.ADMIN1), since);
    assertThat(refused.text("reason")).contains("small/1 is for when request.memory <= 64 * MiB");
  }

  @Test
  void a_limit_on_memory_is_kept() {
    done(create(Person.ADMIN1, "--memory", "64m"));
    Refused.require(create(Person.ADMIN1, "--memory", "65m"), since);
  }

  @Test
  void a_label_has_to_name_a_group_of_the_caller() {
    done(create(Person.ADMIN2, "--label", "team=cf-test-admin2"));
    Refused.require(create(Person.ADMIN2, "--label", "team=cf-test-admin1"), since);
    Row without = Refused.require(create(Person.ADMIN2), since);
    assertThat(without.text("reason")).contains("it looks for a key that is not there");
  }

  @Test
  void the_time_of_the_request_decides() {
    done(create(Person.ADMIN3));
    gateway.reload(on(today() + 2));
    Refused.require(create(Person.ADMIN3), since);
  }

  @Test
  void a_condition_that_is_none_never_comes_into_force() {
    RawHttp.Answer answer = gateway.reload(on(today()).replace("request.memory", "request.memry"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .contains("there is no \\\"request.memry\\\"; did you mean \\\"request.memory\\\"?");
  }
}
