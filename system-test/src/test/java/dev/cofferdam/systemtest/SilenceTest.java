package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Time is limited for heads and bodies that the gateway has to wait for, and never for a stream.
 */
@OnSite
class SilenceTest {
  /** Longer than each of the gateway's limits, of which the longest is 30 s. */
  private static final Duration ENOUGH = Duration.ofSeconds(50);

  private final Site site;

  SilenceTest(Site site) {
    this.site = site;
  }

  @AfterEach
  void clear() {
    site.engine().removeAllContainers();
  }

  @Tag("F8")
  @Test
  void a_silent_stream_lives_on_and_a_silent_request_is_ended() {
    Path client = Docker.clients().getFirst();
    try (Gateway gateway =
            Gateway.start(
                site.newHome("gateway"), site.engine().socket(), Policies.threeAdminsAndRoot());
        Running stream =
            site.docker(Person.ADMIN2, client, gateway)
                .start("run", "--rm", "-i", "foobar", "cat");
        RawHttp head = RawHttp.connect(gateway.socket());
        RawHttp body = RawHttp.connect(gateway.socket())) {
      stream.type("first\n");
      stream.awaitOut("first");
      head.send("GET /v1.41/containers/json HTTP/1.1\r\nHost: d");
      body.send(
          RawHttp.head("POST", "/v1.41/containers/create")
              + "Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{");
      assertThat(head.waiting(ENOUGH).answer().status()).isIn(0, 408);
      assertThat(body.waiting(ENOUGH).answer().status()).isIn(0, 408);
      stream.type("second\n");
      stream.awaitOut("second");
      stream.endInput();
      assertThat(stream.ended().exit()).isZero();
    }
  }
}
