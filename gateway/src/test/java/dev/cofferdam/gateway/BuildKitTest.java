package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** BuildKit's sessions, and whose they are. */
@Timeout(120)
class BuildKitTest {
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
  private static final String BUILD = "POST /v1.41/build?version=2&remote=client-session&session=";

  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    Files.writeString(
        running.policy,
        """
        version: 1
        roles:
          builder:
            - allow: [image.build, image.build.cancel, build.session]
              confinement: privileged
              grant: ["build:session"]
          classic:
            - allow: [image.build]
              confinement: privileged
        bindings:
          - role: builder
            to: ["user:ann", "user:bob"]
          - role: classic
            to: ["user:carl"]
        """);
    running.policies.replace(running.policy);
    running.engine.on("POST /session", BuildKitTest::echo);
    running.engine.json("POST /build", "{}");
    running.engine.json("POST /build/cancel", "{}");
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private static void echo(StubEngine.Asked asked, SocketChannel connection, OutputStream out)
      throws IOException {
    out.write(SWITCHED.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (connection.read(buffer) >= 0) {
      connection.write(buffer.flip());
      buffer.clear();
    }
    connection.close();
  }

  /** A connection of this user's with an open session. */
  private RawClient session(String user, String id) throws Exception {
    RawClient client = as(user);
    askForSession(client, id);
    assertThat(client.reply().status()).isEqualTo(101);
    return client;
  }

  private RawClient as(String user) throws Exception {
    running.user = user;
    return running.connect();
  }

  private static void askForSession(RawClient client, String id) throws Exception {
    client.ask(
        "POST /session",
        "Connection: Upgrade",
        "Upgrade: h2c",
        "X-Docker-Expose-Session-Uuid: " + id,
        "X-Docker-Expose-Session-Name: ctx",
        "X-Docker-Expose-Session-Sharedkey: abc",
        "X-Docker-Expose-Session-Grpc-Method: /moby.filesync.v1.FileSync/DiffCopy",
        "X-Docker-Expose-Session-Grpc-Method: /moby.filesync.v1.Auth/Credentials",
        "X-Docker-Expose-Session-Other: no",
        "X-Other: no");
  }

  private RawClient.Reply ask(String user, String line) throws Exception {
    try (RawClient client = as(user)) {
      return client.ask(line, "Content-Length: 0").reply();
    }
  }

  private Map<String, String> lastSessionFields() {
    return running.engine.forwarded().stream()
        .filter(asked -> asked.path().equals("/session"))
        .toList()
        .getLast()
        .headers();
  }

  @Test
  void a_session_is_a_tunnel_and_the_engine_is_told_what_it_serves_and_nothing_else()
      throws Exception {
    try (RawClient client = session("ann", "s1")) {
      client.send("PRI * HTTP/2.0");
      assertThat(new String(client.bytes(14), StandardCharsets.ISO_8859_1))
          .isEqualTo("PRI * HTTP/2.0");
    }
    assertThat(lastSessionFields())
        .containsEntry("x-docker-expose-session-uuid", "s1")
        .containsEntry("x-docker-expose-session-name", "ctx")
        .containsEntry(
            "x-docker-expose-session-grpc-method",
            "/moby.filesync.v1.FileSync/DiffCopy, /moby.filesync.v1.Auth/Credentials")
        .doesNotContainKeys("x-docker-expose-session-other", "x-other");
  }

  @Test
  void what_the_engine_kept_of_ones_context_is_under_a_key_that_nobody_else_can_name()
      throws Exception {
    session("ann", "s1").close();
    String first = lastSessionFields().get("x-docker-expose-session-sharedkey");
    session("ann", "s2").close();
    String again = lastSessionFields().get("x-docker-expose-session-sharedkey");
    session("bob", "s3").close();
    String other = lastSessionFields().get("x-docker-expose-session-sharedkey");
    assertThat(again).isEqualTo(first).isNotEqualTo("abc");
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void an_engine_that_does_not_open_the_session_leaves_the_connection_http() throws Exception {
    running.engine.on(
        "POST /session", (asked, connection, out) -> StubEngine.sized(out, 400, "{}"));
    try (RawClient client = as("ann")) {
      askForSession(client, "s1");
      assertThat(client.reply().status()).isEqualTo(400);
      client.ask("GET /v1.41/info");
      assertThat(client.reply().status()).isEqualTo(403);
    }
  }

  @Test
  void a_raw_stream_is_no_session() throws Exception {
    running.engine.on(
        "POST /session",
        (asked, connection, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
          connection.close();
        });
    try (RawClient client = as("ann")) {
      askForSession(client, "s1");
      assertThat(client.reply().head()).contains("transfer-encoding: chunked");
    }
    assertThat(running.gateway.sessions().tunnels()).isZero();
  }

  @Test
  void a_build_may_name_ones_own_session_even_before_it_is_open() throws Exception {
    try (RawClient building = as("ann")) {
      building.ask(BUILD + "s1", "Content-Length: 0");
      RawClient client = session("ann", "s1");
      assertThat(building.reply().status()).isEqualTo(200);
      client.close();
    }
  }

  @Test
  void a_build_may_not_name_anothers_session() throws Exception {
    RawClient client = session("ann", "s1");
    RawClient.Reply reply = ask("bob", BUILD + "s1");
    client.close();
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("session that bob has not opened through this gateway");
  }

  @Test
  void a_session_that_is_over_serves_no_build() throws Exception {
    session("ann", "s1").close();
    running.awaitQuiet();
    assertThat(ask("ann", BUILD + "s1").status()).isEqualTo(403);
  }

  @Test
  void nobody_opens_a_session_in_anothers_name() throws Exception {
    RawClient client = session("ann", "s1");
    try (RawClient second = as("bob")) {
      askForSession(second, "s1");
      assertThat(second.reply().status()).isEqualTo(403);
    }
    client.close();
  }

  @Test
  void a_session_needs_a_name() throws Exception {
    assertThat(ask("ann", "POST /session").status()).isEqualTo(400);
  }

  @Test
  void who_may_build_may_not_build_with_buildkit() throws Exception {
    for (String query : List.of("version=2", "session=s1", "version=2&buildid=upload-request:b1")) {
      RawClient.Reply reply = ask("carl", "POST /v1.41/build?" + query);
      assertThat(reply.status()).as(query).isEqualTo(403);
      assertThat(reply.body()).as(query).contains("build:session");
    }
    assertThat(ask("carl", "POST /v1.41/build").status()).isEqualTo(200);
    assertThat(ask("carl", "POST /session").status()).isEqualTo(403);
  }

  @Test
  void a_build_that_is_under_way_is_its_owners_to_feed_and_to_cancel() throws Exception {
    running.engine.on(
        "POST /build", (asked, connection, out) -> connection.read(ByteBuffer.allocate(1)));
    try (RawClient building = as("ann")) {
      building.ask("POST /v1.41/build?version=2&buildid=b1", "Content-Length: 0");
      GatewayInTest.await(
          "it is under way",
          () -> running.engine.forwarded().stream().anyMatch(asked -> asked.line().contains("b1")));
      assertThat(ask("bob", "POST /v1.41/build/cancel?id=b1").status()).isEqualTo(403);
      assertThat(ask("bob", "POST /v1.41/build?version=2&buildid=upload-request:b1").status())
          .isEqualTo(403);
      assertThat(ask("bob", "POST /v1.41/build?version=2&buildid=b1").status()).isEqualTo(403);
      assertThat(ask("ann", "POST /v1.41/build/cancel?id=b1").status()).isEqualTo(200);
    }
    running.awaitQuiet();
    assertThat(ask("ann", "POST /v1.41/build/cancel?id=b1").status()).isEqualTo(403);
  }
}
