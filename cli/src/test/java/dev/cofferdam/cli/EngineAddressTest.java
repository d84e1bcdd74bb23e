package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineAddressTest {
  @TempDir private Path folder = Path.of("");

  private EngineAddress engine() {
    return EngineAddress.parse("unix://" + folder.resolve("e.sock"));
  }

  @Test
  void an_engine_that_answers_the_ping_tells_its_api_version() throws IOException {
    try (FakeServer server = new FakeServer(engine().socket(), FakeServer.ok("OK"))) {
      assertThat(engine().ping()).isEqualTo(new EngineAddress.Ping.Answered("1.41"));
      assertThat(server.requests()).containsExactly("GET /_ping HTTP/1.1");
    }
  }

  @Test
  void an_answer_in_pieces_is_put_together() throws IOException {
    try (FakeServer _ =
        new FakeServer(
            engine().socket(), "HTTP/1.1 200 OK\r\nContent-", "Length: 2\r\n\r\nO", "K")) {
      assertThat(engine().ping()).isEqualTo(new EngineAddress.Ping.Answered(""));
    }
  }

  @Test
  void no_socket_is_no_engine() {
    assertThat(reason()).isEqualTo("there is no such socket");
  }

  @Test
  void a_socket_that_nobody_listens_on_is_no_engine() throws IOException {
    ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    gone.bind(UnixDomainSocketAddress.of(engine().socket()));
    gone.close();

    assertThat(reason()).contains("nobody listens");
  }

  @Test
  void an_engine_that_accepts_and_says_nothing_is_given_up_on() throws IOException {
    try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      mute.bind(UnixDomainSocketAddress.of(engine().socket()));

      assertThat(reason()).isEqualTo("no answer within 2000 ms");
    }
  }

  @Test
  void an_engine_that_fails_its_ping_does_not_answer() throws IOException {
    try (FakeServer _ =
        new FakeServer(engine().socket(), "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(reason()).isEqualTo("it answered a ping with status 500");
    }
  }

  @Test
  void something_that_is_not_http_is_no_engine() throws IOException {
    try (FakeServer _ = new FakeServer(engine().socket(), "SSH-2.0-X\r\n\r\n")) {
      assertThat(reason()).isEqualTo("the answer is not HTTP/1.1");
    }
  }

  @Test
  void an_address_on_tcp_is_refused_with_the_reason() {
    assertThatThrownBy(() -> EngineAddress.parse("tcp://127.0.0.1:2375"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tcp://127.0.0.1:2375")
        .hasMessageContaining("around the gateway");
  }

  private String reason() {
    return switch (engine().ping()) {
      case EngineAddress.Ping.Silent silent -> silent.reason();
      case EngineAddress.Ping.Answered answered -> throw new AssertionError(answered.toString());
    };
  }
}
