package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The daemon with the heap that it has, in front of an engine that hangs: many requests at once,
 * each of which is allowed and within every limit of its own. Without a limit for all together, a
 * few of any kind end the daemon, which ends where its memory does.
 */
@Tag("F11")
@OnSite
@Timeout(180)
class LargeRequestsTest {
  private static final int MANY = 64;
  private static final long MOST_KIB = 300 * 1024;

  private final HangingEngine engine;
  private final Gateway gateway;
  private final List<RawHttp> connections = new ArrayList<>();

  LargeRequestsTest(Site site) {
    engine = new HangingEngine(site.newDirectory("hanging").resolve("engine.sock"));
    gateway = Gateway.start(site.newHome("gateway"), engine.socket(), Policies.everythingForRoot());
  }

  @AfterEach
  void stop() {
    connections.forEach(RawHttp::close);
    gateway.close();
    engine.close();
  }

  /** All at once, each by a thread of its own: one that waits is not read. */
  private void flood(byte[] request) throws InterruptedException {
    CountDownLatch sent = new CountDownLatch(MANY);
    for (int i = 0; i < MANY; i++) {
      RawHttp http = RawHttp.connect(gateway.socket());
      connections.add(http);
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            http.send(request);
            sent.countDown();
          });
    }
    while (!sent.await(200, TimeUnit.MILLISECONDS)) {
      assertStillServing();
    }
    assertStillServing();
    assertThat(gateway.residentKiB()).isLessThan(MOST_KIB);
  }

  private void assertStillServing() {
    assertThat(gateway.alive()).as(gateway.log()).isTrue();
    assertThat(RawHttp.request(gateway.socket(), "GET", "/_ping").status())
        .as(gateway.log())
        .isEqualTo(200);
  }

  private static byte[] create(String fields) {
    String body = "{\"Image\":\"sha256:" + "c".repeat(64) + "\"," + fields + "}";
    String head =
        RawHttp.head("POST", "/v1.41/containers/create")
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void bodies_of_one_long_text() throws Exception {
    flood(create("\"Env\":[\"X=" + "x".repeat(2_000_000) + "\"]"));
  }

  @Test
  void bodies_of_as_many_values_as_there_may_be() throws Exception {
    StringBuilder ports = new StringBuilder("\"1/tcp\":[{}]");
    StringBuilder labels = new StringBuilder("\"k1\":\"\"");
    for (int i = 2; i <= 4_096; i++) {
      ports.append(",\"").append(i).append("/tcp\":[").append("{\"HostPort\":\"\"},".repeat(2));
      ports.append("{}]");
      labels.append(",\"k").append(i).append("\":\"").append("x".repeat(300)).append('"');
    }
    flood(create("\"Labels\":{" + labels + "},\"HostConfig\":{\"PortBindings\":{" + ports + "}}"));
  }

  /** Each is allowed a beginning without a Dockerfile. */
  @Test
  void contexts_of_builds_with_much_before_the_dockerfile() throws Exception {
    ByteArrayOutputStream context = new ByteArrayOutputStream();
    context.writeBytes(
        (RawHttp.head("POST", "/v1.41/build") + "Content-Length: 100000000\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    context.writeBytes(header("before", '0', 50_000_000));
    context.writeBytes(new byte[8_000_000]);
    flood(context.toByteArray());
  }

  /** It has to come whole before it says anything. */
  @Test
  void archives_with_an_extension_header_that_does_not_end() throws Exception {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    archive.writeBytes(
        (RawHttp.head("PUT", "/v1.41/containers/box/archive?path=/")
                + "Content-Length: 100000000\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    archive.writeBytes(header("small", '0', 0));
    archive.writeBytes(header("extension", 'x', 1_000_000));
    archive.writeBytes(new byte[999_000]);
    flood(archive.toByteArray());
  }

  @Test
  void heads_of_very_many_fields() throws Exception {
    flood(
        (RawHttp.head("GET", "/_ping") + "a:b\r\n".repeat(12_000))
            .getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] header(String name, char type, int size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o\0".formatted(size));
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] into, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }
}
