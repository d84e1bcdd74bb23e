package dev.cofferdam.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server on a Unix socket that gives every request the same answer, in the parts it was given.
 */
final class FakeServer implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  FakeServer(Path socket, String... parts) throws IOException {
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(() -> serve(parts));
  }

  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /** The first line of each request. */
  List<String> requests() {
    return requests;
  }

  private void serve(String... parts) {
    try {
      while (true) {
        try (SocketChannel client = listener.accept()) {
          ByteBuffer request = ByteBuffer.allocate(4096);
          client.read(request);
          requests.add(
              new String(request.array(), 0, request.position(), StandardCharsets.US_ASCII)
                  .lines()
                  .findFirst()
                  .orElse(""));
          for (String part : parts) {
            client.write(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)));
          }
        }
      }
    } catch (ClosedChannelException _) {
      // The test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
