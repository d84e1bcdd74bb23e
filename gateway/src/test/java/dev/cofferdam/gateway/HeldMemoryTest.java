package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.RequestDocuments;
import dev.cofferdam.gateway.RawClient.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What requests hold in memory together. All connections of a test are of one uid. */
@Tag("F8")
@Timeout(240)
class HeldMemoryTest {
  private static final String CREATE = "POST /v1.41/containers/create";
  private static final int LARGE = RequestDocuments.MOST_BYTES - 1000;
  private static final long HALF = GatewayInTest.MEMORY / 2;

  @TempDir Path directory;
  private GatewayInTest running;
  private final CountDownLatch slow = new CountDownLatch(1);
  private final List<RawClient> clients = new ArrayList<>();
  private MemoryBudget.Share others;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    others = running.memory.share((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    running.engine.on("POST /containers/create", (asked, connection, out) -> created(out));
  }

  @AfterEach
  void stop() throws Exception {
    slow.countDown();
    for (RawClient client : clients) {
      client.close();
    }
    running.awaitQuiet();
    others.close();
    GatewayInTest.await("all is given back", () -> running.memory.held() == 0);
    assertThat(running.memory.waiting()).isZero();
    assertThat(running.engine.faults).isEmpty();
    running.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private RawClient client() throws Exception {
    RawClient client = running.connect();
    clients.add(client);
    return client;
  }

  private static String create(int bytes) {
    String before = "{\"Image\":\"sha256:" + "c".repeat(64) + "\",\"Env\":[\"X=";
    return before + "x".repeat(bytes - before.length() - 3) + "\"]}";
  }

  private RawClient creating(int bytes) throws Exception {
    return client().send(RawClient.json(CREATE, create(bytes)));
  }

  /** A head alone: its body would not be read while it waits. */
  private RawClient announcing(int bytes, String... more) throws Exception {
    List<String> fields =
        new ArrayList<>(List.of("Content-Type: application/json", "Content-Length: " + bytes));
    fields.addAll(List.of(more));
    return client().ask(CREATE, fields.toArray(String[]::new));
  }

  private void awaitWaiting() {
    GatewayInTest.await("it waits", () -> running.memory.waiting() == 1);
  }

  private void slowEngine() {
    running.engine.on(
        "POST /containers/create",
        (asked, connection, out) -> {
          await(slow);
          created(out);
        });
  }

  private static void created(OutputStream out) throws IOException {
    StubEngine.sized(out, 201, "{\"Id\":\"x\",\"Warnings\":[]}");
  }

  private long atEngine() {
    return running.engine.forwarded().stream()
        .filter(asked -> asked.line().startsWith("POST"))
        .count();
  }

  @Nested
  class A_body_for_which_there_is_no_room {
    @BeforeEach
    void fill() {
      assertThat(others.tryTake(HALF - 1_000_000)).isTrue();
    }

    @Test
    void waits_until_there_is_some() throws Exception {
      RawClient waiting = announcing(LARGE);
      awaitWaiting();
      others.close();
      assertThat(waiting.send(create(LARGE)).reply().status()).isEqualTo(201);
      running.assertPaired(1);
    }

    @Test
    void is_refused_after_a_while() throws Exception {
      Reply reply = creating(LARGE).reply();
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).contains(MemoryBudget.NO_ROOM);
      assertThat(running.engine.forwarded()).isEmpty();
      running.assertPaired(1);
    }

    @Test
    void is_not_asked_for_while_it_waits() throws Exception {
      RawClient waiting = announcing(LARGE, "Expect: 100-continue");
      awaitWaiting();
      others.close();
      assertThat(waiting.reply().status()).isEqualTo(100);
      assertThat(waiting.send(create(LARGE)).reply().status()).isEqualTo(201);
    }

    @Test
    void leaves_the_queue_with_its_client() throws Exception {
      RawClient waiting = announcing(LARGE);
      awaitWaiting();
      waiting.close();
      GatewayInTest.await("it has left", () -> running.memory.waiting() == 0);
    }

    @Test
    void does_not_hold_up_requests_without_one() throws Exception {
      RawClient waiting = announcing(LARGE);
      awaitWaiting();
      assertThat(client().ask("GET /v1.41/_ping").reply().status()).isEqualTo(200);
      assertThat(running.memory.waiting()).isEqualTo(1);
      others.close();
      assertThat(waiting.send(create(LARGE)).reply().status()).isEqualTo(201);
    }

    @Test
    void in_chunks_does_not_wait_for_what_it_did_not_say() throws Exception {
      RawClient client = client();
      client.ask(CREATE, "Content-Type: application/json", "Transfer-Encoding: chunked");
      String body = create(1_000_000);
      client.send(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
      assertThat(client.reply().status()).isEqualTo(503);
      assertThat(running.memory.waiting()).isZero();
    }
  }

  @Test
  void a_body_that_waits_for_the_engine_holds_what_it_is_in_memory() throws Exception {
    slowEngine();
    creating(LARGE);
    GatewayInTest.await("it is with the engine", () -> atEngine() == 1);
    assertThat(running.memory.held()).isBetween(4L * LARGE, 4L * LARGE + 20_000);
    assertThat(others.tryTake(HALF / 2)).isTrue();
    RawClient another = announcing(LARGE);
    awaitWaiting();
    slow.countDown();
    assertThat(another.send(create(LARGE)).reply().status()).isEqualTo(201);
  }

  @Test
  void ordinary_bodies_by_the_hundred_wait_for_nothing() throws Exception {
    slowEngine();
    List<RawClient> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(creating(2_000));
    }
    GatewayInTest.await("all are with the engine", () -> atEngine() == 200);
    slow.countDown();
    for (RawClient client : all) {
      assertThat(client.reply().status()).isEqualTo(201);
    }
  }

  /** Values in a small body take more than its bytes do. */
  @Test
  void what_a_body_holds_is_told_by_its_values_as_well() throws Exception {
    slowEngine();
    String body = "{\"Image\":\"base:1\",\"Cmd\":[\"a\"" + ",\"a\"".repeat(4_000) + "]}";
    client().send(RawClient.json(CREATE, body));
    GatewayInTest.await("it is with the engine", () -> atEngine() == 1);
    assertThat(running.memory.held()).isBetween(4_000L * 256, 5_000L * 256);
  }

  @Nested
  class All_of_it_is_given_back {
    private void after(Reply reply, int status) {
      assertThat(reply.status()).isEqualTo(status);
      GatewayInTest.await("it is given back", () -> running.memory.held() == 0);
    }

    @Test
    void when_the_request_is_refused() throws Exception {
      running.user = "webber";
      after(creating(10_000).reply(), 403);
    }

    @Test
    void when_the_body_is_malformed() throws Exception {
      after(client().send(RawClient.json(CREATE, "{\"Image\":1}")).reply(), 400);
    }

    @Test
    void when_it_is_larger_than_was_said_it_may_be() throws Exception {
      RawClient client = client();
      client.ask(CREATE, "Content-Type: application/json", "Transfer-Encoding: chunked");
      String chunk = "100000\r\n" + " ".repeat(0x100000) + "\r\n";
      after(client.send(chunk + chunk + chunk).reply(), 413);
    }

    @Test
    void when_the_engine_goes_away() throws Exception {
      running.engine.on("POST /containers/create", (asked, channel, out) -> channel.close());
      after(creating(10_000).reply(), 502);
    }

    @Test
    void when_the_client_goes_away_in_the_middle() throws Exception {
      RawClient client = client();
      client.ask(CREATE, "Content-Type: application/json", "Content-Length: " + LARGE);
      client.send("{");
      GatewayInTest.await("it holds some", () -> running.memory.held() > 0);
      client.close();
      GatewayInTest.await("it is given back", () -> running.memory.held() == 0);
    }

    @Test
    void only_when_the_pipeline_is_done_with_a_client_that_went_away() throws Exception {
      CountDownLatch resolving = new CountDownLatch(1);
      running.afterResolving = () -> await(resolving);
      RawClient client = creating(LARGE);
      GatewayInTest.await("it is being decided", () -> running.memory.held() > 4L * LARGE - 1000);
      client.close();
      GatewayInTest.await("it has gone", () -> running.gateway.sessions().connections() == 0);
      assertThat(running.memory.held()).isGreaterThan(4L * LARGE - 1000);
      resolving.countDown();
      GatewayInTest.await("it is given back", () -> running.memory.held() == 0);
    }

    @Test
    void when_a_tunnel_opens() throws Exception {
      running.engine.json(
          "GET /exec/" + StubEngine.WEB + "/json",
          "{\"ID\":\"%s\",\"ContainerID\":\"%s\",\"ProcessConfig\":{\"privileged\":false,\"user\":\"\"}}"
              .formatted(StubEngine.WEB, StubEngine.WEB));
      running.engine.on(
          "POST /exec/" + StubEngine.WEB + "/start",
          (asked, channel, out) -> {
            out.write(
                "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            await(slow);
          });
      RawClient client = client();
      String body = "{\"Detach\":false,\"Tty\":false}";
      client.ask(
          "POST /v1.41/exec/" + StubEngine.WEB + "/start",
          "Content-Type: application/json",
          "Connection: Upgrade",
          "Upgrade: tcp",
          "Content-Length: " + body.length());
      Reply reply = client.send(body).reply(true);
      assertThat(reply.status()).isEqualTo(101);
      assertThat(running.gateway.sessions().tunnels()).isEqualTo(1);
      GatewayInTest.await("it is given back", () -> running.memory.held() == 0);
    }
  }

  @Nested
  class The_beginning_of_an_archive {
    private static final String BUILD = "POST /v1.41/build?t=mine:1";

    /** A file of which so many bytes come, without end. */
    private RawClient building(int bytes) throws Exception {
      byte[] begun =
          Arrays.copyOf(TestTar.header("before-the-dockerfile", '0', 1 << 30), 512 + bytes);
      RawClient client = client();
      client.ask(BUILD, "Content-Type: application/x-tar", "Content-Length: " + (1 << 30));
      return client.send(begun);
    }

    @Test
    void is_little_for_most_and_then_all_that_may_be_kept() throws Exception {
      building(100_000);
      GatewayInTest.await("it is kept", () -> running.memory.held() > 0);
      assertThat(running.memory.held()).isEqualTo(KeptParts.LITTLE);
      building(600_000);
      GatewayInTest.await("more is taken", () -> running.memory.held() > ReadArchive.MOST_KEPT);
    }

    @Test
    void waits_for_those_before_it_and_is_refused_after_a_while() throws Exception {
      for (int i = 1; i <= 3; i++) {
        building(600_000);
        long taken = (long) i * ReadArchive.MOST_KEPT;
        GatewayInTest.await("it is kept", () -> running.memory.held() > taken);
      }
      RawClient fourth = building(600_000);
      GatewayInTest.await("it waits", () -> running.memory.waiting() == 1);
      Reply reply = fourth.reply();
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).contains(MemoryBudget.NO_ROOM);
    }

    @Test
    void may_come_in_parts_of_a_byte_each() throws Exception {
      byte[] begun = TestTar.header("before", '0', 1 << 20);
      RawClient client = client();
      client.ask(BUILD, "Content-Type: application/x-tar", "Transfer-Encoding: chunked");
      for (byte each : begun) {
        client.send("1\r\n").send(new byte[] {each}).send("\r\n");
      }
      GatewayInTest.await("it is kept", () -> running.memory.held() > 0);
      assertThat(running.memory.held()).isEqualTo(KeptParts.LITTLE);
    }
  }

  @Nested
  class Large_heads {
    private Reply answered(String... fields) throws Exception {
      return client().ask("GET /v1.41/_ping", fields).reply();
    }

    @Test
    void have_a_limit_of_fields_however_small() throws Exception {
      String[] fields = new String[200];
      Arrays.setAll(fields, i -> "x" + i + ": y");
      assertThat(answered(Arrays.copyOf(fields, 100)).status()).isEqualTo(200);
      Reply reply = answered(fields);
      assertThat(reply.status()).isEqualTo(431);
      assertThat(reply.body()).contains("more than 128 fields");
    }

    @Test
    void are_had_only_while_there_is_room_and_give_it_back_with_their_connection()
        throws Exception {
      String large = "X-Large: " + "x".repeat(60_000);
      int served = 0;
      Reply reply = answered(large);
      while (reply.status() == 200) {
        served++;
        reply = answered(large);
      }
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).contains(MemoryBudget.NO_ROOM);
      assertThat(served).isBetween(150, 200);
      assertThat(answered().status()).isEqualTo(200);
      clients.getFirst().close();
      GatewayInTest.await(
          "one more has room",
          () -> {
            try {
              return answered(large).status() == 200;
            } catch (Exception broken) {
              throw new IllegalStateException(broken);
            }
          });
    }
  }
}
