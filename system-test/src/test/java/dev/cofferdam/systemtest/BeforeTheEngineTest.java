package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine gets to see, and when: looked at on the wire between the two. */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BeforeTheEngineTest {
  private final Site site;
  private final Engine engine;
  private final Wire wire;
  private final Gateway gateway;
  private final Docker admin3;
  private final List<String> written = Collections.synchronizedList(new ArrayList<>());
  private volatile Consumer<String> before = written::add;

  @SuppressWarnings("this-escape") // the wire tells only once a gateway is connected to it
  BeforeTheEngineTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.wire = Wire.to(engine, site.newDirectory("wire"), this::look);
    this.gateway =
        Gateway.start(site.newHome("gateway"), wire.socket(), Policies.threeAdminsAndRoot());
    Path client = Docker.clients().getFirst();
    this.admin3 = site.docker(Person.ADMIN3, client, gateway);
  }

  private void look(String line) {
    before.accept(line);
  }

  @AfterAll
  void stop() {
    try (wire) {
      gateway.close();
    }
  }

  @BeforeEach
  void forget() {
    written.clear();
    before = written::add;
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
  }

  @Test
  void the_decision_on_a_change_is_on_disk_before_the_engine_gets_the_request() {
    List<String> onDisk = Collections.synchronizedList(new ArrayList<>());
    before = _ -> onDisk.add(decidedWithoutOutcome());
    Trail.Since since = gateway.trail().mark();
    changeThings();
    assertThat(onDisk).containsExactlyElementsOf(CHANGES);
    List<Row> changes =
        since.rows().stream().filter(row -> row.isDecision() && changes(row)).toList();
    assertThat(changes).extracting(row -> row.text("operation")).containsExactlyElementsOf(CHANGES);
    for (Row decision : changes) {
      Row outcome = since.outcomeOf(decision);
      assertThat(outcome.text("result")).as("%s", outcome).isEqualTo("ok");
      assertThat(outcome.number("seq").orElseThrow())
          .isGreaterThan(decision.number("seq").orElseThrow());
    }
  }

  private static final List<String> CHANGES =
      List.of(
          "container.create",
          "container.start",
          "exec.create",
          "exec.start",
          "container.rename",
          "container.update",
          "container.kill",
          "image.commit",
          "container.remove",
          "volume.create",
          "volume.remove",
          "image.tag",
          "image.remove");

  private void changeThings() {
    admin3.orFail("create", "--name", "changed", "foobar", "sh", "-c", Containers.SERVICE);
    admin3.orFail("start", "changed");
    admin3.orFail("exec", "changed", "true");
    admin3.orFail("rename", "changed", "renamed");
    admin3.orFail("update", "--restart=no", "renamed");
    admin3.orFail("kill", "renamed");
    admin3.orFail("commit", "renamed", "committed");
    admin3.orFail("rm", "renamed");
    admin3.orFail("volume", "create", "changed");
    admin3.orFail("volume", "rm", "changed");
    admin3.orFail("tag", "foobar", "tagged");
    admin3.orFail("rmi", "tagged");
    engine.docker().orFail("rmi", "committed");
  }

  private static boolean changes(Row row) {
    return !Set.of("GET", "HEAD").contains(row.text("method"));
  }

  /** Operation of the one change that is allowed on disk and not over. */
  private String decidedWithoutOutcome() {
    List<Row> rows = gateway.trail().rows();
    Set<String> over =
        rows.stream().filter(Row::isOutcome).map(Row::id).collect(Collectors.toSet());
    return rows.stream()
        .filter(row -> row.isDecision() && changes(row) && !row.refused())
        .filter(row -> !over.contains(row.id()))
        .map(row -> row.text("operation"))
        .reduce((_, last) -> last)
        .orElse("nothing");
  }

  @Test
  void what_was_created_is_in_the_outcome() {
    Trail.Since since = gateway.trail().mark();
    String id = admin3.orFail("create", "--name", "made", "foobar", "sh", "-c", Containers.SERVICE);
    admin3.orFail("start", "made");
    admin3.orFail("exec", "made", "true");
    admin3.orFail("volume", "create", "made");
    admin3.orFail("volume", "rm", "made");
    assertThat(created("container.create", since)).isEqualTo(id);
    assertThat(created("exec.create", since)).matches("[0-9a-f]{64}");
    assertThat(created("volume.create", since)).isEqualTo("made");
    assertThat(created("container.start", since)).isEmpty();
  }

  private static String created(String operation, Trail.Since since) {
    return since.outcomeOf(since.decision(operation)).text("created");
  }

  @Test
  void a_refused_request_never_reaches_the_engine() {
    site.docker(Person.ADMIN2, Docker.clients().getFirst(), gateway)
        .run("create", "--privileged", "foobar");
    site.docker(Person.ADMIN1, Docker.clients().getFirst(), gateway).run("create", "foobar");
    assertThat(written).isEmpty();
  }

  @Test
  void the_engine_gets_the_full_id_for_a_name_and_for_a_short_id() {
    String id = Containers.service(engine, "web-1", "web");
    admin3.orFail("kill", "--signal", "CONT", "web-1");
    admin3.orFail("kill", "--signal", "CONT", id.substring(0, 7));
    assertThat(written)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("/containers/" + id + "/kill"));
  }

  @Tag("P7")
  @Test
  void a_container_that_takes_the_name_meanwhile_is_not_the_one_that_was_decided_on() {
    String decided = Containers.service(engine, "web-1", "web");
    String other = Containers.service(engine, "db-1", "web");
    before =
        _ -> {
          engine.docker().orFail("rename", "web-1", "web-0");
          engine.docker().orFail("rename", "db-1", "web-1");
        };
    site.docker(Person.ADMIN1, Docker.clients().getFirst(), gateway)
        .orFail("stop", "-t", "5", "web-1");
    assertThat(engine.isRunning(decided)).isFalse();
    assertThat(engine.isRunning(other)).isTrue();
  }

  /** The engine itself, asked the same, is the oracle. */
  @Tag("P10")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1", "0", "", "true", "TRUE", "False", "yes", "no", "NO", "none", "off", "2", "x", "%200",
        "0%09", "%C2%A00", "null", "00", "-0",
      })
  void a_flag_means_to_the_gateway_what_it_means_to_the_engine(String value) {
    Containers.created(engine, "not-running", "foobar");
    String target = "/v1.41/containers/json?all=" + value;
    RawHttp.Answer direct = RawHttp.request(engine.socket(), "GET", target);
    RawHttp.Answer guarded = RawHttp.request(gateway.socket(), "GET", target);
    assertThat(guarded.status()).isEqualTo(direct.status()).isEqualTo(200);
    assertThat(guarded.body()).isEqualTo(direct.body());
  }
}
