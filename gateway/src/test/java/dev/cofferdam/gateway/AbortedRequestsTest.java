package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class AbortedRequestsTest {
  private static final int ABORTED = 10_000;

  @TempDir Path directory;

  /** Sockets of this process: other tests that run meanwhile may have some too. */
  private static long descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  @Test
  void ten_thousand_of_them_leave_no_descriptor_request_or_connection() throws Exception {
    try (GatewayInTest running = new GatewayInTest(directory)) {
      running.engine.on(
          "GET /events",
          (asked, connection, out) ->
              out.write(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"
                      .getBytes(StandardCharsets.ISO_8859_1)));
      String logs = "GET /containers/" + StubEngine.WEB + "/logs";
      running.engine.on(logs, (asked, connection, out) -> {}); // never answers
      running.connect().close();
      running.awaitQuiet();
      long before = descriptors();
      for (int i = 0; i < ABORTED; i++) {
        abort(running, i);
      }
      running.awaitQuiet();
      GatewayInTest.await("descriptors are back", () -> descriptors() <= before + 40);
      assertThat(running.engine.faults).isEmpty();
    }
  }

  private static void abort(GatewayInTest running, int i) throws Exception {
    try (RawClient client = running.connect()) {
      switch (i % 6) {
        case 0 -> client.send("GET /v1.41/ev");
        case 1 -> client.ask("GET /v1.41/events");
        case 2 -> client.ask("GET /v1.41/containers/web-1/logs?follow=1&stdout=1");
        case 3 -> {
          client.ask("GET /v1.41/events");
          client.reply(true);
        }
        case 4 ->
            client.ask(
                "POST /v1.41/containers/create",
                "Content-Type: application/json",
                "Content-Length: 100");
        default -> client.ask("GET /v1.41/events", "Connection: Upgrade", "Upgrade: tcp");
      }
    }
  }

  @Test
  void a_thousand_idle_connections_block_nobody() throws Exception {
    try (GatewayInTest running = new GatewayInTest(directory)) {
      List<RawClient> idle = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        idle.add(running.connect().send("GET /slow"));
      }
      try (RawClient client = running.connect()) {
        assertThat(client.ask("GET /v1.41/_ping").reply().status()).isEqualTo(200);
      }
      for (RawClient client : idle) {
        client.close();
      }
      running.awaitQuiet();
    }
  }
}
