package dev.cofferdam.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir Path directory;
  private Path socket = Path.of("/");
  private ServerSocketChannel server = unbound();
  private volatile String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";

  private static ServerSocketChannel unbound() {
    try {
      return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @BeforeEach
  void serve() throws IOException {
    socket = directory.resolve("s");
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual()
        .start(() -> {
          while (server.isOpen()) {
            try {
              SocketChannel client = server.accept();
              Thread.ofVirtual().start(() -> answerAll(client));
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private void answerAll(SocketChannel client) {
    ByteBuffer in = ByteBuffer.allocate(4096);
    try (client) {
      while (client.read(in.clear()) > 0) {
        client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
      }
    } catch (IOException gone) {
      // the test is over
    }
  }

  @Test
  void a_closed_loop_counts_every_answer() throws IOException {
    Measured measured = ClosedLoop.run(socket, Requests.PING, 5, SHORT, SHORT);
    assertThat(measured.perSecond()).isGreaterThan(50);
    assertThat(measured.p99()).isGreaterThanOrEqualTo(measured.p50());
  }

  @Test
  void a_paced_load_sends_as_many_as_it_was_told_to() throws Exception {
    Measured measured = Paced.run(socket, Requests.PING, 5, 200, Duration.ofSeconds(1));
    assertThat(measured.perSecond()).isEqualTo(200);
  }

  @Test
  void a_wrong_status_fails_the_run_with_what_was_said() {
    answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\ngone";
    assertThatThrownBy(() -> ClosedLoop.run(socket, Requests.PING, 2, SHORT, SHORT))
        .isInstanceOf(IOException.class)
        .hasMessage("GET /_ping was answered with 502 instead of 200: gone");
    assertThatThrownBy(() -> Paced.run(socket, Requests.PING, 2, 100, SHORT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("502 instead of 200");
  }

  @Test
  void a_connection_that_is_closed_fails_the_run() throws IOException {
    answer = "";
    server.close();
    assertThatThrownBy(() -> ClosedLoop.run(socket, Requests.PING, 1, SHORT, SHORT))
        .isInstanceOf(IOException.class);
  }
}
