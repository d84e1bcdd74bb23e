package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a caller gets of the engine's events, while it gets them. */
@Timeout(120)
class EventsTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        web:
          - allow: [system.events, container.inspect]
            containers: ["web-*"]
          - allow: [system.events]
            images: [nginx]
          - allow: [system.events]
            owned: [volumes, networks]
        exec:
          - allow: [secrets.read]
            containers: ["web-2"]
        all:
          - allow: [system.events]
      bindings:
        - role: web
          to: ["user:webber"]
        - role: exec
          to: ["user:webber"]
        - role: all
          to: ["user:watcher"]
      """;

  private static final String END = "end";

  @TempDir Path directory;
  private GatewayInTest running;
  private final BlockingQueue<String> coming = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.policies.replace(Files.writeString(directory.resolve("own.yaml"), POLICY));
    running.user = "webber";
    running.engine.on(
        "GET /events",
        (asked, connection, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
          out.flush();
          try {
            for (String next = coming.take(); !next.equals(END); next = coming.take()) {
              chunk(out, next);
            }
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          out.flush();
        });
  }

  private static void chunk(OutputStream out, String text) throws java.io.IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
    chunk.writeBytes(bytes);
    chunk.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    out.write(chunk.toByteArray());
    out.flush();
  }

  @AfterEach
  void stop() throws Exception {
    coming.add(END);
    running.close();
  }

  private static String container(String name, String action) {
    return """
    {"status":"%s","id":"c-%s","from":"foobar","Type":"container","Action":"%s",\
    "Actor":{"ID":"c-%s","Attributes":{"image":"foobar","name":"%s"}},"time":1}
    """
        .formatted(action, name, action, name, name);
  }

  private static String event(String type, String action, String id, String attributes) {
    return "{\"Type\":\"%s\",\"Action\":\"%s\",\"Actor\":{\"ID\":\"%s\",\"Attributes\":{%s}}}\n"
        .formatted(type, action, id, attributes);
  }

  private String seen(String... events) throws Exception {
    coming.addAll(List.of(events));
    coming.add(END);
    try (RawClient client = running.connect()) {
      return client.ask("GET /v1.41/events").reply().body();
    }
  }

  @Test
  void are_those_of_objects_that_the_caller_may_see() throws Exception {
    String image = event("image", "tag", "sha256:1", "\"name\":\"nginx:latest\"");
    String pulled = event("image", "pull", "nginx:latest", "\"name\":\"nginx\"");
    assertThat(
            seen(
                container("db-1", "start"),
                container("web-1", "start"),
                image,
                event("image", "tag", "sha256:1", "\"name\":\"other:latest\""),
                pulled,
                event("image", "pull", "nginx:secret", "\"name\":\"nginx\""),
                event("image", "delete", "sha256:1", "\"name\":\"sha256:1\""),
                event("daemon", "reload", "x", "\"name\":\"web-1\""),
                event("container", "prune", "", "\"reclaimed\":\"1\""),
                event("plugin", "enable", "web-1", "\"name\":\"web-1\""),
                "{\"new\":\"hush\"}"))
        .isEqualTo(container("web-1", "start") + image + pulled);
  }

  @Test
  void of_volumes_and_networks_are_the_owners() throws Exception {
    String id = "d".repeat(64);
    running.engine.json(
        "GET /volumes/mine", "{\"Name\":\"mine\",\"Labels\":{\"dev.cofferdam.owner\":\"webber\"}}");
    running.engine.json(
        "GET /volumes/his", "{\"Name\":\"his\",\"Labels\":{\"dev.cofferdam.owner\":\"boss\"}}");
    running.engine.json(
        "GET /networks/" + id,
        "{\"Id\":\"" + id + "\",\"Name\":\"n\",\"Labels\":{\"dev.cofferdam.owner\":\"webber\"}}");
    String created = event("volume", "create", "mine", "");
    String mount = event("volume", "mount", "mine", "\"container\":\"" + StubEngine.WEB + "\"");
    String connected =
        event("network", "connect", id, "\"name\":\"n\",\"container\":\"" + StubEngine.WEB + "\"");
    assertThat(
            seen(
                created,
                event("volume", "create", "his", ""),
                event("volume", "destroy", "gone", ""),
                mount,
                mount.replace(StubEngine.WEB, StubEngine.OTHER),
                connected,
                connected.replace(StubEngine.WEB, StubEngine.OTHER)))
        .isEqualTo(created + mount + connected);
  }

  @Test
  void tell_what_was_run_to_whom_secrets_are_shown() throws Exception {
    String run = container("web-1", "exec_create: sh -c echo \\\"hush: hush\\\"");
    String shown = run.replace("web-1", "web-2");
    assertThat(seen(run, shown, container("web-1", "health_status: healthy")))
        .isEqualTo(
            container("web-1", "exec_create")
                + shown
                + container("web-1", "health_status: healthy"));
    running.user = "watcher";
    assertThat(seen(container("db-1", "exec_start: hush"), event("daemon", "reload", "x", "")))
        .isEqualTo(container("db-1", "exec_start") + event("daemon", "reload", "x", ""));
  }

  @Test
  void come_as_they_happen_however_they_are_cut() throws Exception {
    String first = container("web-1", "start");
    String second = container("web-1", "stop");
    String other = container("db-1", "stop");
    try (RawClient client = running.connect()) {
      client.ask("GET /v1.41/events");
      coming.add(other + first + second.substring(0, 40));
      assertThat(read(client, first.length())).endsWith(first);
      coming.add(second.substring(40) + other.substring(0, 3));
      assertThat(read(client, second.length())).contains(second);
      coming.add(other.substring(3));
      coming.add(END);
    }
  }

  /** Reads on until an event's length in bytes has come after what frames it. */
  private static String read(RawClient client, int length) throws Exception {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\n", Math.max(0, text.indexOf("{"))) < 0 || text.indexOf("{") < 0) {
      text.append(new String(client.bytes(1), StandardCharsets.UTF_8));
    }
    assertThat(text.length()).isGreaterThanOrEqualTo(length);
    return text.toString();
  }

  @Test
  void with_record_separators_keep_them() throws Exception {
    String event = container("web-1", "start");
    assertThat(seen("\u001e" + event + "\u001e" + container("db-1", "start") + "\u001e" + event))
        .isEqualTo("\u001e" + event + "\u001e" + event);
  }

  @Test
  void that_cannot_be_read_end_the_stream() throws Exception {
    coming.add("{\"Type\":\"container\",,}" + container("web-1", "start"));
    try (RawClient client = running.connect()) {
      client.ask("GET /v1.41/events");
      assertThat(client.rest()).doesNotContain("web-1");
    }
    coming.add(END);
    running.awaitQuiet();
  }

  @Test
  void are_objects_and_nothing_else() {
    List<String> found = new ArrayList<>();
    JsonObjects objects =
        new JsonObjects(piece -> found.add(new String(piece.json(), StandardCharsets.UTF_8)));
    for (byte next : "{\"a\":\"}\\\"{\"}\n\u001e{\"b\":[{}]} {}".getBytes(StandardCharsets.UTF_8)) {
      objects.feed(new byte[] {next});
    }
    assertThat(found).containsExactly("{\"a\":\"}\\\"{\"}", "{\"b\":[{}]}", "{}");
    assertThatThrownBy(() -> objects.feed(JsonScan.utf8("{}x")))
        .isInstanceOf(UnreadableAnswer.class);
    JsonObjects endless = new JsonObjects(piece -> {});
    assertThatThrownBy(
            () -> {
              endless.feed(JsonScan.utf8("{\"a\":\""));
              for (int i = 0; i < 5; i++) {
                endless.feed("x".repeat(1024 * 1024).getBytes(StandardCharsets.UTF_8));
              }
            })
        .isInstanceOf(UnreadableAnswer.class);
  }
}
