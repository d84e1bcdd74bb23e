package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.RequestDocuments;
import dev.cofferdam.gateway.RawClient.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class ConnectionTest {
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

  private void answers(String request, String bytes) {
    running.engine.on(
        request,
        (asked, connection, out) -> {
          out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
          out.flush();
        });
  }

  @Nested
  class One_connection {
    @Test
    void carries_many_requests_and_one_connection_to_the_engine_is_enough() throws Exception {
      try (RawClient client = running.connect()) {
        client.ask("GET /v1.41/_ping").reply();
        int before = running.engine.connections.get();
        for (int i = 0; i < 20; i++) {
          assertThat(client.ask("GET /v1.41/_ping").reply().status()).isEqualTo(200);
        }
        assertThat(running.engine.connections.get()).isEqualTo(before);
      }
      running.assertPaired(21);
    }

    @Test
    void has_each_pipelined_request_decided_and_answered_in_order() throws Exception {
      running.user = "webber";
      try (RawClient client = running.connect()) {
        running.engine.json("POST /containers/" + StubEngine.WEB + "/start", "{}");
        client.send(
            RawClient.request("POST /v1.41/containers/web-1/start", "Content-Length: 0")
                + RawClient.request("POST /v1.41/containers/other/start", "Content-Length: 0")
                + RawClient.request("GET /v1.41/_ping"));
        assertThat(client.reply().status()).isEqualTo(200);
        assertThat(client.reply().status()).isEqualTo(403);
        assertThat(client.reply().status()).isEqualTo(200);
      }
      running.assertPaired(3);
      assertThat(running.engine.forwarded())
          .extracting(StubEngine.Asked::path)
          .containsExactly("/containers/" + StubEngine.WEB + "/start", "/_ping");
    }

    @Test
    void decodes_none_of_ten_thousand_pipelined_requests_before_its_turn() throws Exception {
      try (RawClient client = running.connect()) {
        CountDownLatch go = new CountDownLatch(1);
        running.engine.on(
            "GET /_ping",
            (asked, connection, out) -> {
              try {
                go.await();
              } catch (InterruptedException stop) {
                throw new IOException(stop);
              }
              StubEngine.sized(out, 200, "{}");
            });
        String many = RawClient.request("GET /v1.41/_ping").repeat(300);
        client.send(many);
        go.countDown();
        for (int i = 0; i < 300; i++) {
          assertThat(client.reply().status()).isEqualTo(200);
        }
      }
      running.assertPaired(300);
    }

    @Test
    void answers_a_request_before_the_garbage_that_follows_it() throws Exception {
      try (RawClient client = running.connect()) {
        client.send(RawClient.request("GET /v1.41/_ping") + "SM\r\n\r\n");
        assertThat(client.reply().status()).isEqualTo(200);
        Reply second = client.reply();
        assertThat(second.status()).isEqualTo(400);
        assertThat(client.rest()).isEmpty();
      }
    }

    @Test
    void answers_the_preface_of_http_2_with_a_readable_400_and_ends() throws Exception {
      try (RawClient client = running.connect()) {
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertThat(client.reply().status()).isEqualTo(400);
        assertThat(client.rest()).isEmpty();
      }
      running.assertPaired(1);
    }

    @Test
    void ends_when_the_client_asks_for_that() throws Exception {
      try (RawClient client = running.connect()) {
        Reply reply = client.ask("GET /v1.41/_ping", "Connection: close").reply();
        assertThat(reply.head()).contains("connection: close");
        assertThat(client.rest()).isEmpty();
      }
      running.awaitQuiet();
    }
  }

  @Nested
  class An_answer {
    @Test
    void without_a_length_reaches_the_client_in_chunks() throws Exception {
      running.engine.on(
          "GET /info",
          (asked, connection, out) -> {
            out.write(
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it"
                    .getBytes(StandardCharsets.ISO_8859_1));
            connection.close();
          });
      try (RawClient client = running.connect()) {
        Reply reply = client.ask("GET /v1.41/info").reply();
        assertThat(reply.body()).isEqualTo("all of it");
        assertThat(client.ask("GET /v1.41/_ping").reply().status()).isEqualTo(200);
      }
      running.assertPaired(2);
    }

    @Test
    void that_is_complete_reaches_a_slow_client_after_the_engine_has_closed() throws Exception {
      CountDownLatch closed = new CountDownLatch(1);
      running.engine.on(
          "GET /info",
          (asked, connection, out) -> {
            out.write(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 400000\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(new byte[400_000]);
            connection.close();
            closed.countDown();
          });
      try (RawClient client = running.connect()) {
        client.ask("GET /v1.41/info");
        closed.await();
        // The gateway has the end of the engine's side before this, which goes the same way.
        try (RawClient other = running.connect()) {
          other.ask("GET /v1.41/_ping").reply();
        }
        assertThat(client.reply().body()).hasSize(400_000);
      }
      assertThat(running.records()).noneMatch(line -> line.text("result").equals("aborted"));
    }

    @Test
    void in_chunks_stays_in_step() throws Exception {
      answers(
          "GET /info",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
      try (RawClient client = running.connect()) {
        assertThat(client.ask("GET /v1.41/info").reply().body()).isEqualTo("abcde");
        assertThat(client.ask("GET /v1.41/info").reply().body()).isEqualTo("abcde");
      }
    }

    @Test
    void of_204_and_304_has_no_body() throws Exception {
      answers("POST /containers/" + StubEngine.WEB + "/start", "HTTP/1.1 204 No Content\r\n\r\n");
      answers("POST /containers/" + StubEngine.WEB + "/stop", "HTTP/1.1 304 Not Modified\r\n\r\n");
      try (RawClient client = running.connect()) {
        assertThat(client.ask("POST /v1.41/containers/web-1/start").reply().status())
            .isEqualTo(204);
        assertThat(client.ask("POST /v1.41/containers/web-1/stop").reply().status()).isEqualTo(304);
        assertThat(client.ask("GET /v1.41/_ping").reply().status()).isEqualTo(200);
      }
    }

    @Test
    void to_head_has_a_length_and_no_body() throws Exception {
      answers("HEAD /_ping", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
      try (RawClient client = running.connect()) {
        client.ask("HEAD /v1.41/_ping");
        assertThat(client.reply(true).head()).contains("content-length: 2");
        assertThat(client.ask("GET /v1.41/_ping").reply().body()).isEqualTo("{}");
      }
    }

    @Test
    void that_the_engine_cuts_looks_cut() throws Exception {
      running.engine.on(
          "GET /info",
          (asked, connection, out) -> {
            out.write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            connection.close();
          });
      try (RawClient client = running.connect()) {
        client.ask("GET /v1.41/info");
        assertThat(client.rest()).contains("abc").doesNotContain("\r\n0\r\n");
      }
      assertThat(running.outcome().text("result")).isEqualTo("aborted");
    }

    @Test
    void that_switches_protocols_where_the_route_may_not_is_never_passed_on() throws Exception {
      answers(
          "GET /info",
          "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nshell");
      try (RawClient client = running.connect()) {
        client.ask("GET /v1.41/info", "Connection: Upgrade", "Upgrade: tcp");
        assertThat(client.reply().status()).isEqualTo(502);
      }
      running.assertPaired(1);
    }

    @Test
    void larger_than_all_buffers_waits_for_a_client_that_does_not_read() throws Exception {
      long[] written = {0};
      running.engine.on(
          "GET /info",
          (asked, connection, out) -> {
            out.write(
                "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            byte[] part = new byte[100_000];
            for (int i = 0; i < 1000; i++) {
              out.write(part);
              written[0] += part.length;
            }
          });
      try (RawClient client = running.connect()) {
        client.ask("GET /v1.41/info");
        client.bytes(1000);
        long[] last = {-1};
        GatewayInTest.await(
            "the engine is held up",
            () -> {
              boolean still = written[0] == last[0];
              last[0] = written[0];
              try {
                Thread.sleep(200); // a window in which nothing may move, not a wait for something
              } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
              }
              return still;
            });
        assertThat(written[0]).isLessThan(8_000_000);
        assertThat(client.bytes(99_000_000)).hasSize(99_000_000);
      }
    }
  }

  @Nested
  class The_engine {
    @Test
    void that_is_away_is_a_502_and_its_return_is_noticed() throws Exception {
      try (RawClient client = running.connect()) {
        assertThat(client.ask("GET /v1.41/_ping").reply().status()).isEqualTo(200);
        running.engine.stop();
        Reply gone = client.ask("GET /v1.41/_ping").reply();
        assertThat(gone.status()).isEqualTo(502);
        assertThat(gone.body()).contains("Is the docker daemon running?");
        running.engine.restart();
        assertThat(client.ask("GET /v1.41/_ping").reply().status()).isEqualTo(200);
      }
      running.assertPaired(3);
    }

    @Test
    void that_is_away_when_its_version_is_asked_makes_one_decision() throws Exception {
      running.engine.stop();
      try (RawClient client = running.connect()) {
        assertThat(client.ask("GET /_ping").reply().status()).isEqualTo(502);
      }
      running.assertPaired(1);
    }
  }

  @Nested
  class A_client_that_goes_away {
    @Test
    void while_its_answer_streams_leaves_nothing_behind() throws Exception {
      CountDownLatch begun = new CountDownLatch(1);
      running.engine.on(
          "GET /events",
          (asked, connection, out) -> {
            out.write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            begun.countDown();
          });
      RawClient client = running.connect();
      client.ask("GET /v1.41/events");
      begun.await();
      client.close();
      running.awaitQuiet();
      assertThat(running.outcome().text("result")).isEqualTo("aborted");
    }

    @Test
    void after_asking_for_an_upgrade_that_its_route_does_not_know_is_noticed() throws Exception {
      CountDownLatch asked = new CountDownLatch(1);
      running.engine.on("GET /events", (question, connection, out) -> asked.countDown());
      RawClient client = running.connect();
      client.ask("GET /v1.41/events", "Connection: Upgrade", "Upgrade: tcp");
      asked.await();
      client.close();
      running.awaitQuiet();
      running.assertPaired(1);
    }

    @Test
    void in_the_middle_of_an_inspected_body_is_refused_on_record() throws Exception {
      RawClient client = running.connect();
      client.ask(
          "POST /v1.41/containers/create",
          "Content-Type: application/json",
          "Content-Length: 1000");
      GatewayInTest.await("it is served", () -> running.gateway.sessions().requests() == 1);
      client.close();
      running.awaitQuiet();
      running.assertPaired(1);
      assertThat(running.engine.forwarded()).isEmpty();
    }

    @Test
    void in_the_middle_of_a_streamed_body_cuts_it_for_the_engine_too() throws Exception {
      RawClient client = running.connect();
      client.ask(
          "PUT /v1.41/containers/web-1/archive?path=/tmp",
          "Content-Type: application/x-tar",
          "Transfer-Encoding: chunked");
      client.send("200\r\n").send(TestTar.header("file", '0', 5)).send("\r\n5\r\nabcde\r\n");
      GatewayInTest.await("it is served", () -> running.engine.connections.get() >= 2);
      client.close();
      running.awaitQuiet();
      running.assertPaired(1);
      assertThat(running.engine.forwarded()).isEmpty();
    }
  }

  @Nested
  class A_refusal {
    @Test
    void is_readable_while_the_client_still_sends_a_large_body() throws Exception {
      running.user = "webber";
      try (RawClient client = running.connect()) {
        client.ask(
            "POST /v1.41/containers/create",
            "Content-Type: application/json",
            "Content-Length: 6000000");
        client.send(new byte[6_000_000]);
        Reply reply = client.reply();
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.head()).contains("connection: close");
        assertThat(client.rest()).isEmpty();
      }
      running.assertPaired(1);
      assertThat(running.engine.asked).isEmpty();
    }

    @Test
    void of_a_body_over_the_limit_is_413_and_nothing_reaches_the_engine() throws Exception {
      try (RawClient client = running.connect()) {
        client.ask(
            "POST /v1.41/containers/create",
            "Content-Type: application/json",
            "Content-Length: " + (RequestDocuments.MOST_BYTES + 1));
        client.send(new byte[RequestDocuments.MOST_BYTES + 1]);
        assertThat(client.reply().status()).isEqualTo(413);
      }
      assertThat(running.engine.forwarded()).isEmpty();
      running.assertPaired(1);
    }

    @Test
    void asks_for_no_body_of_a_client_that_waits_for_100_continue() throws Exception {
      running.user = "webber";
      try (RawClient client = running.connect()) {
        client.ask(
            "POST /v1.41/containers/create",
            "Content-Type: application/json",
            "Expect: 100-continue",
            "Content-Length: 10");
        assertThat(client.reply().status()).isEqualTo(403);
      }
    }

    @Test
    void comes_for_two_lengths_lower_case_and_absolute_forms() throws Exception {
      for (String bad :
          new String[] {
            RawClient.request("GET /_ping", "Content-Length: 0", "Transfer-Encoding: chunked"),
            RawClient.request("GET /_ping", "Content-Length: 0", "Content-Length: 0"),
            RawClient.request("POST /info", "Transfer-Encoding: gzip, chunked"),
            RawClient.request("GET http://x/_ping"),
            RawClient.request("CONNECT x:1"),
            RawClient.request("get /_ping"),
            RawClient.request("GET /_ping", "Host: other"),
            "GET /_ping HTTP/1.1\r\n\r\n",
            "GET /_ping HTTP/1.0\r\nHost: x\r\n\r\n",
            "GET /_ping HTTP/1.1\nHost: x\n\n",
            "GET /_ping HTTP/1.1\r\nHost : x\r\n\r\n",
          }) {
        try (RawClient client = running.connect()) {
          client.send(bad + RawClient.request("GET /info"));
          assertThat(client.reply().status()).as(bad).isIn(400, 404, 405);
        }
      }
      assertThat(running.engine.forwarded())
          .extracting(StubEngine.Asked::path)
          .doesNotContain("/_ping");
    }
  }
}
