package dev.cofferdam.gateway;

import static dev.cofferdam.gateway.LimitedGateway.CREATE;
import static dev.cofferdam.gateway.LimitedGateway.PLAIN;
import static dev.cofferdam.gateway.LimitedGateway.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Creates at once, and clients and engines that go in the middle of one. */
@Timeout(240)
class QuotaTurnsTest {
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
  void of_twenty_creates_at_once_exactly_as_many_pass_as_the_role_gives() throws Exception {
    limited.limit("containers: 5, memory: 1GiB");
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(
          limited.running.connect().send(RawClient.json(CREATE, with("\"Memory\":6291456"))));
    }
    List<Integer> answers = new ArrayList<>();
    for (RawClient client : clients) {
      answers.add(client.reply().status());
      client.close();
    }
    assertThat(answers).filteredOn(status -> status == 201).hasSize(5);
    assertThat(answers).filteredOn(status -> status == 403).hasSize(15);
    assertThat(limited.containers.most.get()).isEqualTo(5);
    limited.running.assertPaired(20);
  }

  @Test
  void a_create_whose_client_left_counts_until_the_engine_has_answered() throws Exception {
    limited.limit("containers: 1");
    limited.containers.gate = new CountDownLatch(1);
    RawClient leaving = limited.running.connect().send(RawClient.json(CREATE, PLAIN));
    GatewayInTest.await("the engine is asked", () -> asked("POST") == 1);
    leaving.close();
    limited.running.awaitQuiet();
    try (RawClient next = limited.running.connect()) {
      next.send(RawClient.json(CREATE, PLAIN));
      GatewayInTest.await(
          "the next one is here", () -> limited.running.gateway.sessions().requests() == 1);
      assertThat(asked("POST")).isEqualTo(1);
      limited.containers.gate.countDown();
      assertThat(next.reply().status()).isEqualTo(403);
    }
    assertThat(limited.containers.count()).isEqualTo(1);
  }

  @Test
  void a_hundred_creates_whose_clients_leave_at_once_leave_no_more_than_the_role_gives()
      throws Exception {
    limited.limit("containers: 3");
    for (int i = 0; i < 100; i++) {
      limited.running.connect().send(RawClient.json(CREATE, PLAIN)).close();
    }
    limited.running.awaitQuiet();
    GatewayInTest.await("the engine has what it was asked", () -> asked("POST") == asked("done"));
    assertThat(limited.containers.most.get()).isLessThanOrEqualTo(3);
    assertThat(limited.create(PLAIN).status())
        .isEqualTo(limited.containers.most.get() == 3 ? 403 : 201);
  }

  @Test
  void creates_whose_clients_leave_leave_no_connection_to_the_engine() throws Exception {
    limited.limit("containers: 1000");
    for (int i = 0; i < 200; i++) {
      limited.running.connect().send(RawClient.json(CREATE, PLAIN)).close();
    }
    limited.running.awaitQuiet();
    GatewayInTest.await(
        "only the pool's are open", () -> limited.running.engine.openConnections() <= 32);
    assertThat(limited.create(PLAIN).status()).isEqualTo(201);
  }

  @Test
  void an_engine_that_goes_before_it_has_answered_a_client_who_left_ends_the_turn()
      throws Exception {
    limited.limit("containers: 1");
    CountDownLatch goes = new CountDownLatch(1);
    limited.running.engine.on(
        "POST /containers/create",
        (asked, connection, out) -> {
          try {
            goes.await();
          } catch (InterruptedException stopping) {
            throw new IllegalStateException(stopping);
          }
          connection.close();
        });
    RawClient leaving = limited.running.connect().send(RawClient.json(CREATE, PLAIN));
    GatewayInTest.await("the engine is asked", () -> asked("POST") == 1);
    leaving.close();
    limited.running.awaitQuiet();
    limited.containers = new StubContainers(limited.running.engine);
    try (RawClient next = limited.running.connect()) {
      next.send(RawClient.json(CREATE, PLAIN));
      GatewayInTest.await(
          "the next one is here", () -> limited.running.gateway.sessions().requests() == 1);
      assertThat(asked("POST")).isEqualTo(1);
      goes.countDown();
      assertThat(next.reply().status()).isEqualTo(201);
    }
  }

  private long asked(String what) {
    return what.equals("done")
        ? limited.containers.count()
        : limited.running.engine.asked.stream()
            .filter(asked -> asked.line().startsWith(what))
            .count();
  }

  @Test
  void a_create_that_the_engine_refuses_or_dies_of_gives_its_turn_back() throws Exception {
    limited.limit("containers: 1");
    limited.running.engine.on(
        "POST /containers/create",
        (asked, connection, out) -> StubEngine.sized(out, 409, "{\"message\":\"in use\"}"));
    assertThat(limited.create(PLAIN).status()).isEqualTo(409);
    limited.running.engine.on(
        "POST /containers/create", (asked, connection, out) -> connection.close());
    assertThat(limited.create(PLAIN).status()).isEqualTo(502);
    limited.containers = new StubContainers(limited.running.engine);
    assertThat(limited.create(PLAIN).status()).isEqualTo(201);
    assertThat(limited.create(PLAIN).status()).isEqualTo(403);
  }

  @Test
  void an_engine_that_is_away_while_it_is_counted_refuses() throws Exception {
    limited.limit("containers: 1");
    assertThat(limited.create(PLAIN).status()).isEqualTo(201);
    limited.running.engine.on(
        "GET /containers/json", (asked, connection, out) -> connection.close());
    RawClient.Reply refused = limited.create(PLAIN);
    assertThat(refused.status()).isEqualTo(502);
    assertThat(refused.body()).contains("cannot reach the Docker engine");
    limited.running.engine.json("GET /containers/json", "{\"message\":\"no list\"}");
    assertThat(limited.create(PLAIN).status()).isEqualTo(502);
    limited.running.engine.on(
        "GET /containers/json",
        (asked, connection, out) -> StubEngine.sized(out, 500, "{\"message\":\"broken\"}"));
    assertThat(limited.create(PLAIN).status()).isEqualTo(502);
    assertThat(limited.containers.count()).isEqualTo(1);
  }
}
