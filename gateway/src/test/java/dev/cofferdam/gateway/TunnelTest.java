package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class TunnelTest {
  private static final String ATTACH = "POST /containers/" + StubEngine.WEB + "/attach";
  private static final String SWITCHED =
      "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads until the other side says that no more comes. */
  private static String drain(SocketChannel from) throws IOException {
    StringBuilder text = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(65536);
    while (from.read(buffer) >= 0) {
      text.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
      buffer.clear();
    }
    return text.toString();
  }

  private RawClient attach() throws Exception {
    RawClient client = running.connect();
    client.ask(
        "POST /v1.41/containers/web-1/attach?stream=1&stdin=1&stdout=1",
        "Connection: Upgrade",
        "Upgrade: tcp");
    return client;
  }

  @Test
  void the_end_of_the_clients_input_passes_and_the_engine_may_still_answer() throws Exception {
    running.engine.on(
        ATTACH,
        (asked, connection, out) -> {
          write(out, SWITCHED);
          write(out, "got " + drain(connection));
          connection.close();
        });
    try (RawClient client = attach()) {
      assertThat(client.reply().status()).isEqualTo(101);
      client.send("hello");
      client.channel.shutdownOutput();
      assertThat(client.rest()).isEqualTo("got hello");
    }
    running.awaitQuiet();
    assertThat(running.outcome().number("bytes_in")).hasValue(5);
    running.assertPaired(1);
  }

  @Test
  void the_end_of_the_engines_output_passes_and_the_client_may_still_send() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("");
    running.engine.on(
        ATTACH,
        (asked, connection, out) -> {
          write(out, SWITCHED + "bye");
          connection.shutdownOutput();
          seen.set(drain(connection));
          connection.close();
        });
    try (RawClient client = attach()) {
      assertThat(client.reply().status()).isEqualTo(101);
      assertThat(client.rest()).isEqualTo("bye");
      client.send("late");
    }
    running.awaitQuiet();
    GatewayInTest.await("the engine has read all", () -> "late".equals(seen.get()));
  }

  @Test
  void bytes_that_follow_the_request_at_once_are_input_and_never_a_request() throws Exception {
    running.engine.on(
        ATTACH,
        (asked, connection, out) -> {
          write(out, SWITCHED);
          write(out, drain(connection));
          connection.close();
        });
    String smuggled = RawClient.request("DELETE /v1.41/containers/other");
    try (RawClient client = running.connect()) {
      client.send(
          RawClient.request(
                  "POST /v1.41/containers/web-1/attach?stream=1&stdin=1",
                  "Connection: Upgrade",
                  "Upgrade: tcp")
              + smuggled);
      assertThat(client.reply().status()).isEqualTo(101);
      client.channel.shutdownOutput();
      assertThat(client.rest()).isEqualTo(smuggled);
    }
    running.awaitQuiet();
    running.assertPaired(1);
  }

  @Test
  void a_200_with_a_raw_stream_is_a_tunnel_without_an_upgrade() throws Exception {
    running.engine.on(
        ATTACH,
        (asked, connection, out) -> {
          write(
              out, "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nraw");
          write(out, drain(connection));
          connection.close();
        });
    try (RawClient client = running.connect()) {
      client.ask("POST /v1.41/containers/web-1/attach?stream=1&stdin=1");
      String head = new String(client.bytes(12), StandardCharsets.ISO_8859_1);
      assertThat(head).isEqualTo("HTTP/1.1 200");
      client.send("x");
      client.channel.shutdownOutput();
      assertThat(client.rest()).endsWith("rawx");
    }
    running.awaitQuiet();
  }

  @Test
  void an_engine_that_does_not_switch_leaves_the_connection_http() throws Exception {
    running.engine.on(ATTACH, (asked, connection, out) -> StubEngine.sized(out, 409, "{}"));
    running.user = "boss";
    try (RawClient client = running.connect()) {
      client.send(
          RawClient.request(
                  "POST /v1.41/containers/web-1/attach", "Connection: Upgrade", "Upgrade: tcp")
              + RawClient.request("GET /v1.41/_ping"));
      assertThat(client.reply().status()).isEqualTo(409);
      assertThat(client.reply().status()).isEqualTo(200);
    }
    running.assertPaired(2);
  }

  @Test
  void an_engine_that_reads_slowly_holds_the_client_up() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicLong taken = new AtomicLong();
    running.engine.on(
        ATTACH,
        (asked, connection, out) -> {
          write(out, SWITCHED);
          try {
            go.await();
          } catch (InterruptedException stop) {
            throw new IOException(stop);
          }
          taken.set(drain(connection).length());
          connection.close();
        });
    try (RawClient client = attach()) {
      client.reply();
      client.channel.configureBlocking(false);
      ByteBuffer part = ByteBuffer.allocate(65536);
      long sent = 0;
      int idle = 0;
      while (idle < 50) {
        part.clear();
        int now = client.channel.write(part);
        sent += now;
        idle = now == 0 ? idle + 1 : 0;
        Thread.sleep(now == 0 ? 5 : 0); // a window in which nothing may move
      }
      assertThat(sent).isLessThan(8_000_000);
      client.channel.configureBlocking(true);
      go.countDown();
      client.channel.shutdownOutput();
      client.rest();
      long all = sent;
      GatewayInTest.await("the engine has it all", () -> taken.get() == all);
    }
    running.awaitQuiet();
  }

  @Test
  void a_client_that_vanishes_ends_the_engines_side_with_its_next_output() throws Exception {
    running.engine.on(
        ATTACH,
        (asked, connection, out) -> {
          write(out, SWITCHED);
          drain(connection);
          for (int i = 0; i < 1000; i++) {
            out.write(new byte[1000]);
          }
        });
    RawClient client = attach();
    client.reply();
    client.close();
    running.awaitQuiet();
    running.assertPaired(1);
  }
}
