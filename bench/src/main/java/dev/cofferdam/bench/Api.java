package dev.cofferdam.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One blocking connection to an engine, for what sets a measurement up and for streams. As little
 * work as possible for each byte: what is measured is the way to the engine.
 */
final class Api implements AutoCloseable {
  /** What the docker client reads and writes at once. */
  private static final int CHUNK = 32 * 1024;

  private static final String VERSION = "/v1.41";

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocateDirect(256 * 1024).limit(0);
  private final ResponseReader reader = new ResponseReader();

  Api(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  /** Asks, reads the answer to its end, and returns the bytes of its body. */
  long get(String target, int status) throws IOException {
    send("GET " + VERSION + target + " HTTP/1.1\r\nHost: docker\r\n\r\n");
    return finish(target, status);
  }

  /** The same, into a file. Only for answers in chunks, as the engine sends its archives. */
  void save(String target, FileChannel file) throws IOException {
    send("GET " + VERSION + target + " HTTP/1.1\r\nHost: docker\r\n\r\n");
    reader.reset();
    reader.into(file);
    while (!reader.take(in)) {
      fill();
    }
    check(target, 200);
  }

  /** Posts JSON and returns the id in the answer, empty where it has none. */
  String post(String target, String json, int status) throws IOException {
    send(head(target, json.length(), "") + json);
    finish(target, status);
    String answer = reader.kept();
    int id = answer.indexOf("\"Id\":\"");
    return id < 0 ? "" : answer.substring(id + 6, answer.indexOf('"', id + 6));
  }

  /** Sends a file as the docker client sends archives: in chunks. */
  long upload(String method, String target, Path file) throws IOException {
    send(
        "%s %s%s HTTP/1.1\r\nHost: docker\r\nContent-Type: application/x-tar\r\n"
                .formatted(method, VERSION, target)
            + "Transfer-Encoding: chunked\r\n\r\n");
    long sent = 0;
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK + 16);
    try (FileChannel from = FileChannel.open(file)) {
      while (true) {
        chunk.clear().position(8).limit(8 + CHUNK);
        int size = from.read(chunk);
        if (size < 0) {
          break;
        }
        chunk.limit(chunk.capacity()).put((byte) '\r').put((byte) '\n');
        chunk.limit(8 + size + 2).position(0);
        chunk.put(String.format(Locale.ROOT, "%06x\r\n", size).getBytes(StandardCharsets.US_ASCII));
        write(chunk.position(0));
        sent += size;
      }
    }
    send("0\r\n\r\n");
    finish(target, 200);
    return sent;
  }

  /** Posts, and returns once the answer has begun and its bytes flow. */
  void open(String method, String target, String json, int status) throws IOException {
    send(
        method.equals("GET")
            ? "GET " + VERSION + target + " HTTP/1.1\r\nHost: docker\r\n\r\n"
            : head(target, json.length(), "Connection: Upgrade\r\nUpgrade: tcp\r\n") + json);
    reader.reset();
    while (!reader.headComplete()) {
      fill();
      reader.take(in);
    }
    check(target, status);
  }

  /** Reads what an opened stream still brings, until its end; returns the bytes. */
  long drain() throws IOException {
    long bytes = reader.bodyBytes() + in.remaining();
    while (channel.read(in.clear()) >= 0) {
      bytes += in.position();
    }
    return bytes;
  }

  /** Reads what an opened stream brings next; returns the bytes. */
  int next() throws IOException {
    fill();
    return in.remaining();
  }

  private static String head(String target, int length, String more) {
    return "POST %s%s HTTP/1.1\r\nHost: docker\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        .formatted(VERSION, target, more, length);
  }

  private long finish(String target, int status) throws IOException {
    reader.reset();
    while (!reader.take(in)) {
      fill();
    }
    check(target, status);
    return reader.bodyBytes();
  }

  private void check(String target, int status) throws IOException {
    if (reader.status() != status) {
      throw new IOException(
          "%s was answered with %d instead of %d: %s"
              .formatted(target, reader.status(), status, reader.kept()));
    }
  }

  private void fill() throws IOException {
    int size = channel.read(in.clear());
    if (size < 0) {
      throw new EOFException("the connection was closed");
    }
    in.flip();
  }

  private void send(String text) throws IOException {
    write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
