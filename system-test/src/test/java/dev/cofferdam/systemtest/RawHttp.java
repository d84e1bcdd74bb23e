package dev.cofferdam.systemtest;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection to a Unix socket that writes any bytes at all and reads HTTP answers. */
final class RawHttp implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).limit(0);
  private Duration limit = LIMIT;

  private RawHttp(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  /**
   * What came back.
   *
   * @param status 0 when the connection was closed without an answer
   * @param headers names in lower case
   */
  record Answer(int status, Map<String, String> headers, String body) {
    static final Answer NONE = new Answer(0, new TreeMap<>(), "");

    /** The sentence in the engine's form of an error, {@code {"message": …}}. */
    String message() {
      return Json.object(body).getOrDefault("message", "").toString();
    }
  }

  static RawHttp connect(Path socket) {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      return new RawHttp(channel, selector);
    } catch (IOException e) {
      throw new UncheckedIOException("connect to " + socket, e);
    }
  }

  /** Waits this long for answers. */
  RawHttp waiting(Duration other) {
    limit = other;
    return this;
  }

  /** One connection, these bytes (each char one byte), one answer. */
  static Answer exchange(Path socket, String request) {
    return exchange(socket, request.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Answer exchange(Path socket, byte[] request) {
    try (RawHttp http = connect(socket)) {
      http.send(request);
      return http.answer();
    }
  }

  /** A well-formed request without a body. */
  static Answer request(Path socket, String method, String target) {
    return exchange(socket, head(method, target) + "\r\n");
  }

  /** A well-formed request with a JSON body. */
  static Answer request(Path socket, String method, String target, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        (head(method, target)
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head);
    whole.writeBytes(body);
    return exchange(socket, whole.toByteArray());
  }

  static String head(String method, String target) {
    return method + " " + target + " HTTP/1.1\r\nHost: docker\r\n";
  }

  /** Stops early, without a complaint, when the other side has hung up: it may, on bad bytes. */
  void send(byte[] bytes) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    long end = System.nanoTime() + LIMIT.toNanos();
    try {
      while (left.hasRemaining()) {
        if (channel.write(left) == 0) {
          if (System.nanoTime() > end) {
            throw new UncheckedIOException(new SocketTimeoutException("the peer does not read"));
          }
          Thread.onSpinWait();
        }
      }
    } catch (IOException e) {
      // EPIPE: what it answered before is still there to be read
      return;
    }
  }

  void send(String bytes) {
    send(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The next answer; {@link Answer#NONE} when the connection ends before one begins. */
  Answer answer() {
    try {
      return new AnswerReader().read();
    } catch (EOFException e) {
      return Answer.NONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The status line and headers of an answer whose body has no end. */
  Answer answerHead() {
    try {
      return new AnswerReader().head();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the other side closes the connection within the limit, and sends nothing before. */
  boolean isClosed() {
    try {
      next();
      return false;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private int next() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int count = channel.read(buffer);
      if (count == 0) {
        selector.select(limit.toMillis());
        selector.selectedKeys().clear();
        count = channel.read(buffer);
      }
      buffer.flip();
      if (count < 0) {
        throw new EOFException("closed");
      }
      if (count == 0) {
        throw new SocketTimeoutException("no answer within " + limit);
      }
    }
    return buffer.get() & 0xff;
  }

  @Override
  public void close() {
    try (channel;
        selector) {
      buffer.limit(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one answer by its own framing. */
  private final class AnswerReader {
    Answer read() throws IOException {
      Answer head = head();
      return new Answer(head.status(), head.headers(), bodyOf(head.status(), head.headers()));
    }

    private Answer head() throws IOException {
      String first = line();
      if (!first.startsWith("HTTP/1.1 ")) {
        throw new IOException("not an answer: " + first);
      }
      int status = Integer.parseInt(first.substring(9, 12));
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      return new Answer(status, headers, "");
    }

    private String bodyOf(int status, Map<String, String> headers) throws IOException {
      if (status == 204 || status == 304 || status < 200) {
        return "";
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      if ("chunked".equals(headers.get("transfer-encoding"))) {
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
          copy(size, body);
          line();
        }
        line();
      } else if (headers.containsKey("content-length")) {
        copy(Integer.parseInt(headers.getOrDefault("content-length", "0")), body);
      }
      return body.toString(StandardCharsets.UTF_8);
    }

    private int chunkSize() throws IOException {
      return Integer.parseInt(line(), 16);
    }

    private void copy(int count, ByteArrayOutputStream to) throws IOException {
      for (int i = 0; i < count; i++) {
        to.write(next());
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = next(); c != '\n'; c = next()) {
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
