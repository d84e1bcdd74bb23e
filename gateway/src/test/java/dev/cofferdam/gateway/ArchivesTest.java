package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds are decided by the images that they use; what goes into a container is looked at. */
@Timeout(240)
class ArchivesTest {
  private static final String BUILD = "POST /v1.41/build?t=mine:1";
  private static final String UPLOAD = "PUT /v1.41/containers/web-1/archive?path=/tmp";
  private static final String ROLES =
      """
      version: 1
      roles:
        all:
          - allow: ["*"]
            confinement: super-privileged
        builder:
          - allow: [image.build]
            images: ["mine:*", base]
            confinement: privileged
        copier:
          - allow: [container.archive.write]
            containers: ["web-*"]
      bindings:
        - role: all
          to: ["user:boss"]
        - role: builder
          to: ["user:bob"]
        - role: copier
          to: ["user:carl"]
      """;

  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.policies.replace(Files.writeString(directory.resolve("roles.yaml"), ROLES));
    running.engine.json("POST /build", "{}");
    image("base");
    image("secret");
    running.engine.json("PUT /containers/" + StubEngine.WEB + "/archive", "{}");
    running.user = "bob";
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private void image(String name, String... triggers) {
    running.engine.json(
        "GET /images/" + name + "/json",
        "{\"Id\":\"sha256:%s\",\"Os\":\"linux\",\"Architecture\":\"amd64\",\"Config\":{\"OnBuild\":%s}}"
            .formatted("c".repeat(64), EngineJson.list(List.of(triggers))));
  }

  /** With every byte in a chunk of its own when it is small, as no reader may mind. */
  private RawClient.Reply send(String line, byte[] body) throws Exception {
    try (RawClient client = running.connect()) {
      client.ask(line, "Content-Type: application/x-tar", "Transfer-Encoding: chunked");
      int step = body.length < 4096 ? 100 : 8192;
      for (int at = 0; at < body.length; at += step) {
        int count = Math.min(step, body.length - at);
        client.send(Integer.toHexString(count) + "\r\n");
        client.send(Arrays.copyOfRange(body, at, at + count)).send("\r\n");
      }
      return client.send("0\r\n\r\n").reply();
    }
  }

  private static byte[] context(String dockerfile) {
    return new TestTar().file("other", "x").file("Dockerfile", dockerfile).bytes();
  }

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void a_build_from_an_image_that_one_may_use_reaches_the_engine_as_it_came() throws Exception {
    byte[] large =
        new TestTar()
            .file("a", "a".repeat(300_000))
            .file("Dockerfile", "FROM base AS b\nFROM b\n")
            .file("z", "z".repeat(3_000_000))
            .bytes();
    for (byte[] body : List.of(context("FROM base"), large, gzip(large))) {
      assertThat(send(BUILD, body).status()).isEqualTo(200);
      assertThat(running.engine.forwarded().getLast().body()).isEqualTo(body);
    }
    running.assertPaired(3);
  }

  @Test
  void a_build_from_another_image_is_refused_by_the_images_selector() throws Exception {
    for (String dockerfile :
        List.of(
            "FROM secret",
            "FROM base\nCOPY --from=secret /x /x",
            "ARG B=secret\nFROM $B",
            "FROM base\nRUN --mount=type=bind,from=secret x",
            "FROM base\nRUN x \\\nFROM base AS secret\nFROM secret")) {
      RawClient.Reply reply = send(BUILD, context(dockerfile));
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).contains("secret");
    }
    assertThat(running.engine.forwarded()).isEmpty();
  }

  @Test
  void a_build_that_cannot_be_looked_into_needs_a_privilege() throws Exception {
    byte[] xz = "\u00fd7zXZ\0".getBytes(StandardCharsets.ISO_8859_1);
    byte[] none = new TestTar().file("other", "x").bytes();
    for (byte[] body :
        List.of(xz, none, context("FROM \"base\""), context("# escape=`\nFROM base"))) {
      RawClient.Reply reply = send(BUILD, body);
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).contains("build:uninspected").contains("not known");
    }
    running.user = "boss";
    assertThat(send(BUILD, xz).status()).isEqualTo(200);
    assertThat(running.engine.forwarded().getLast().body()).isEqualTo(xz);
    assertThat(running.records().stream().map(LogRecord::json).toList().toString())
        .contains("build:uninspected");
  }

  @Test
  void what_a_base_image_does_on_a_build_is_part_of_the_build() throws Exception {
    image("base", "RUN true", "COPY --from=base /x /x");
    assertThat(send(BUILD, context("FROM base")).status()).isEqualTo(200);
    image("base", "RUN true", "COPY --from=secret /x /x");
    RawClient.Reply reply = send(BUILD, context("FROM base"));
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("secret");
    image("base", "RUN --mount=from=secret x");
    assertThat(send(BUILD, context("FROM base")).status()).isEqualTo(403);
    image("base", "# escape=`\nCOPY x y");
    reply = send(BUILD, context("FROM base"));
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("build:uninspected").contains("what base does on a build");
    assertThat(running.engine.forwarded()).hasSize(1);
  }

  @Test
  void what_an_image_does_on_a_build_is_not_known_before_the_engine_has_it() throws Exception {
    running.engine.on(
        "GET /images/base/json", (question, connection, out) -> StubEngine.sized(out, 404, "{}"));
    RawClient.Reply reply = send(BUILD, context("FROM base"));
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("build:uninspected").contains("does not have base: pull it");
    image("base");
    for (String more : List.of("&pull=1", "&platform=linux/arm64")) {
      reply = send(BUILD + more, context("FROM base"));
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).contains("build:uninspected");
    }
    reply = send(BUILD, context("FROM --platform=linux/arm64 base"));
    assertThat(reply.body()).contains("build:uninspected").contains("another platform");
    assertThat(running.engine.forwarded()).isEmpty();
    running.user = "boss";
    assertThat(send(BUILD + "&pull=1", context("FROM base")).status()).isEqualTo(200);
  }

  @Test
  void a_second_dockerfile_that_comes_late_never_reaches_the_engine() throws Exception {
    byte[] body =
        new TestTar()
            .file("Dockerfile", "FROM base")
            .file("large", "x".repeat(2_000_000))
            .file("./Dockerfile", "FROM secret")
            .bytes();
    try (RawClient client = running.connect()) {
      client.ask(BUILD, "Content-Type: application/x-tar", "Content-Length: " + body.length);
      client.send(body);
      RawClient.Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains("more than once");
    }
    running.awaitQuiet();
    assertThat(running.engine.forwarded()).isEmpty(); // it has never got a whole request
    running.assertPaired(1);
    assertThat(running.memory.held()).isZero();
  }

  @Test
  void a_dockerfile_behind_too_much_is_not_waited_for() throws Exception {
    byte[] body =
        new TestTar().file("a", "a".repeat(9 << 20)).file("Dockerfile", "FROM base").bytes();
    try (RawClient client = running.connect()) {
      client.ask(BUILD, "Content-Type: application/x-tar", "Content-Length: " + body.length);
      client.send(Arrays.copyOf(body, ReadArchive.MOST_KEPT + 1));
      RawClient.Reply reply = client.reply();
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).contains("in the first 8 MiB");
    }
    running.awaitQuiet();
    assertThat(running.memory.held()).isZero();
  }

  @Test
  void what_goes_into_a_container_is_an_archive_without_devices() throws Exception {
    running.user = "carl";
    byte[] fine = new TestTar().file("../etc/x", "x").file("large", "x".repeat(2_000_000)).bytes();
    assertThat(send(UPLOAD, fine).status()).isEqualTo(200);
    assertThat(running.engine.forwarded().getLast().body()).isEqualTo(fine);
    byte[] device = new TestTar().device("null").bytes();
    for (byte[] body :
        List.of(device, gzip(device), gzip(gzip(fine)), new TestTar().file("BZh", "").bytes())) {
      assertThat(send(UPLOAD, body).status()).isEqualTo(400);
    }
    assertThat(running.engine.forwarded()).hasSize(1);
  }

  @Test
  void a_compressed_archive_reaches_the_engine_decompressed_whatever_its_length_was()
      throws Exception {
    running.user = "carl";
    byte[] large = new TestTar().file("a", "a".repeat(30_000_000)).file("b", "b").bytes();
    for (byte[] archive : List.of(new TestTar().file("a", "a").bytes(), large)) {
      byte[] body = gzip(archive);
      try (RawClient client = running.connect()) {
        for (String framing : List.of("Content-Length: " + body.length, "")) {
          RawClient.Reply reply =
              framing.isEmpty()
                  ? send(UPLOAD, body)
                  : client.ask(UPLOAD, framing).send(body).reply();
          assertThat(reply.status()).isEqualTo(200);
          StubEngine.Asked asked = running.engine.forwarded().getLast();
          assertThat(asked.body()).isEqualTo(archive);
          assertThat(asked.headers()).containsEntry("transfer-encoding", "chunked");
        }
        // The connection goes on with its next request.
        assertThat(client.ask("GET /v1.41/_ping").reply().status()).isEqualTo(403);
      }
    }
    running.assertPaired(6);
    running.awaitQuiet();
    assertThat(running.memory.held()).isZero();
  }

  @Test
  void a_compressed_archive_that_breaks_late_never_reaches_the_engine_whole() throws Exception {
    running.user = "carl";
    byte[] late = gzip(new TestTar().file("a", "a".repeat(30_000_000)).device("null").bytes());
    byte[] whole = gzip(new TestTar().file("a", "a".repeat(30_000_000)).bytes());
    for (byte[] body : List.of(late, Arrays.copyOf(whole, whole.length - 1))) {
      try (RawClient client = running.connect()) {
        client.ask(UPLOAD, "Content-Length: " + body.length).send(body);
        assertThat(client.reply().status()).isEqualTo(400);
      }
    }
    running.awaitQuiet();
    assertThat(running.engine.forwarded()).isEmpty();
  }

  /** Neither side of the gateway may hold more of a stream than its buffers. */
  @Test
  void an_engine_that_is_slow_to_read_holds_the_client_up() throws Exception {
    running.user = "carl";
    byte[] archive = noise(16 << 20);
    for (byte[] body : List.of(archive, gzip(archive))) {
      CountDownLatch slow = new CountDownLatch(1);
      running.engine.beforeBodies = () -> await(slow);
      try (RawClient client = running.connect()) {
        client.ask(UPLOAD, "Content-Length: " + body.length);
        ByteBuffer rest = ByteBuffer.wrap(body);
        client.channel.configureBlocking(false);
        while (writable(client)) {
          client.channel.write(rest);
        }
        assertThat(rest.position()).isLessThan(4 << 20);
        slow.countDown();
        client.channel.configureBlocking(true);
        client.channel.write(rest);
        assertThat(client.reply().status()).isEqualTo(200);
      }
      assertThat(running.engine.forwarded().getLast().body()).isEqualTo(archive);
    }
  }

  @Test
  void a_client_that_leaves_before_a_slow_engine_has_read_leaves_nothing_behind() throws Exception {
    running.user = "carl";
    byte[] archive = noise(4 << 20);
    for (byte[] body : List.of(archive, gzip(archive))) {
      CountDownLatch slow = new CountDownLatch(1);
      running.engine.beforeBodies = () -> await(slow);
      try (RawClient client = running.connect()) {
        client.ask(UPLOAD, "Content-Length: " + body.length);
        ByteBuffer rest = ByteBuffer.wrap(body);
        client.channel.configureBlocking(false);
        while (writable(client)) {
          client.channel.write(rest);
        }
      }
      slow.countDown();
      running.awaitQuiet();
    }
    running.engine.awaitAllRead();
    assertThat(running.engine.forwarded()).isEmpty();
    assertThat(running.memory.held()).isZero();
    running.assertPaired(2);
  }

  private static byte[] noise(int size) {
    byte[] content = new byte[size];
    new Random(1).nextBytes(content);
    byte[] archive = new TestTar().file("noise", "\0".repeat(size)).bytes();
    System.arraycopy(content, 0, archive, 512, size);
    return archive;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  /** Whether the gateway takes more of it within a second. */
  private static boolean writable(RawClient client) throws Exception {
    try (Selector selector = Selector.open()) {
      client.channel.register(selector, SelectionKey.OP_WRITE);
      return selector.select(1_000) > 0;
    }
  }
}
