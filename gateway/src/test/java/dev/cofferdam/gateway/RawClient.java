package dev.cofferdam.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client that sends whatever bytes it is told and reads what comes. */
final class RawClient implements AutoCloseable {
  private static final String END = "Host: docker\r\nUser-Agent: test\r\n";

  /** An answer: its head as one text, its body decoded. */
  record Reply(int status, String head, String body) {}

  final SocketChannel channel;
  private final InputStream in;

  RawClient(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    in = Channels.newInputStream(channel);
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return this;
  }

  /**
   * @param line method and target
   */
  static String request(String line, String... fields) {
    StringBuilder text = new StringBuilder(line + " HTTP/1.1\r\n" + END);
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return text + "\r\n";
  }

  static String json(String line, String body) {
    return request(
            line,
            "Content-Type: application/json",
            "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length)
        + body;
  }

  RawClient ask(String line, String... fields) throws IOException {
    return send(request(line, fields));
  }

  Reply reply() throws IOException {
    return reply(false);
  }

  Reply reply(boolean headOnly) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = StubEngine.line(in); !line.isEmpty(); line = StubEngine.line(in)) {
      head.append(line.toLowerCase(java.util.Locale.ROOT)).append('\n');
    }
    String text = head.toString();
    int status = Integer.parseInt(text.split(" ", 3)[1]);
    boolean empty = headOnly || status == 204 || status == 304 || status < 200;
    return new Reply(status, text, empty ? "" : body(text));
  }

  private String body(String head) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.contains("transfer-encoding: chunked")) {
      int size;
      do {
        size = Integer.parseInt(StubEngine.line(in), 16);
        body.write(in.readNBytes(size));
        StubEngine.line(in);
      } while (size > 0);
    } else {
      String length = head.replaceAll("(?s).*content-length: (\\d+).*", "$1");
      body.write(in.readNBytes(Integer.parseInt(length)));
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  /** All until the other side ends. */
  String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  byte[] bytes(int count) throws IOException {
    return in.readNBytes(count);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
