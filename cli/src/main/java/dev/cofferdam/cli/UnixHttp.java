package dev.cofferdam.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One HTTP/1.1 request over a Unix socket: the engine's ping, and the daemon's admin API. */
final class UnixHttp {
  private static final int MAX_ANSWER = 4 << 20;

  private UnixHttp() {}

  static HttpAnswer get(Path socket, String target, Duration limit) throws IOException {
    return exchange(socket, "GET", target, limit);
  }

  static HttpAnswer post(Path socket, String target, Duration limit) throws IOException {
    return exchange(socket, "POST", target, limit);
  }

  private static HttpAnswer exchange(Path socket, String method, String target, Duration limit)
      throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    String length = method.equals("POST") ? "Content-Length: 0\r\n" : "";
    String request =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n"
            + length
            + "\r\n";
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, 0);
      if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
        await(key, SelectionKey.OP_CONNECT, deadline, limit);
        channel.finishConnect();
      }
      ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (channel.write(out) >= 0 && out.hasRemaining()) {
        await(key, SelectionKey.OP_WRITE, deadline, limit);
      }
      return answer(channel, key, deadline, limit);
    }
  }

  private static HttpAnswer answer(
      SocketChannel channel, SelectionKey key, long deadline, Duration limit) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.allocate(16 << 10);
    while (true) {
      await(key, SelectionKey.OP_READ, deadline, limit);
      int count = channel.read(in);
      read.write(in.array(), 0, in.position());
      in.clear();
      Optional<HttpAnswer> answer = HttpAnswer.parse(read.toByteArray(), count < 0);
      if (answer.isPresent()) {
        return answer.get();
      }
      if (read.size() > MAX_ANSWER) {
        throw new IOException("the answer is longer than " + MAX_ANSWER + " bytes");
      }
    }
  }

  private static void await(SelectionKey key, int operation, long deadline, Duration limit)
      throws IOException {
    key.interestOps(operation);
    long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
    key.selector().selectedKeys().clear();
    if (System.nanoTime() > deadline || key.selector().select(left) == 0) {
      throw new IOException("no answer within " + limit.toMillis() + " ms");
    }
  }
}
