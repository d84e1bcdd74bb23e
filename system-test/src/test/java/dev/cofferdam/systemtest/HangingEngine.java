package dev.cofferdam.systemtest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An engine that answers questions and never what changes something: it only reads that. */
final class HangingEngine implements AutoCloseable {
  private static final String CONTAINER =
      """
      {"Id":"%s","Name":"/box","Version":"20.10.24","ApiVersion":"1.41","Config":{"Image":"a"}}\
      """
          .formatted("a".repeat(64));

  private final Path socket;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  HangingEngine(Path socket) {
    this.socket = socket;
    try {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket), 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  Path socket() {
    return socket;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        open.add(channel);
        Thread.ofVirtual().start(() -> serve(channel));
      }
    } catch (IOException closed) {
      // no more connections
    }
  }

  private static void serve(SocketChannel channel) {
    try (channel) {
      InputStream in = Channels.newInputStream(channel);
      while (head(in).startsWith("GET ")) {
        byte[] answer =
            ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + CONTAINER.length()
                    + "\r\n\r\n"
                    + CONTAINER)
                .getBytes(StandardCharsets.US_ASCII);
        Channels.newOutputStream(channel).write(answer);
      }
      in.skipNBytes(Long.MAX_VALUE);
    } catch (IOException gone) {
      // the gateway has given up
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      server.close();
      for (SocketChannel channel : open) {
        channel.close();
      }
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
