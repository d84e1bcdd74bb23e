package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that go away in the middle, ten thousand times, in every phase of a request. */
@OnSite
class AbortedRequestsTest {
  private static final int REQUESTS = 10_000;
  private static final String LOGS =
      RawHttp.head("GET", "/v1.41/containers/steady/logs?follow=1&stdout=1") + "\r\n";
  private static final String HALF_BODY =
      RawHttp.head("POST", "/v1.41/containers/create?name=half")
          + "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"Image\":";

  /**
   * Connections to the engine that the gateway keeps for its questions; how many are open depends
   * on how many were asked at once.
   */
  private static final int IDLE = 32;

  private final Site site;

  AbortedRequestsTest(Site site) {
    this.site = site;
  }

  @AfterEach
  void clear() {
    site.engine().removeAllContainers();
  }

  @Test
  void ten_thousand_aborted_requests_leave_no_descriptor_open() {
    Containers.service(site.engine(), "steady", "foobar");
    try (Gateway gateway =
        Gateway.start(
            site.newHome("gateway"), site.engine().socket(), Policies.everythingForRoot())) {
      abort(gateway, 200); // pools and lazy classes
      int before = gateway.openFiles();
      abort(gateway, REQUESTS);
      Await.until(
          () ->
              "%d descriptors and at most %d idle ones, not %d"
                  .formatted(before, IDLE, gateway.openFiles()),
          Command.LIMIT,
          () -> gateway.openFiles() <= before + IDLE);
      assertThat(RawHttp.request(gateway.socket(), "GET", "/_ping").status()).isEqualTo(200);
      assertThat(site.engine().exists("half")).isFalse();
    }
  }

  private static void abort(Gateway gateway, int times) {
    for (int i = 0; i < times; i++) {
      try (RawHttp client = RawHttp.connect(gateway.socket())) {
        switch (i % 5) {
          case 0 -> client.send("");
          case 1 -> client.send("GET /v1.41/contain");
          case 2 -> client.send(HALF_BODY);
          case 3 -> client.send(RawHttp.head("GET", "/v1.41/containers/json") + "\r\n");
          default -> {
            client.send(LOGS);
            if (i % 50 == 4) {
              client.answerHead();
            }
          }
        }
      }
    }
  }

  @Test
  void a_stream_that_its_client_leaves_is_recorded_as_aborted() {
    Containers.service(site.engine(), "web-1", "web");
    Trail.Since since = site.trail().mark();
    try (Running logs = site.docker(Person.ADMIN1).start("logs", "--follow", "web-1")) {
      logs.awaitOut("web is up");
      logs.kill();
    }
    Row outcome = since.outcomeOf(since.decision("container.logs"));
    assertThat(outcome.text("result")).isEqualTo("aborted");
    assertThat(outcome.number("bytes_out").orElse(0)).isPositive();
  }
}
