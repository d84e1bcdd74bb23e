package dev.cofferdam.gateway;

import static dev.cofferdam.gateway.LimitedGateway.PLAIN;
import static dev.cofferdam.gateway.LimitedGateway.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import java.nio.file.Path;
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
  @TempDir Path directory;
  private LimitedGateway limited;

  @BeforeEach
  void start() throws Exception {
    limited = new LimitedGateway(directory);
  }

  @AfterEach
  void stop() throws Exception {
    limited.close();
  }

  @Test
  void no_more_containers_exist_than_the_role_gives_and_what_is_removed_makes_room()
      throws Exception {
    limited.limit("containers: 2");
    String first = limited.containers.put("webber", "{}", "null");
    assertThat(limited.create(PLAIN).status()).isEqualTo(201);
    RawClient.Reply refused = limited.create(PLAIN);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body())
        .contains(
            "the role few gives webber 2 containers in all, and webber has 2 containers and asks"
                + " for 1 container");
    limited.containers.remove(first);
    assertThat(limited.create(PLAIN).status()).isEqualTo(201);
    assertThat(limited.create(PLAIN).status()).isEqualTo(403);
    limited.running.awaitQuiet();
    limited.running.assertPaired(4);
    assertThat(limited.running.records())
        .filteredOn(line -> line.text("rule").equals("few/limits"))
        .extracting(LogRecord::json)
        .hasSize(2)
        .allMatch(line -> line.contains("\"decision\":\"deny\""));
  }

  @Test
  void what_others_have_does_not_count() throws Exception {
    limited.limit("containers: 1");
    limited.containers.put("other", "{}", "null");
    limited.containers.put("", "{}", "null");
    assertThat(limited.create(PLAIN).status()).isEqualTo(201);
    limited.running.user = "boss";
    assertThat(limited.create(PLAIN).status()).isEqualTo(201);
    assertThat(limited.create(PLAIN).status()).isEqualTo(201);
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
    limited.limit(limits);
    RawClient.Reply refused = limited.create(with(hostConfig));
    assertThat(refused.body()).contains(why);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(limited.containers.count()).isZero();
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
    limited.limit(limits);
    assertThat(limited.create(with(half)).status()).isEqualTo(201);
    assertThat(limited.create(with(more)).status()).isEqualTo(403);
    assertThat(limited.create(with(half)).status()).isEqualTo(201);
    assertThat(limited.create(with(half)).status()).isEqualTo(403);
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
    limited.limit(limits);
    String id = limited.containers.put("webber", has, "null");
    assertThat(limited.create(with(asked)).body())
        .contains("has the container c1 without such a limit: give it one with docker update");
    limited.containers.remove(id);
    assertThat(limited.create(with(asked)).status()).isEqualTo(201);
  }

  @Test
  void ports_that_an_image_exposes_count_where_all_are_published() throws Exception {
    limited.limit("ports: 4");
    limited.containers.put(
        "webber",
        "{\"PublishAllPorts\":true,\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"1\"}]}}",
        "{\"80/tcp\":{},\"81/tcp\":{},\"90-91/udp\":{}}");
    assertThat(limited.create(with("\"PortBindings\":{\"80/tcp\":[{}]}")).body())
        .contains("has 4 ports and asks for 1 port");
  }

  @Test
  void amounts_that_add_up_beyond_any_number_are_refused() throws Exception {
    limited.limit("memory: 1GiB, ports: 5");
    for (int i = 0; i < 3; i++) {
      limited.containers.put("webber", "{\"Memory\":9223372036854775806}", "null");
    }
    assertThat(limited.create(with("\"Memory\":6291456")).status()).isEqualTo(403);
  }

  @Test
  void a_container_that_goes_away_while_it_is_counted_does_not_count() throws Exception {
    limited.limit("containers: 5, memory: 1GiB");
    String id = limited.containers.put("webber", "{\"Memory\":1073741824}", "null");
    limited.running.engine.json("GET /containers/json", "[{\"Id\":\"" + id + "\"}]");
    limited.containers.remove(id);
    assertThat(limited.create(with("\"Memory\":1073741824")).status()).isEqualTo(201);
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
    limited.limit(limits);
    String id =
        limited.containers.put(
            "webber",
            "{\"Memory\":536870912,\"MemorySwap\":1073741824,\"CpuQuota\":50000,\"PidsLimit\":50}",
            "null");
    assertThat(limited.update(id, update).status()).isEqualTo(status);
  }

  @Test
  void an_update_counts_with_what_the_others_have() throws Exception {
    limited.limit("memory: 1GiB");
    String foreign = limited.containers.put("other", "{\"Memory\":6291456}", "null");
    String id = limited.containers.put("webber", "{\"Memory\":268435456}", "null");
    limited.containers.put("webber", "{\"Memory\":536870912}", "null");
    assertThat(limited.update(id, "\"Memory\":536870912").status()).isEqualTo(200);
    assertThat(limited.update(id, "\"Memory\":536870913").status()).isEqualTo(403);
    assertThat(limited.update(foreign, "\"Memory\":268435456").status()).isEqualTo(200);
    assertThat(limited.update(foreign, "\"Memory\":268435457").status()).isEqualTo(403);
    limited.containers.put("webber", "{\"Memory\":0}", "null");
    assertThat(limited.update(id, "\"Memory\":268435457").body()).contains("without such a limit");
    assertThat(limited.update(id, "\"Memory\":6291456").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"warn", "observe"})
  void a_limit_on_trial_is_recorded_and_perhaps_told_instead(String mode) throws Exception {
    limited.limit("containers: 1", mode);
    assertThat(limited.create(PLAIN).body()).doesNotContain("cofferdam: ");
    RawClient.Reply beyond = limited.create(PLAIN);
    assertThat(beyond.status()).isEqualTo(201);
    String reason = "the role few gives webber 1 container in all";
    assertThat(beyond.body().contains(reason)).isEqualTo(mode.equals("warn"));
    limited.running.assertPaired(2);
    assertThat(limited.running.records())
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
    limited.limit("containers: 0", "observe");
    limited.running.user = "both";
    assertThat(limited.create(PLAIN).body()).contains("limit with --pids-limit");
    assertThat(limited.create(with("\"PidsLimit\":10")).status()).isEqualTo(201);
    assertThat(limited.create(with("\"PidsLimit\":1")).status()).isEqualTo(403);
  }

  @Test
  void services_are_not_for_whoever_has_limits() throws Exception {
    limited.limit("containers: 5");
    try (RawClient client = limited.running.connect()) {
      client.send(RawClient.json("POST /v1.41/services/create", "{\"Name\":\"x\"}"));
      assertThat(client.reply().body()).contains("cannot create or change services");
    }
  }
}
