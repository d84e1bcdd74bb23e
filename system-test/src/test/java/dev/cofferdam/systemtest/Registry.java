package dev.cofferdam.systemtest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;

/**
 * A registry on the loopback, which engines trust without TLS: what a pull needs of the
 * distribution API v2, for one user.
 */
final class Registry implements AutoCloseable {
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String ONLY =
      "Basic " + Base64.getEncoder().encodeToString("puller:word".getBytes(StandardCharsets.UTF_8));

  private static final byte[] UNKNOWN =
      "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}"
          .getBytes(StandardCharsets.UTF_8);

  static {
    // In seconds. An engine tries TLS first, and waits for this server to find that it is no HTTP.
    System.setProperty("sun.net.httpserver.maxReqTime", "1");
  }

  private final HttpServer server;
  private final Map<String, byte[]> served = new ConcurrentHashMap<>();

  /** The paths of manifests that were asked for. */
  final List<String> manifests = new CopyOnWriteArrayList<>();

  Registry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v2/", this::answer);
    server.start();
  }

  /** {@code 127.0.0.1:PORT}. */
  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * @param layer a tar archive
   * @param triggers its {@code ONBUILD}
   */
  void image(String name, String tag, Path layer, List<String> triggers) throws IOException {
    byte[] tar = Files.readAllBytes(layer);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(tar);
    }
    String onBuild =
        triggers.stream()
            .map(trigger -> '"' + trigger + '"')
            .reduce((left, right) -> left + "," + right)
            .orElse("");
    byte[] config =
        """
        {"architecture":"amd64","os":"linux","config":{"OnBuild":[%s]},\
        "rootfs":{"type":"layers","diff_ids":["%s"]}}\
        """
            .formatted(onBuild, digest(tar))
            .getBytes(StandardCharsets.UTF_8);
    byte[] manifest =
        """
        {"schemaVersion":2,"mediaType":"%s",\
        "config":{"mediaType":"application/vnd.docker.container.image.v1+json",%s},\
        "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip",%s}]}\
        """
            .formatted(MANIFEST, described(config), described(packed.toByteArray()))
            .getBytes(StandardCharsets.UTF_8);
    String path = "/v2/" + name;
    blob(path, config);
    blob(path, packed.toByteArray());
    served.put(path + "/manifests/" + tag, manifest);
    served.put(path + "/manifests/" + digest(manifest), manifest);
  }

  private void blob(String path, byte[] bytes) {
    served.put(path + "/blobs/" + digest(bytes), bytes);
  }

  private static String described(byte[] bytes) {
    return "\"size\":" + bytes.length + ",\"digest\":\"" + digest(bytes) + '"';
  }

  private static String digest(byte[] bytes) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return "sha256:" + HexFormat.of().formatHex(sha.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!ONLY.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"registry\"");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      if (path.contains("/manifests/")) {
        manifests.add(path);
      }
      byte[] found = path.equals("/v2/") ? new byte[0] : served.get(path);
      if (found == null) {
        send(exchange, 404, UNKNOWN);
        return;
      }
      exchange
          .getResponseHeaders()
          .set(
              "Content-Type", path.contains("/manifests/") ? MANIFEST : "application/octet-stream");
      exchange.getResponseHeaders().set("Docker-Content-Digest", digest(found));
      send(exchange, 200, found);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD") || body.length == 0) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
