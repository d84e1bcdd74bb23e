package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientSocketTest {
  @TempDir private Path folder = Path.of("");

  private Path socket() {
    return folder.resolve("docker.sock");
  }

  @Test
  void a_socket_that_somebody_listens_on_is_not_taken_over() throws IOException {
    try (FakeServer _ = new FakeServer(socket(), FakeServer.ok(""))) {
      assertThatThrownBy(() -> ClientSocket.requireFree(socket()))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("Somebody listens on " + socket());

      ClientSocket.removeAbandoned(socket());
      assertThat(Files.exists(socket())).isTrue();
    }
  }

  @Test
  void one_that_a_killed_daemon_left_is_free_and_can_be_removed() throws IOException {
    ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    killed.bind(UnixDomainSocketAddress.of(socket()));
    killed.close();

    assertThatCode(() -> ClientSocket.requireFree(socket())).doesNotThrowAnyException();
    ClientSocket.removeAbandoned(socket());
    assertThat(Files.exists(socket())).isFalse();
  }

  @Test
  void a_file_that_is_no_socket_is_never_removed() throws IOException {
    Files.writeString(socket(), "precious");

    ClientSocket.removeAbandoned(socket());

    assertThat(socket()).hasContent("precious");
    assertThatThrownBy(() -> ClientSocket.requireFree(socket()))
        .hasMessageContaining("is not a socket");
  }
}
