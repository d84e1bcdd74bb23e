package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cofferdam.audit.LogRecord;
import dev.cofferdam.gateway.StubEngine.Asked;
import dev.cofferdam.identity.Identity;
import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlannedMount;
import dev.cofferdam.state.Treatment;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Maps;
import dev.cofferdam.userns.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What containers of an engine with the runtime for user namespaces get. */
@Timeout(60)
class NamespacesTest {
  private static final String NEW = "c".repeat(64);
  private static final IdRange RANGE = new IdRange(1_048_576, 65_536);
  private static final String INFO =
      "{\"Runtimes\":{\"runc\":{\"path\":\"runc\"},\"cofferdam\":{\"path\":\"/x\"}},"
          + "\"DefaultRuntime\":\"%s\",\"SecurityOptions\":[%s]}";

  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.engine.json("GET /info", INFO.formatted("runc", ""));
    running.engine.on(
        "POST /containers/create",
        (asked, connection, out) ->
            StubEngine.sized(out, 201, "{\"Id\":\"" + NEW + "\",\"Warnings\":[]}"));
    running.engine.on(
        "DELETE /containers/" + NEW, (asked, connection, out) -> StubEngine.sized(out, 200, "{}"));
    existing("web-1", StubEngine.WEB, "");
    existing("other", StubEngine.OTHER, "");
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private void existing(String name, String id, String host) {
    for (String reference : List.of(name, id)) {
      running.engine.json(
          "GET /containers/" + reference + "/json",
          "{\"Id\":\"%s\",\"Name\":\"/%s\",\"Config\":{\"Image\":\"foobar\",\"Labels\":{}},\"HostConfig\":{%s}}"
              .formatted(id, name, host));
    }
  }

  private RawClient.Reply create(String host) throws Exception {
    return create("", host);
  }

  private RawClient.Reply create(String fields, String host) throws Exception {
    try (RawClient client = running.connect()) {
      String body = "{'Image':'foobar'," + fields + "'HostConfig':{" + host + "}}";
      return client
          .send(RawClient.json("POST /containers/create", body.replace('\'', '"')))
          .reply();
    }
  }

  private String created() {
    return running.engine.forwarded().getLast().text();
  }

  private Plan plan() throws IOException {
    return running.plans.find(NEW).orElseThrow();
  }

  private void policy(String userns) throws Exception {
    String text = Files.readString(running.policy);
    Files.writeString(
        running.policy, text.replace("version: 1\n", "version: 1\nuserns: " + userns + "\n"));
    running.policies.replace(running.policy);
  }

  @Nested
  class A_plain_container {
    @Test
    void has_a_plan_before_its_creator_hears_of_it() throws Exception {
      RawClient.Reply reply = create("");
      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.body()).contains("\"Warnings\":[]");
      assertThat(created())
          .contains("\"Runtime\":\"cofferdam\"", "\"dev.cofferdam.userns\":\"private\"");
      assertThat(plan().owner()).isEqualTo("boss");
      assertThat(plan().mode()).isEqualTo(Mode.PRIVATE);
      assertThat(running.ledger.find(NEW)).isEqualTo(plan().range());
    }

    @Test
    void is_removed_where_it_can_have_none() throws Exception {
      Files.createFile(directory.resolve("containers"));
      RawClient.Reply reply = create("");
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.body()).contains("the container was not created: the plan ");
      assertThat(running.engine.asked.stream().map(Asked::line))
          .anyMatch(line -> line.contains("DELETE") && line.contains(NEW + "?force=1"));
      assertThat(running.ledger.allocations()).isEmpty();
      running.awaitQuiet();
      assertThat(running.records())
          .extracting(LogRecord::json)
          .anyMatch(line -> line.contains("\"status\":500") && line.contains("failed"));
    }

    @Test
    void is_as_before_where_the_engine_has_no_such_runtime() throws Exception {
      running.engine.json("GET /info", "{\"Runtimes\":{\"runc\":{\"path\":\"runc\"}}}");
      RawClient.Reply reply = create("'Privileged':true");
      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.body()).contains("\"Warnings\":[]");
      assertThat(created())
          .contains("\"dev.cofferdam.userns\":\"engine\"")
          .doesNotContain("Runtime");
      assertThat(running.plans.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{contain: preferred} | 201 | no user namespace of its own: the engine has no runtime",
          "{contain: required} | 400 | contain: required",
          "{contain: off} | 201 | []"
        })
    void is_what_the_policy_says_there(String userns, int status, String said) throws Exception {
      policy(userns);
      running.engine.json("GET /info", "{\"Runtimes\":{\"runc\":{\"path\":\"runc\"}}}");
      RawClient.Reply reply = create("");
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.body()).contains(said);
    }

    @Test
    void is_left_to_an_engine_that_maps_ids_itself() throws Exception {
      running.engine.json("GET /info", INFO.formatted("runc", "\"name=userns\""));
      assertThat(create("").status()).isEqualTo(201);
      assertThat(created()).doesNotContain("Runtime");
      assertThat(create("'SecurityOpt':['userns=private']").body()).contains("userns-remap");
    }
  }

  @Nested
  class A_role {
    @Test
    void may_take_all_capabilities_from_its_members_containers() throws Exception {
      String text = Files.readString(running.policy);
      Files.writeString(
          running.policy,
          text.replace(
              "  all:\n    - allow: [\"*\"]\n      confinement: super-privileged\n",
              "  all: {capabilities: none, userns: identity, rules: [{allow: ['*'],"
                  + " confinement: restricted}]}\n"));
      running.policies.replace(running.policy);
      RawClient.Reply reply = create("'User':'1000',", "'SecurityOpt':['no-new-privileges']");
      assertThat(reply.body()).contains(NEW);
      assertThat(created()).contains("\"CapDrop\":[\"ALL\"]");
      assertThat(plan().mode()).isEqualTo(Mode.IDENTITY);
    }
  }

  @Nested
  class A_mode {
    @Test
    void is_told_and_planned() throws Exception {
      RawClient.Reply reply = create("'SecurityOpt':['userns=root-shift']");
      assertThat(reply.body()).contains("userns: mode root-shift");
      assertThat(plan().maps()).isEqualTo(Maps.rootShift(Maps.DOCKER_ROOT));
      assertThat(created()).doesNotContain("userns=").contains("\"SecurityOpt\":[");
    }

    @Test
    void of_a_user_is_its_creator() throws Exception {
      running.peer =
          Optional.of(
              new Identity.Peer(1, 1001, 1002, "boss", OptionalLong.of(1001), Optional.of("boss")));
      assertThat(create("'User':'7:8',", "'SecurityOpt':['userns=user']").status()).isEqualTo(201);
      assertThat(plan().maps()).isEqualTo(Maps.user(new Maps.Ids(7, 8), new Maps.Ids(1001, 1002)));
    }

    @Test
    void of_a_user_is_refused_where_nobody_knows_who_that_is() throws Exception {
      assertThat(create("'SecurityOpt':['userns=user']").body()).contains("which uid and gid");
      running.engine.json("GET /images/foobar/json", "{\"Config\":{\"User\":\"nginx\"}}");
      RawClient.Reply reply = create("'SecurityOpt':['userns=user']");
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains("give its numbers with --user");
    }

    @Test
    void of_a_user_is_never_root() throws Exception {
      running.peer =
          Optional.of(new Identity.Peer(1, 0, 0, "root", OptionalLong.empty(), Optional.empty()));
      assertThat(create("'SecurityOpt':['userns=user']").body()).contains("cannot be root's");
    }

    @Test
    void that_is_the_hosts_has_no_plan_and_can_do_what_others_cannot() throws Exception {
      assertThat(create("'Privileged':true").status()).isEqualTo(400);
      assertThat(create("'Privileged':true,'UsernsMode':'host'").status()).isEqualTo(201);
      assertThat(running.plans.list()).isEmpty();
    }

    @Test
    void that_is_the_hosts_has_one_where_the_engine_would_contain_it() throws Exception {
      running.engine.json("GET /info", INFO.formatted("cofferdam", ""));
      assertThat(create("'UsernsMode':'host'").status()).isEqualTo(201);
      assertThat(plan().mode()).isEqualTo(Mode.HOST);
      assertThat(running.ledger.allocations()).isEmpty();
    }
  }

  @Nested
  class Namespaces_of_another_container {
    private void web(Plan plan) throws IOException {
      running.plans.write(plan);
    }

    @Test
    void come_with_its_ids() throws Exception {
      web(Plan.privateTo(StubEngine.WEB, "boss", RANGE, List.of()));
      assertThat(create("'NetworkMode':'container:web-1'").status()).isEqualTo(201);
      assertThat(plan().range()).contains(RANGE);
      assertThat(running.ledger.allocations()).isEmpty();
    }

    @Test
    void are_refused_by_their_mode_and_their_owner() throws Exception {
      assertThat(create("'PidMode':'container:web-1'").body())
          .contains("the container web-1 has no user namespace that could be shared");
      web(Plan.of(StubEngine.WEB, "boss", Mode.IDENTITY, Maps.identity(), List.of()));
      assertThat(create("'IpcMode':'container:web-1'").body())
          .contains("has a user namespace in mode identity", "ask for userns=identity");
      assertThat(create("'IpcMode':'container:web-1','UsernsMode':'host'").body())
          .contains("this one would have none");
      web(Plan.privateTo(StubEngine.WEB, "webber", RANGE, List.of()));
      assertThat(create("'NetworkMode':'container:web-1'").body()).contains("is somebody else's");
      assertThat(running.plans.list()).containsExactly(StubEngine.WEB);
    }

    @Test
    void are_not_joined_by_a_link_or_its_volumes() throws Exception {
      assertThat(create("'Links':['web-1:web'],'VolumesFrom':['web-1']").status()).isEqualTo(201);
    }
  }

  @Nested
  class Files_with_owners {
    @Test
    void are_in_the_plan_and_not_in_the_engines_words() throws Exception {
      running.engine.json("GET /volumes/data", "{\"Name\":\"data\"}");
      assertThat(create("'Binds':['data:/d//e:U','/srv/x:/x:ro,idmap','/srv/y:/y']").status())
          .isEqualTo(201);
      assertThat(plan().mounts())
          .containsExactly(
              new PlannedMount("/d/e", Treatment.CHOWN), new PlannedMount("/x", Treatment.IDMAP));
      assertThat(created()).contains("\"data:/d//e\",\"/srv/x:/x:ro\",\"/srv/y:/y\"");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "data:/a          | CHOWN | data:/d:U        | 409",
          "data:/a          | CHOWN | data:/d          | 409",
          "data:/a          | CHOWN | other:/d         | 201",
          "data:/a          |       | data:/d:U        | 409",
          "data:/a          |       | data:/d          | 201",
          "data:/a          | AS_IS | data:/d:U        | 201",
          "/srv/data:/a     | CHOWN | /srv/data/x:/d:U | 409",
          "/srv/data:/a     | CHOWN | /srv:/d:idmap    | 409",
          "/srv/data:/a     | CHOWN | /srv/data:/d     | 201",
          "/srv/data:/a     | IDMAP | /srv/data:/d:U   | 409",
          "/srv/data:/a     | IDMAP | /srv/data:/d:idmap | 201"
        })
    void have_one_owner(String theirs, Treatment treatment, String ours, int status)
        throws Exception {
      for (String volume : List.of("data", "other")) {
        running.engine.json("GET /volumes/" + volume, "{\"Name\":\"" + volume + "\"}");
      }
      existing("web-1", StubEngine.WEB, "\"Binds\":[\"" + theirs + "\"]");
      List<PlannedMount> planned =
          treatment == null ? List.of() : List.of(new PlannedMount("/a", treatment));
      running.plans.write(Plan.privateTo(StubEngine.WEB, "boss", RANGE, planned));
      RawClient.Reply reply = create("'Binds':['" + ours + "']");
      assertThat(reply.status()).isEqualTo(status);
      if (status == 409) {
        assertThat(reply.body()).contains("the container web-1");
      }
    }

    @Test
    void are_shared_with_who_has_the_same_ids() throws Exception {
      running.engine.json("GET /volumes/data", "{\"Name\":\"data\"}");
      existing("web-1", StubEngine.WEB, "\"Binds\":[\"data:/a\"]");
      running.plans.write(
          Plan.privateTo(
              StubEngine.WEB, "boss", RANGE, List.of(new PlannedMount("/a", Treatment.CHOWN))));
      assertThat(create("'Binds':['data:/d:U'],'IpcMode':'container:web-1'").status())
          .isEqualTo(201);
    }
  }

  @Nested
  class What_is_gone {
    private Reconciliation reconciliation() {
      EngineVersion version = new EngineVersion(running.client);
      return new Reconciliation(
          running.plans, running.ledger, new OwnContainers(running.client, version));
    }

    @Test
    void is_looked_for_after_each_removal() throws Exception {
      running.engine.on(
          "DELETE /containers/" + StubEngine.WEB,
          (asked, connection, out) -> StubEngine.sized(out, 200, "{}"));
      try (RawClient client = running.connect()) {
        client.send("DELETE /containers/web-1 HTTP/1.1\r\nHost: x\r\n\r\n").reply();
      }
      running.awaitQuiet();
      assertThat(running.gone).hasValue(1);
    }

    @Test
    void gives_back_its_range_unless_it_is_still_used() throws Exception {
      running.ledger.keep(StubEngine.WEB, RANGE);
      running.plans.write(Plan.privateTo(StubEngine.WEB, "boss", RANGE, List.of()));
      running.plans.write(Plan.privateTo(StubEngine.OTHER, "boss", RANGE, List.of()));
      running.engine.json("GET /containers/json", "[{\"Id\":\"" + StubEngine.OTHER + "\"}]");
      reconciliation().now();
      assertThat(running.plans.list()).containsExactly(StubEngine.OTHER);
      assertThat(running.ledger.allocations()).containsOnlyKeys(StubEngine.WEB);
      running.engine.json("GET /containers/json", "[]");
      reconciliation().now();
      assertThat(running.plans.list()).isEmpty();
      assertThat(running.ledger.allocations()).isEmpty();
    }

    @Test
    void is_not_known_where_the_engine_does_not_answer() throws Exception {
      running.plans.write(Plan.privateTo(StubEngine.WEB, "boss", RANGE, List.of()));
      running.engine.on(
          "GET /containers/json", (asked, connection, out) -> StubEngine.sized(out, 500, "{}"));
      assertThatExceptionOfType(EngineException.class).isThrownBy(() -> reconciliation().now());
      assertThat(running.plans.list()).containsExactly(StubEngine.WEB);
    }

    @Test
    void is_no_range_that_a_plan_has_and_a_ledger_lost() throws Exception {
      running.plans.write(Plan.privateTo(StubEngine.WEB, "boss", RANGE, List.of()));
      reconciliation().check();
      assertThat(running.ledger.find(StubEngine.WEB)).contains(RANGE);
    }
  }
}
