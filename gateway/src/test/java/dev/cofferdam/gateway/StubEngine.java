package dev.cofferdam.gateway;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine made of a Unix socket and answers by path. It reads more strictly than any engine does:
 * what is not well-formed goes on {@link #faults}.
 */
final class StubEngine implements AutoCloseable {
  /** A request as it arrived. */
  record Asked(String line, Map<String, String> headers, byte[] body) {
    String path() {
      String target = line.split(" ", 3)[1];
      return target.replaceFirst("^/v1\\.\\d+", "");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** Writes an answer; it may close the channel, and read on from it. */
  interface Behaviour {
    void answer(Asked asked, SocketChannel connection, OutputStream out) throws IOException;
  }

  static final String WEB = "a".repeat(64);
  static final String OTHER = "b".repeat(64);

  private final Path socket;
  private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final Set<SocketChannel> gatewaysOwn = ConcurrentHashMap.newKeySet();
  final List<Asked> asked = new CopyOnWriteArrayList<>();
  final List<String> faults = new CopyOnWriteArrayList<>();

  /** Runs between a head and its body: an engine that is slow to read. */
  volatile Runnable beforeBodies = () -> {};

  final AtomicInteger connections = new AtomicInteger();
  private ServerSocketChannel server;

  StubEngine(Path socket) throws IOException {
    this.socket = socket;
    this.server = listen();
    json(
        "GET /version",
        "{\"Version\":\"20.10.24\",\"ApiVersion\":\"1.41\",\"Arch\":\"amd64\","
            + "\"KernelVersion\":\"6.1.0-13-amd64\"}");
    json("GET /info", "{\"Runtimes\":{\"runc\":{\"path\":\"runc\"}},\"DefaultRuntime\":\"runc\"}");
    json("GET /_ping", "{}");
    json("GET /containers/json", "[]");
    json("GET /volumes", "{\"Volumes\":null,\"Warnings\":null}");
    container("web-1", WEB);
    container(WEB, "web-1", WEB);
    container("other", OTHER);
    container(OTHER, "other", OTHER);
  }

  private void container(String reference, String id) {
    container(reference, reference, id);
  }

  private void container(String reference, String name, String id) {
    json(
        "GET /containers/" + reference + "/json",
        "{\"Id\":\"%s\",\"Name\":\"/%s\",\"Config\":{\"Image\":\"foobar\",\"Labels\":{}}}"
            .formatted(id, name));
  }

  /** For requests whose method and path without version and query are this. */
  void on(String request, Behaviour behaviour) {
    behaviours.put(request, behaviour);
  }

  void json(String request, String body) {
    on(request, (question, connection, out) -> sized(out, 200, body));
  }

  static void sized(OutputStream out, int status, String body) throws IOException {
    out.write(
        ("HTTP/1.1 "
                + status
                + " X\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\n\r\n"
                + body)
            .getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** What was asked by clients: not the gateway's own questions. */
  List<Asked> forwarded() {
    return asked.stream().filter(question -> question.headers().containsKey("user-agent")).toList();
  }

  /**
   * Waits until whatever clients sent is read: the gateway may have closed its side long before.
   * Connections are accepted in turn, so that one which is answered has none before it.
   */
  void awaitAllRead() throws IOException {
    try (SocketChannel last = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      Channels.newOutputStream(last)
          .write("GET /_ping HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      line(Channels.newInputStream(last));
    }
    GatewayInTest.await("all is read", () -> gatewaysOwn.containsAll(open));
  }

  int openConnections() {
    return open.size();
  }

  void stop() throws IOException {
    server.close();
    for (SocketChannel channel : open) {
      channel.close();
    }
    Files.deleteIfExists(socket);
  }

  void restart() throws IOException {
    server = listen();
  }

  private ServerSocketChannel listen() throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket), 1024);
    Thread.ofPlatform().daemon().start(() -> accept(listening));
    return listening;
  }

  private void accept(ServerSocketChannel listening) {
    try {
      while (true) {
        SocketChannel channel = listening.accept();
        connections.incrementAndGet();
        open.add(channel);
        Thread.ofPlatform().daemon().start(() -> serve(channel));
      }
    } catch (IOException stopped) {
      // closed: no more connections
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      InputStream in = Channels.newInputStream(channel);
      OutputStream out = Channels.newOutputStream(channel);
      while (channel.isOpen()) {
        String line = line(in);
        Asked question = read(line, in);
        if (!question.headers().containsKey("user-agent")) {
          gatewaysOwn.add(channel);
        }
        asked.add(question);
        String method = line.substring(0, line.indexOf(' '));
        String path = question.path();
        int query = path.indexOf('?');
        Behaviour behaviour =
            behaviours.get(method + " " + (query < 0 ? path : path.substring(0, query)));
        if (behaviour == null) {
          sized(out, 404, "{\"message\":\"no such thing\"}");
        } else {
          behaviour.answer(question, channel, out);
        }
      }
    } catch (EOFException cut) {
      // the other side has gone, as it may
    } catch (IOException gone) {
      // likewise
    } catch (RuntimeException malformed) {
      faults.add(malformed.toString());
    } finally {
      open.remove(channel);
      gatewaysOwn.remove(channel);
    }
  }

  private Asked read(String line, InputStream in) throws IOException {
    if (!line.matches("[A-Z]+ /[!-~]* HTTP/1\\.1")) {
      throw new IllegalStateException("a request line: " + line);
    }
    Map<String, String> headers = new HashMap<>();
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      if (colon < 1 || !field.substring(0, colon).matches("[-!#$%&'*+.^_`|~0-9A-Za-z]+")) {
        throw new IllegalStateException("a field: " + field);
      }
      String name = field.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = field.substring(colon + 1).strip();
      String before = headers.put(name, value);
      if (before != null && name.equals(SessionFields.METHOD)) {
        headers.put(name, before + ", " + value);
      } else if (before != null) {
        throw new IllegalStateException("twice: " + name);
      }
    }
    boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
    if (chunked && headers.containsKey("content-length")) {
      throw new IllegalStateException("two lengths");
    }
    if (chunked || headers.containsKey("content-length")) {
      beforeBodies.run();
    }
    return new Asked(line, headers, chunked ? chunks(in) : sized(headers, in));
  }

  private static byte[] sized(Map<String, String> headers, InputStream in) throws IOException {
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException();
    }
    return body;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      body.write(in.readNBytes(size));
      if (!line(in).isEmpty()) {
        throw new IllegalStateException("a chunk that does not end where it says");
      }
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  /** A line that ends in CR LF. */
  static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\r'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      line.write(b);
    }
    if (in.read() != '\n') {
      throw new IllegalStateException("a lone CR");
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
