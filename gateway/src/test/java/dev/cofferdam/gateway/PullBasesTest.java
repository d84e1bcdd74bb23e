package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A build's images are pulled by the gateway, for whoever may, and looked at then. */
@Timeout(120)
class PullBasesTest {
  private static final String BUILD = "POST /v1.41/build?t=mine:1";
  private static final String ROLES =
      """
      version: 1
      roles:
        all:
          - allow: ["*"]
            confinement: super-privileged
        builder:
          - allow: [image.build]
            images: ["mine:*", "registry.example/**", base]
            confinement: privileged
        puller:
          - allow: [image.pull]
            images: ["registry.example/**", base]
      bindings:
        - role: all
          to: ["user:boss"]
        - role: builder
          to: ["user:bob", "user:carl"]
        - role: puller
          to: ["user:bob"]
      """;

  @TempDir Path directory;
  private GatewayInTest running;
  private final Map<String, String> registry = new ConcurrentHashMap<>();

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.policies.replace(Files.writeString(directory.resolve("roles.yaml"), ROLES));
    running.engine.json("POST /build", "{}");
    running.engine.on(
        "POST /images/create",
        (asked, connection, out) -> {
          String name = asked.path().replaceAll(".*fromImage=|&.*", "");
          String known = registry.get(name);
          if (known != null) {
            String local = name.replace("docker.io/library/", "");
            image(local, known);
            image(local + ":2", known);
          }
          StubEngine.sized(
              out,
              200,
              "{\"status\":\"Pulling\"}\r\n"
                  + (known == null
                      ? "{\"errorDetail\":{\"message\":\"x\"},\"error\":\"manifest unknown\"}\r\n"
                      : "{\"status\":\"Status: Downloaded\"}\r\n"));
        });
    running.user = "bob";
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private void image(String name, String triggers) {
    running.engine.json(
        "GET /images/" + name + "/json",
        "{\"Id\":\"sha256:%s\",\"Os\":\"linux\",\"Architecture\":\"amd64\",\"Config\":{\"OnBuild\":%s}}"
            .formatted("c".repeat(64), triggers));
  }

  private RawClient.Reply build(String query, String dockerfile, String... fields)
      throws Exception {
    byte[] body = new TestTar().file("Dockerfile", dockerfile).bytes();
    String[] all = new String[fields.length + 2];
    System.arraycopy(fields, 0, all, 2, fields.length);
    all[0] = "Content-Type: application/x-tar";
    all[1] = "Content-Length: " + body.length;
    try (RawClient client = running.connect()) {
      client.ask(BUILD + query, all);
      client.send(body);
      return client.reply();
    }
  }

  private List<String> pulls() {
    return running.engine.asked.stream()
        .map(StubEngine.Asked::path)
        .filter(path -> path.startsWith("/images/create"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&pull=1"})
  void what_is_not_there_is_pulled_and_the_build_goes_on(String query) throws Exception {
    registry.put("registry.example/team/base", "[\"RUN true\"]");
    assertThat(build(query, "FROM registry.example/team/base:2").status()).isEqualTo(200);
    assertThat(pulls())
        .containsExactly("/images/create?fromImage=registry.example/team/base&tag=2");
    assertThat(running.engine.forwarded().getLast().line()).doesNotContain("pull=");
    running.awaitQuiet();
    assertThat(running.records())
        .extracting(LogRecord::json)
        .filteredOn(line -> line.contains("image.pulled"))
        .singleElement()
        .asString()
        .contains("registry.example/team/base:2 for bob by puller/1, before the build of decision");
    running.assertPaired(1);
  }

  @Test
  void what_is_there_is_pulled_again_only_where_the_build_asks_for_it() throws Exception {
    image("base", "[]");
    registry.put("docker.io/library/base", "[\"COPY --from=secret /x /x\"]");
    assertThat(build("", "FROM base").status()).isEqualTo(200);
    assertThat(pulls()).isEmpty();
    RawClient.Reply reply = build("&pull=1", "FROM base");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("secret");
    assertThat(pulls()).hasSize(1);
    assertThat(running.engine.forwarded()).hasSize(1);
  }

  @Test
  void the_triggers_of_what_was_pulled_are_decided_on() throws Exception {
    registry.put("docker.io/library/base", "[\"COPY --from=secret /x /x\"]");
    RawClient.Reply reply = build("", "FROM base");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("secret");
    assertThat(running.engine.forwarded()).isEmpty();
  }

  @Test
  void whoever_may_not_pull_one_of_them_pulls_none() throws Exception {
    registry.put("docker.io/library/base", "[]");
    registry.put("registry.example/base", "[]");
    RawClient.Reply reply = build("", "FROM base\nCOPY --from=mine:2 /x /x\n");
    assertThat(reply.body()).contains("build:uninspected").contains("mine:2");
    running.user = "carl";
    for (String query : List.of("", "&pull=1")) {
      reply = build(query, "FROM base");
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).contains("build:uninspected").contains("image.pull");
    }
    assertThat(pulls()).isEmpty();
  }

  @Test
  void what_the_engine_says_of_a_pull_that_fails_is_told() throws Exception {
    RawClient.Reply reply = build("", "FROM base");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("{\"message\":\"manifest unknown\"}\n");
    assertThat(running.engine.forwarded()).isEmpty();
    running.awaitQuiet();
    running.assertPaired(1);
  }

  @Test
  void whoever_may_build_uninspected_is_left_to_the_engine() throws Exception {
    running.user = "boss";
    assertThat(build("&pull=1", "FROM base").status()).isEqualTo(200);
    assertThat(pulls()).isEmpty();
    assertThat(running.engine.forwarded().getLast().line()).contains("pull=1");
  }

  @Test
  void a_registry_gets_the_credentials_that_the_client_sent_for_it_and_no_others()
      throws Exception {
    registry.put("registry.example/a", "[]");
    registry.put("docker.io/library/base", "[]");
    String config =
        Base64.getUrlEncoder()
            .encodeToString(
                "{\"registry.example\":{\"username\":\"u\",\"password\":\"p\"}}"
                    .getBytes(StandardCharsets.UTF_8));
    assertThat(
            build(
                    "",
                    "FROM registry.example/a AS a\nFROM base\nCOPY --from=a /x /x\n",
                    "X-Registry-Config: " + config)
                .status())
        .isEqualTo(200);
    List<StubEngine.Asked> pulls =
        running.engine.asked.stream()
            .filter(asked -> asked.path().startsWith("/images/create"))
            .toList();
    assertThat(pulls).hasSize(2);
    for (StubEngine.Asked pull : pulls) {
      boolean theirs = pull.path().contains("registry.example");
      assertThat(pull.headers().containsKey("x-registry-auth")).isEqualTo(theirs);
    }
    assertThat(running.records()).extracting(LogRecord::json).noneMatch(l -> l.contains("\"p\""));
  }
}
