package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that mean to get past the gateway. Root may do everything under this policy: they are
 * refused for what they are, and nothing of them happens.
 */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTest {
  private final Site site;
  private final Engine engine;
  private final Gateway gateway;

  HostileTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.gateway =
        Gateway.start(site.newHome("gateway"), engine.socket(), Policies.everythingForRoot());
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
  }

  @ParameterizedTest
  @MethodSource("dev.cofferdam.systemtest.HostileRequests#all")
  void is_refused_on_record_and_without_effect(Hostile hostile) {
    Trail.Since since = gateway.trail().mark();
    RawHttp.Answer answer = RawHttp.exchange(gateway.socket(), hostile.bytes());
    assertThat(answer.status()).as("%s", answer).isIn(hostile.status());
    assertThat(answer.message()).isNotBlank();
    assertThat(containers()).isEmpty();
    Await.until("a record", Command.LIMIT, () -> !since.rows().isEmpty());
    Row decision = since.rows().getFirst();
    assertThat(decision.refused()).as("%s", since.rows()).isTrue();
    since.outcomeOf(decision);
  }

  private List<String> containers() {
    return engine.docker().orFail("ps", "--all", "--format={{.Names}}").lines().toList();
  }

  @Test
  void a_connection_that_sent_bad_framing_is_closed() {
    for (Hostile hostile : HostileRequests.framing().subList(0, 4)) {
      try (RawHttp http = RawHttp.connect(gateway.socket())) {
        http.send(hostile.bytes());
        http.answer();
        assertThat(http.isClosed()).as("%s", hostile).isTrue();
      }
    }
  }

  @Tag("P1")
  @Test
  void an_encoded_letter_is_decoded_once_and_recorded_decoded() {
    Trail.Since since = gateway.trail().mark();
    RawHttp.Answer answer =
        RawHttp.request(
            gateway.socket(), "POST", "/%76%31.41/%63ontainers/create?name=hostile", Hostile.BODY);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(since.decision("container.create").text("path"))
        .startsWith("/v1.41/containers/create");
    RawHttp.Answer twice =
        RawHttp.request(gateway.socket(), "POST", "/v1.41/%2563ontainers/create", Hostile.BODY);
    assertThat(twice.status()).isIn(400, 403, 404);
  }

  @Tag("P6")
  @ParameterizedTest
  @MethodSource("formTargets")
  void a_form_body_does_not_shadow_the_query(String target) {
    Containers.created(engine, "victim", "foobar");
    String form = "all=1&name=hostile&force=1&signal=KILL&filters=%7B%7D";
    String request =
        RawHttp.head("POST", target)
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + form.length()
            + "\r\n\r\n"
            + form;
    RawHttp.Answer answer = RawHttp.exchange(gateway.socket(), request);
    assertThat(answer.status()).isIn(400, 415);
    assertThat(containers()).containsExactly("victim");
  }

  static Stream<String> formTargets() {
    return Stream.of(
        "/v1.41/containers/prune?filters=%7B%22label%22%3A%5B%22none%22%5D%7D",
        "/v1.41/containers/victim/rename?name=victim2",
        "/v1.41/containers/victim/kill",
        "/v1.41/images/foobar/tag?repo=x",
        "/v1.41/images/create?fromImage=x");
  }

  @Tag("J9")
  @Test
  void json_with_a_character_set_is_json() {
    String request =
        RawHttp.head("POST", Hostile.CREATE)
            + "Content-Type: Application/JSON; charset=UTF-8\r\nContent-Length: "
            + Hostile.BODY.length()
            + "\r\n\r\n"
            + Hostile.BODY;
    assertThat(RawHttp.exchange(gateway.socket(), request).status()).isEqualTo(201);
  }

  /** Under a policy that lets root look and nothing else. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class On_a_connection {
    private final Gateway looking =
        Gateway.start(site.newHome("gateway"), engine.socket(), Policies.lookingForRoot());

    @BeforeAll
    void looking_is_allowed() {
      assertThat(RawHttp.request(looking.socket(), "GET", "/v1.41/containers/json").status())
          .isEqualTo(200);
    }

    @AfterAll
    void stop_it() {
      looking.close();
    }

    @Tag("F4")
    @Test
    void a_request_behind_an_upgrade_is_authorised_by_itself() {
      String list = RawHttp.head("GET", "/v1.41/containers/json");
      String create = Hostile.post(Hostile.CREATE, "", Hostile.BODY);
      try (RawHttp http = RawHttp.connect(looking.socket())) {
        http.send(list + "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n" + create);
        RawHttp.Answer first = http.answer();
        RawHttp.Answer second = http.answer();
        assertThat(first.status()).isIn(200, 400, 403);
        assertThat(second.status()).isIn(0, 400, 403);
      }
      assertThat(containers()).isEmpty();
    }

    @Test
    void every_request_on_a_connection_is_authorised() {
      try (RawHttp http = RawHttp.connect(looking.socket())) {
        http.send(RawHttp.head("GET", "/v1.41/containers/json") + "\r\n");
        assertThat(http.answer().status()).isEqualTo(200);
        http.send(Hostile.post(Hostile.CREATE, "", Hostile.BODY));
        assertThat(http.answer().status()).isEqualTo(403);
      }
      assertThat(containers()).isEmpty();
    }

    @Tag("F9")
    @Test
    void a_refused_request_gets_no_100_continue() {
      try (RawHttp http = RawHttp.connect(looking.socket())) {
        http.send(Hostile.post(Hostile.CREATE, "Expect: 100-continue\r\n", Hostile.BODY));
        assertThat(http.answer().status()).isIn(403, 417);
      }
      assertThat(containers()).isEmpty();
    }
  }
}
