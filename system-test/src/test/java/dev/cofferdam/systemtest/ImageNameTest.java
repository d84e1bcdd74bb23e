package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that come from elsewhere, go elsewhere, or take a name that others trust. */
@Tag("C17")
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageNameTest {
  /** Root may name, commit and push his own images, and look at the rest. */
  private static final String OWN_IMAGES =
      """
      version: 1
      roles:
        tester:
          - allow: [image.tag, image.push, image.import, image.pull]
            images: [other, "mine/*"]
          - allow: [image.commit]
            images: [other, "mine/*"]
            containers: ["*"]
      bindings:
        - role: tester
          to: ["user:root"]
      """;

  private final Engine engine;
  private final Gateway gateway;

  ImageNameTest(Site site) {
    this.engine = site.engine();
    this.gateway = Gateway.start(site.newHome("gateway"), engine.socket(), OWN_IMAGES);
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @BeforeEach
  void others_trust_a_name() {
    engine.docker().orFail("tag", "web", "trusted");
    Containers.created(engine, "mine", "other");
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
    engine.docker().run("rmi", "--no-prune", "trusted", "mine/tool", "mine/commit");
  }

  private String trusted() {
    return engine.docker().orFail("images", "--quiet", "--no-trunc", "trusted:latest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1.41/images/other/tag?repo=trusted",
        "/v1.41/images/other/tag?repo=docker.io/library/trusted&tag=latest",
        "/v1.41/commit?container=mine&repo=trusted",
        "/v1.41/commit?container=mine&repo=trusted&changes=USER%20root",
      })
  void a_name_that_others_trust_is_not_given_to_another_image(String target) {
    String before = trusted();
    assertThat(RawHttp.request(gateway.socket(), "POST", target).status()).isEqualTo(403);
    assertThat(trusted()).isEqualTo(before);
    assertThat(RawHttp.request(engine.socket(), "POST", target).status()).isEqualTo(201);
    assertThat(trusted()).isNotEqualTo(before);
  }

  @Test
  void names_of_ones_own_are() {
    for (String target :
        List.of(
            "/v1.41/images/other/tag?repo=mine/tool",
            "/v1.41/commit?container=mine&repo=mine/commit")) {
      RawHttp.Answer answer = RawHttp.request(gateway.socket(), "POST", target);
      assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    }
  }

  /** The engine is not made to ask an address of the host's network. */
  @Test
  void nothing_is_fetched_from_an_address() throws IOException {
    try (Peer peer = new Peer()) {
      String target = "/v1.41/images/create?repo=mine/tool&fromSrc=http://127.0.0.1:" + peer.port();
      assertThat(RawHttp.request(gateway.socket(), "POST", target).status()).isEqualTo(403);
      assertThat(peer.isAsked(200)).isFalse();
      try (RawHttp direct = RawHttp.connect(engine.socket())) {
        direct.send(RawHttp.head("POST", target) + "\r\n");
        assertThat(peer.isAsked(30_000)).isTrue();
      }
    }
  }

  @Test
  void an_image_goes_only_where_its_name_may() throws IOException {
    try (Peer peer = new Peer()) {
      String theirs = "localhost:" + peer.port() + "/theirs";
      engine.docker().orFail("tag", "web", theirs);
      try {
        String push = "/v1.41/images/" + theirs + "/push";
        String auth = "X-Registry-Auth: e30=\r\n\r\n";
        RawHttp.Answer refused =
            RawHttp.exchange(gateway.socket(), RawHttp.head("POST", push) + auth);
        assertThat(refused.status()).as("%s", refused).isEqualTo(403);
        assertThat(peer.isAsked(200)).isFalse();
        try (RawHttp direct = RawHttp.connect(engine.socket())) {
          direct.send(RawHttp.head("POST", push) + auth);
          assertThat(peer.isAsked(30_000)).isTrue();
        }
      } finally {
        engine.docker().orFail("rmi", "--no-prune", theirs);
      }
    }
  }

  @Test
  void an_archive_may_hold_any_name_and_so_is_loaded_by_nobody_else() {
    RawHttp.Answer answer =
        RawHttp.exchange(
            gateway.socket(),
            RawHttp.head("POST", "/v1.41/images/load") + "Content-Length: 0\r\n\r\n");
    assertThat(answer.status()).isEqualTo(403);
  }

  /** A server on the loopback that takes note of who connects, and says nothing. */
  private static final class Peer implements AutoCloseable {
    private final ServerSocket socket;

    Peer() throws IOException {
      socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    }

    int port() {
      return socket.getLocalPort();
    }

    boolean isAsked(int millis) {
      try {
        socket.setSoTimeout(millis);
        socket.accept().close();
        return true;
      } catch (SocketTimeoutException nobody) {
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
