package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What members of a role with limits may have, counted from what the engine has. */
@Timeout(240)
class QuotaTest {
  private static final String CREATE = "POST /v1.41/containers/create";
  private static final String PLAIN = "{\"Image\":\"foobar\"}";

  @TempDir Path directory;
  private GatewayInTest running;
  private StubContainers containers;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    containers = new StubContainers(running.engine);
    running.user = "webber";
  }

  @AfterEach
  void stop() throws Exception {
    containers.gate.countDown();
    running.close();
  }

  private void limit(String limits) throws Exception {
    limit(limits, "enforce");
  }

  private void limit(String limits, String mode) throws Exception {
    running.policies.replace(
        Files.writeString(
            directory.resolve("limits.yaml"),
            """
            version: 1
            roles:
              few:
                rules:
                  - allow: ["*"]
                    confinement: super-privileged
                mode: %s
                limits: {%s}
              strict:
                rules: [{allow: [system.ping]}]
                limits: {pids: 10}
              boss:
                - allow: ["*"]
                  confinement: super-privileged
            bindings:
              - {role: few, to: ["user:webber", "user:other", "user:both"]}
              - {role: boss, to: ["user:boss"]}
              - {role: strict, to: ["user:both"]}
            """
                .formatted(mode, limits)));
  }

  private RawClient.Reply create(String body) throws Exception {
    try (RawClient client = running.connect()) {
      return client.send(RawClient.json(CREATE, body)).reply();
    }
  }

  private static String with(String hostConfig) {
    return "{\"Image\":\"foobar\",\"HostConfig\":{" + hostConfig + "}}";
  }

  @Test
  void no_more_containers_exist_than_the_role_gives_and_what_is_removed_makes_room()
      throws Exception {
    limit("containers: 2");
    String first = containers.put("webber", "{}", "null");
    assertThat(create(PLAIN).status()).isEqualTo(201);
    RawClient.Reply refused = create(PLAIN);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body())
        .contains(
            "the role few gives webber 2 containers in all, and webber has 2 containers and asks"
                + " for 1 container");
    containers.remove(first);
    assertThat(create(PLAIN).status()).isEqualTo(201);
    assertThat(create(PLAIN).status()).isEqualTo(403);
    running.awaitQuiet();
    running.assertPaired(4);
    assertThat(running.records())
        .filteredOn(line -> line.text("rule").equals("few/limits"))
        .extracting(LogRecord::json)
        .hasSize(2)
        .allMatch(line -> line.contains("\"decision\":\"deny\""));
  }

  @Test
  void what_others_have_does_not_count() throws Exception {
    limit("containers: 1");
    containers.put("other", "{}", "null");
    containers.put("", "{}", "null");
    assertThat(create(PLAIN).status()).isEqualTo(201);
    running.user = "boss";
    assertThat(create(PLAIN).status()).isEqualTo(201);
    assertThat(create(PLAIN).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "memory: 1GiB | \"Memory\":0 | has to give the container a limit with --memory",
        "memory: 1GiB | \"Memory\":-1 | has to give the container a limit with --memory",
        "memory: 1GiB | \"Memory\":1073741825 | has 0 bytes of memory and asks for 1073741825 bytes of memory",
        "memory: 1GiB | \"Memory\":9223372036854775807 | has to give the container a limit with --memory",
        "memory: 1GiB | \"Memory\":536870912,\"MemorySwap\":-1 | cannot have unlimited swap: leave out --memory-swap",
        "memory: 1GiB | \"Memory\":536870912,\"MemorySwap\":2147483648 | has 0 bytes of memory and asks for 1.5GiB of memory",
        "cpus: 1.5 | \"Memory\":5 | has to give the container a limit with --cpus",
        "cpus: 1.5 | \"NanoCpus\":-1 | has to give the container a limit with --cpus",
        "cpus: 1.5 | \"NanoCpus\":1500000001 | has 0 CPUs and asks for 1.500000001 CPUs",
        "cpus: 1.5 | \"NanoCpus\":1000000000,\"CpuQuota\":-1 | has to give the container a limit with --cpus",
        "cpus: 1.5 | \"CpuQuota\":200000 | has 0 CPUs and asks for 2 CPUs",
        "cpus: 1.5 | \"CpuQuota\":50000,\"CpuPeriod\":10000 | has 0 CPUs and asks for 5 CPUs",
        "cpus: 1.5 | \"CpuQuota\":9223372036854775807,\"CpuPeriod\":1 | has to give the container a limit with --cpus",
        "pids: 100 | \"PidsLimit\":0 | has to give the container a limit with --pids-limit",
        "pids: 100 | \"PidsLimit\":-1 | has to give the container a limit with --pids-limit",
        "pids: 100 | \"Memory\":5 | has to give the container a limit with --pids-limit",
        "pids: 100 | \"PidsLimit\":101 | has 0 pids and asks for 101 pids",
        "ports: 1 | \"PublishAllPorts\":true | has to publish each port with --publish instead of --publish-all",
        "ports: 1 | \"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"1\"},{\"HostPort\":\"2\"}]} | has 0 ports and asks for 2 ports",
        "ports: 1 | \"PortBindings\":{\"80/tcp\":[{}],\"80/udp\":[{}]} | has 0 ports and asks for 2 ports",
        "ports: 10 | \"PortBindings\":{\"80-90/tcp\":[{}]} | has 0 ports and asks for 11 ports",
        "containers: 0 | \"Memory\":5 | gives webber 0 containers in all, and webber has 0 containers and asks for 1 container"
      })
  void what_one_container_asks_beyond_the_limit_is_refused(
      String limits, String hostConfig, String why) throws Exception {
    limit(limits);
    RawClient.Reply refused = create(with(hostConfig));
    assertThat(refused.body()).contains(why);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(containers.count()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "memory: 1GiB | \"Memory\":536870912 | \"Memory\":536870913",
        "memory: 1GiB | \"Memory\":536870912,\"MemorySwap\":1073741824 | \"Memory\":536870912,\"MemorySwap\":1073741825",
        "cpus: 1.5 | \"NanoCpus\":750000000 | \"CpuQuota\":75001",
        "pids: 100 | \"PidsLimit\":50 | \"PidsLimit\":51",
        "ports: 2 | \"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"1\"}]} | \"PortBindings\":{\"80/tcp\":[{}],\"81/tcp\":[{}]}",
      })
  void what_containers_have_adds_up(String limits, String half, String more) throws Exception {
    limit(limits);
    assertThat(create(with(half)).status()).isEqualTo(201);
    assertThat(create(with(more)).status()).isEqualTo(403);
    assertThat(create(with(half)).status()).isEqualTo(201);
    assertThat(create(with(half)).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "memory: 1GiB | {\"Memory\":0} | \"Memory\":6291456",
        "memory: 1GiB | {} | \"Memory\":6291456",
        "cpus: 4 | {\"NanoCpus\":0,\"CpuPeriod\":0,\"CpuQuota\":0} | \"NanoCpus\":1",
        "pids: 100 | {\"PidsLimit\":null} | \"PidsLimit\":1",
        "pids: 100 | {\"PidsLimit\":0} | \"PidsLimit\":1"
      })
  void one_container_without_a_limit_uses_all_there_is(String limits, String has, String asked)
      throws Exception {
    limit(limits);
    String id = containers.put("webber", has, "null");
    assertThat(create(with(asked)).body())
        .contains("has the container c1 without such a limit: give it one with docker update");
    containers.remove(id);
    assertThat(create(with(asked)).status()).isEqualTo(201);
  }

  @Test
  void ports_that_an_image_exposes_count_where_all_are_published() throws Exception {
    limit("ports: 4");
    containers.put(
        "webber",
        "{\"PublishAllPorts\":true,\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"1\"}]}}",
        "{\"80/tcp\":{},\"81/tcp\":{},\"90-91/udp\":{}}");
    assertThat(create(with("\"PortBindings\":{\"80/tcp\":[{}]}")).body())
        .contains("has 4 ports and asks for 1 port");
  }

  @Test
  void amounts_that_add_up_beyond_any_number_are_refused() throws Exception {
    limit("memory: 1GiB, ports: 5");
    for (int i = 0; i < 3; i++) {
      containers.put("webber", "{\"Memory\":9223372036854775806}", "null");
    }
    assertThat(create(with("\"Memory\":6291456")).status()).isEqualTo(403);
  }

  @Test
  void of_twenty_creates_at_once_exactly_as_many_pass_as_the_role_gives() throws Exception {
    limit("containers: 5, memory: 1GiB");
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(running.connect().send(RawClient.json(CREATE, with("\"Memory\":6291456"))));
    }
    List<Integer> answers = new ArrayList<>();
    for (RawClient client : clients) {
      answers.add(client.reply().status());
      client.close();
    }
    assertThat(answers).filteredOn(status -> status == 201).hasSize(5);
    assertThat(answers).filteredOn(status -> status == 403).hasSize(15);
    assertThat(containers.most.get()).isEqualTo(5);
    running.assertPaired(20);
  }

  @Test
  void a_create_whose_client_left_counts_until_the_engine_has_answered() throws Exception {
    limit("containers: 1");
    containers.gate = new CountDownLatch(1);
    RawClient leaving = running.connect().send(RawClient.json(CREATE, PLAIN));
    GatewayInTest.await("the engine is asked", () -> asked("POST") == 1);
    leaving.close();
    running.awaitQuiet();
    try (RawClient next = running.connect()) {
      next.send(RawClient.json(CREATE, PLAIN));
      GatewayInTest.await("the next one is here", () -> running.gateway.sessions().requests() == 1);
      assertThat(asked("POST")).isEqualTo(1);
      containers.gate.countDown();
      assertThat(next.reply().status()).isEqualTo(403);
    }
    assertThat(containers.count()).isEqualTo(1);
  }

  @Test
  void a_hundred_creates_whose_clients_leave_at_once_leave_no_more_than_the_role_gives()
      throws Exception {
    limit("containers: 3");
    for (int i = 0; i < 100; i++) {
      running.connect().send(RawClient.json(CREATE, PLAIN)).close();
    }
    running.awaitQuiet();
    GatewayInTest.await("the engine has what it was asked", () -> asked("POST") == asked("done"));
    assertThat(containers.most.get()).isLessThanOrEqualTo(3);
    assertThat(create(PLAIN).status()).isEqualTo(containers.most.get() == 3 ? 403 : 201);
  }

  @Test
  void creates_whose_clients_leave_leave_no_connection_to_the_engine() throws Exception {
    limit("containers: 1000");
    for (int i = 0; i < 200; i++) {
      running.connect().send(RawClient.json(CREATE, PLAIN)).close();
    }
    running.awaitQuiet();
    GatewayInTest.await("only the pool's are open", () -> running.engine.openConnections() <= 32);
    assertThat(create(PLAIN).status()).isEqualTo(201);
  }

  @Test
  void an_engine_that_goes_before_it_has_answered_a_client_who_left_ends_the_turn()
      throws Exception {
    limit("containers: 1");
    CountDownLatch goes = new CountDownLatch(1);
    running.engine.on(
        "POST /containers/create",
        (asked, connection, out) -> {
          try {
            goes.await();
          } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
          }
          connection.close();
        });
    RawClient leaving = running.connect().send(RawClient.json(CREATE, PLAIN));
    GatewayInTest.await("the engine is asked", () -> asked("POST") == 1);
    leaving.close();
    running.awaitQuiet();
    containers = new StubContainers(running.engine);
    try (RawClient next = running.connect()) {
      next.send(RawClient.json(CREATE, PLAIN));
      GatewayInTest.await("the next one is here", () -> running.gateway.sessions().requests() == 1);
      assertThat(asked("POST")).isEqualTo(1);
      goes.countDown();
      assertThat(next.reply().status()).isEqualTo(201);
    }
  }

  private long asked(String what) {
    return what.equals("done")
        ? containers.count()
        : running.engine.asked.stream().filter(asked -> asked.line().startsWith(what)).count();
  }

  @Test
  void a_create_that_the_engine_refuses_or_dies_of_gives_its_turn_back() throws Exception {
    limit("containers: 1");
    running.engine.on(
        "POST /containers/create",
        (asked, connection, out) -> StubEngine.sized(out, 409, "{\"message\":\"in use\"}"));
    assertThat(create(PLAIN).status()).isEqualTo(409);
    running.engine.on("POST /containers/create", (asked, connection, out) -> connection.close());
    assertThat(create(PLAIN).status()).isEqualTo(502);
    containers = new StubContainers(running.engine);
    assertThat(create(PLAIN).status()).isEqualTo(201);
    assertThat(create(PLAIN).status()).isEqualTo(403);
  }

  @Test
  void an_engine_that_is_away_while_it_is_counted_refuses() throws Exception {
    limit("containers: 1");
    assertThat(create(PLAIN).status()).isEqualTo(201);
    running.engine.on("GET /containers/json", (asked, connection, out) -> connection.close());
    RawClient.Reply refused = create(PLAIN);
    assertThat(refused.status()).isEqualTo(502);
    assertThat(refused.body()).contains("cannot reach the Docker engine");
    running.engine.json("GET /containers/json", "{\"message\":\"no list\"}");
    assertThat(create(PLAIN).status()).isEqualTo(502);
    running.engine.on(
        "GET /containers/json",
        (asked, connection, out) -> StubEngine.sized(out, 500, "{\"message\":\"broken\"}"));
    assertThat(create(PLAIN).status()).isEqualTo(502);
    assertThat(containers.count()).isEqualTo(1);
  }

  @Test
  void a_container_that_goes_away_while_it_is_counted_does_not_count() throws Exception {
    limit("containers: 5, memory: 1GiB");
    String id = containers.put("webber", "{\"Memory\":1073741824}", "null");
    running.engine.json("GET /containers/json", "[{\"Id\":\"" + id + "\"}]");
    containers.remove(id);
    assertThat(create(with("\"Memory\":1073741824")).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "memory: 1GiB | \"Memory\":1073741824 | 200",
        "memory: 1GiB | \"Memory\":1073741825 | 403",
        "memory: 1GiB | \"Memory\":-1 | 403",
        "memory: 1GiB | \"Memory\":0 | 200",
        "memory: 1GiB | \"MemorySwap\":-1 | 403",
        "memory: 1GiB | \"MemorySwap\":2147483648 | 403",
        "memory: 1GiB | \"Memory\":6291456,\"MemorySwap\":1073741825 | 200",
        "memory: 1GiB | \"Memory\":6291456,\"MemorySwap\":1080033281 | 403",
        "memory: 1GiB | \"NanoCpus\":-1,\"PidsLimit\":-1 | 200",
        "cpus: 1.5 | \"NanoCpus\":1500000001 | 403",
        "cpus: 1.5 | \"CpuQuota\":-1 | 403",
        "cpus: 1.5 | \"CpuQuota\":150001 | 403",
        "cpus: 1.5 | \"CpuPeriod\":1000 | 403",
        "cpus: 1.5 | \"CpuPeriod\":-1 | 403",
        "cpus: 1.5 | \"CpuQuota\":100 | 200",
        "pids: 100 | \"PidsLimit\":101 | 403",
        "pids: 100 | \"PidsLimit\":100 | 200",
        "pids: 100 | \"PidsLimit\":0 | 403",
        "pids: 100 | \"PidsLimit\":-1 | 403",
        "pids: 100 | \"PidsLimit\":null,\"Memory\":-1 | 200",
        "containers: 1, ports: 1 | \"Memory\":-1 | 200"
      })
  void an_update_lifts_nothing_beyond_the_limit(String limits, String update, int status)
      throws Exception {
    limit(limits);
    String id =
        containers.put(
            "webber",
            "{\"Memory\":536870912,\"MemorySwap\":1073741824,\"CpuQuota\":50000,\"PidsLimit\":50}",
            "null");
    assertThat(update(id, update).status()).isEqualTo(status);
  }

  @Test
  void an_update_counts_with_what_the_others_have() throws Exception {
    limit("memory: 1GiB");
    String foreign = containers.put("other", "{\"Memory\":6291456}", "null");
    String id = containers.put("webber", "{\"Memory\":268435456}", "null");
    containers.put("webber", "{\"Memory\":536870912}", "null");
    assertThat(update(id, "\"Memory\":536870912").status()).isEqualTo(200);
    assertThat(update(id, "\"Memory\":536870913").status()).isEqualTo(403);
    assertThat(update(foreign, "\"Memory\":268435456").status()).isEqualTo(200);
    assertThat(update(foreign, "\"Memory\":268435457").status()).isEqualTo(403);
    containers.put("webber", "{\"Memory\":0}", "null");
    assertThat(update(id, "\"Memory\":268435457").body()).contains("without such a limit");
    assertThat(update(id, "\"Memory\":6291456").status()).isEqualTo(200);
  }

  private RawClient.Reply update(String id, String resources) throws Exception {
    running.engine.json("POST /containers/" + id + "/update", "{\"Warnings\":[]}");
    try (RawClient client = running.connect()) {
      String update = "POST /v1.41/containers/" + id + "/update";
      return client.send(RawClient.json(update, "{" + resources + "}")).reply();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"warn", "observe"})
  void a_limit_on_trial_is_recorded_and_perhaps_told_instead(String mode) throws Exception {
    limit("containers: 1", mode);
    assertThat(create(PLAIN).body()).doesNotContain("cofferdam: ");
    RawClient.Reply beyond = create(PLAIN);
    assertThat(beyond.status()).isEqualTo(201);
    String reason = "the role few gives webber 1 container in all";
    assertThat(beyond.body().contains(reason)).isEqualTo(mode.equals("warn"));
    running.assertPaired(2);
    assertThat(running.records())
        .filteredOn(line -> line.text("mode").equals(mode))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.text("decision")).isEqualTo("allow");
          assertThat(line.text("rule")).isEqualTo("few/limits");
          assertThat(line.text("reason")).startsWith(reason);
        });
  }

  @Test
  void a_limit_of_a_role_that_is_not_on_trial_is_enforced_beside_one_that_is() throws Exception {
    limit("containers: 0", "observe");
    running.user = "both";
    assertThat(create(PLAIN).body()).contains("limit with --pids-limit");
    assertThat(create(with("\"PidsLimit\":10")).status()).isEqualTo(201);
    assertThat(create(with("\"PidsLimit\":1")).status()).isEqualTo(403);
  }

  @Test
  void services_are_not_for_whoever_has_limits() throws Exception {
    limit("containers: 5");
    try (RawClient client = running.connect()) {
      client.send(RawClient.json("POST /v1.41/services/create", "{\"Name\":\"x\"}"));
      assertThat(client.reply().body()).contains("cannot create or change services");
    }
  }
}
