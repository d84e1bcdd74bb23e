package dev.cofferdam.cli;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * An engine that does nothing but say yes, on a Unix socket, and keeps what it was asked: just
 * enough HTTP for the docker clients.
 */
final class DockerCommandLineFakeEngine implements AutoCloseable {
  /** One request, without the version before the path. */
  record Request(String method, String path, String body) {}

  static final String ID = "a".repeat(64);

  private final String apiVersion;
  private final Path directory;
  private final ServerSocketChannel server;
  private final List<Request> requests = new ArrayList<>();

  DockerCommandLineFakeEngine(String apiVersion) throws IOException {
    this.apiVersion = apiVersion;
    this.directory = Files.createTempDirectory("fake-engine");
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread.ofVirtual().start(this::serve);
  }

  private Path socket() {
    return directory.resolve("docker.sock");
  }

  /** Runs a docker client against this engine and returns what it asked, pings left out. */
  List<Request> asked(String client, List<String> words) throws IOException, InterruptedException {
    synchronized (requests) {
      requests.clear();
    }
    List<String> command = new ArrayList<>(List.of(client, "-H", "unix://" + socket()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DOCKER_CONFIG", directory.toString());
    builder.environment().put("DOCKER_BUILDKIT", "0");
    builder.directory(Path.of("").toAbsolutePath().toFile());
    Process process = builder.redirectOutput(directory.resolve("output").toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the client does not end: " + words);
    }
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** What the client said last. */
  String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }

  private void serve() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> answer(client));
      }
    } catch (AsynchronousCloseException closed) {
      // The end of the test.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(SocketChannel client) {
    try (client;
        InputStream in = Channels.newInputStream(client)) {
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        String[] words = line.split(" ");
        String body = body(in);
        String path = words[1].replaceFirst("^/v[0-9.]+", "");
        if (!path.endsWith("/_ping")) {
          synchronized (requests) {
            requests.add(new Request(words[0], path, body));
          }
        }
        byte[] answer = answer(words[0], path).getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.wrap(answer);
        while (bytes.hasRemaining()) {
          client.write(bytes);
        }
        if (isTunnel(path)) {
          return;
        }
      }
    } catch (IOException gone) {
      // The client ended; what it asked before is kept.
    }
  }

  private static boolean isTunnel(String path) {
    return path.contains("/attach") || path.matches("/exec/.*/start");
  }

  private String answer(String method, String path) {
    if (isTunnel(path)) {
      return String.join(
          "\r\n",
          "HTTP/1.1 101 UPGRADED",
          "Content-Type: application/vnd.docker.raw-stream",
          "Connection: Upgrade",
          "Upgrade: tcp",
          "",
          "");
    }
    String plain = path.split("\\?")[0];
    String json = json(plain);
    boolean created = plain.endsWith("/create") || plain.endsWith("/exec");
    String status = created ? "201 Created" : json.isEmpty() ? "204 No Content" : "200 OK";
    return "HTTP/1.1 "
        + status
        + "\r\nApi-Version: "
        + apiVersion
        + "\r\nOstype: linux\r\nServer: Docker/28.2.2 (linux)\r\n"
        + "X-Docker-Container-Path-Stat: eyJuYW1lIjoieCIsIm1vZGUiOjQyMH0=\r\n"
        + "Content-Type: application/json\r\nContent-Length: "
        + json.length()
        + "\r\n\r\n"
        + (method.equals("HEAD") ? "" : json);
  }

  private String json(String path) {
    if (path.endsWith("/containers/create")) {
      return "{\"Id\":\"" + ID + "\",\"Warnings\":[]}";
    } else if (path.endsWith("/containers/json") || path.endsWith("/images/json")) {
      return "[]";
    } else if (path.startsWith("/containers/") && path.endsWith("/json")) {
      return "{\"Id\":\""
          + ID
          + "\",\"State\":{\"Running\":true,\"Status\":\"running\"},"
          + "\"Config\":{\"Tty\":false},\"HostConfig\":{\"LogConfig\":{\"Type\":\"json-file\"}},"
          + "\"NetworkSettings\":{\"Ports\":{}}}";
    } else if (path.endsWith("/wait")) {
      return "{\"StatusCode\":0}";
    } else if (path.startsWith("/exec/")) {
      return "{\"ID\":\"x\",\"Running\":false,\"ExitCode\":0}";
    } else if (path.endsWith("/exec")) {
      return "{\"Id\":\"" + ID + "\"}";
    } else if (path.matches("/containers/[^/]+/(start|stop|restart|kill|pause|unpause|rename)")) {
      return "";
    } else if (path.matches("/images/.*/history|/networks|/containers/.*/changes|.*/search")) {
      return "[]";
    }
    return "{\"ApiVersion\":\"" + apiVersion + "\",\"Id\":\"x\"}";
  }

  private static String body(InputStream in) throws IOException {
    int length = 0;
    boolean chunked = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
    }
    if (!chunked) {
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
    StringBuilder body = new StringBuilder();
    for (int size = size(in); size > 0; size = size(in)) {
      body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
      line(in);
    }
    line(in);
    return body.toString();
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in).strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        if (line.size() == 0) {
          return "";
        }
        throw new EOFException();
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(directory);
  }
}
