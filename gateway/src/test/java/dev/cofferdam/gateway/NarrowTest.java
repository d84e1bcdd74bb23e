package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller gets of what the engine would tell. */
@Timeout(120)
class NarrowTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        web:
          - allow: [container.list, container.inspect]
            containers: ["web-*"]
          - allow: [image.list]
            images: [foobar]
          - allow: [volume.list, network.inspect, network.list]
            owned: [volumes, networks]
          - allow: [system.df, secret.list, service.list, config.list, task.list]
            owned: true
      bindings:
        - role: web
          to: ["user:webber"]
      """;

  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.policies.replace(Files.writeString(directory.resolve("own.yaml"), POLICY));
    running.user = "webber";
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private RawClient.Reply ask(String line) throws Exception {
    try (RawClient client = running.connect()) {
      return client.ask(line).reply();
    }
  }

  private RawClient.Reply list(String path, String filters) throws Exception {
    return ask("GET /v1.41" + path + "?filters=" + encoded(filters));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String container(String id, String name) {
    return "{\"Id\":\"" + id + "\",\"Names\":[\"/" + name + "\"],\"Image\":\"foobar\"}";
  }

  @Test
  void lists_hold_what_the_caller_may_see() throws Exception {
    running.engine.json(
        "GET /images/json",
        "[{\"Id\":\"sha256:1\",\"RepoTags\":[\"x:1\",\"foobar:latest\"]},{\"RepoTags\":[\"x:2\"]}]");
    assertThat(ask("GET /v1.41/images/json").body())
        .isEqualTo("[{\"Id\":\"sha256:1\",\"RepoTags\":[\"foobar:latest\"]}]\n");
    String mine = "{\"Name\":\"m\",\"Labels\":{\"dev.cofferdam.owner\":\"webber\"}}";
    String other = mine.replace("webber", "boss");
    running.engine.json("GET /volumes", "{\"Volumes\":[" + other + "," + mine + "]}");
    assertThat(ask("GET /v1.41/volumes").body()).isEqualTo("{\"Volumes\":[" + mine + "]}\n");
    running.engine.json("GET /networks", "[" + mine + "," + other + "]");
    assertThat(ask("GET /v1.41/networks").body()).isEqualTo("[" + mine + "]\n");
  }

  @Test
  void lists_of_a_swarm_hold_what_the_caller_may_see_without_its_secrets() throws Exception {
    String mine =
        "{\"ID\":\"1\",\"Spec\":{\"Name\":\"m\",\"Labels\":{\"dev.cofferdam.owner\":\"webber\"},\"X\":%s}}";
    String other = "{\"ID\":\"2\",\"Spec\":{\"Name\":\"o\",\"Labels\":{}}}";
    String secret = mine.formatted("{}");
    running.engine.json("GET /secrets", "[" + other + "," + secret + "]");
    assertThat(ask("GET /v1.41/secrets").body()).isEqualTo("[" + secret + "]\n");
    String config = mine.replace("\"X\":%s", "\"Data\":\"aHVzaA==\"");
    running.engine.json("GET /configs", "[" + config + "," + other + "]");
    assertThat(ask("GET /v1.41/configs").body())
        .isEqualTo("[" + config.replace("aHVzaA==", "PGhpZGRlbj4=") + "]\n");
    String service =
        mine.replace("\"X\":%s", "\"TaskTemplate\":{\"ContainerSpec\":{\"Env\":[\"A=hush\"]}}");
    running.engine.json("GET /services", "[" + other + "," + service + "]");
    assertThat(ask("GET /v1.41/services").body())
        .isEqualTo("[" + service.replace("hush", "<hidden>") + "]\n");
  }

  @Test
  void a_network_names_no_container_that_the_caller_does_not_see() throws Exception {
    String id = "c".repeat(64);
    running.engine.json(
        "GET /containers/json",
        "[" + container(StubEngine.WEB, "web-1") + "," + container(StubEngine.OTHER, "db") + "]");
    String network =
        "{\"Id\":\"%s\",\"Name\":\"n\",\"Labels\":{\"dev.cofferdam.owner\":\"webber\"},\"Containers\":{%s}}";
    String web = "\"" + StubEngine.WEB + "\":{\"Name\":\"web-1\"}";
    String other = "\"" + StubEngine.OTHER + "\":{\"Name\":\"db\",\"IPv4Address\":\"10.0.0.7\"}";
    running.engine.json("GET /networks/" + id, network.formatted(id, other + "," + web));
    running.engine.json("GET /networks", "[" + network.formatted(id, other + "," + web) + "]");
    assertThat(ask("GET /v1.41/networks/" + id).body())
        .isEqualTo(network.formatted(id, web) + "\n");
    assertThat(ask("GET /v1.24/networks").body())
        .isEqualTo("[" + network.formatted(id, web) + "]\n");
  }

  @Test
  void filters_do_not_tell_what_there_is() throws Exception {
    running.engine.json("GET /containers/json", "[]");
    RawClient.Reply unseen = list("/containers/json", "{\"before\":[\"other\"]}");
    RawClient.Reply absent = list("/containers/json", "{\"before\":{\"absen\":true}}");
    assertThat(unseen.status()).isEqualTo(404).isEqualTo(absent.status());
    assertThat(unseen.body().replace("other", "absen")).isEqualTo(absent.body());
    assertThat(ask("GET /v1.24/containers/json?since=other").status()).isEqualTo(404);
    assertThat(list("/containers/json", "{\"since\":[\"web-1\"]}").status()).isEqualTo(200);
    assertThat(list("/images/json", "{\"since\":[\"secret:1\"]}").status()).isEqualTo(404);
    assertThat(list("/containers/json", "{\"a\":1}").status()).isEqualTo(400);
    assertThat(running.engine.forwarded()).hasSize(1);
  }

  @Test
  void an_error_of_the_engine_does_not_tell_what_there_is() throws Exception {
    for (int status : new int[] {404, 400, 500}) {
      running.engine.on(
          "GET /containers/json",
          (asked, connection, out) -> StubEngine.sized(out, status, "{\"message\":\"db is\"}"));
      RawClient.Reply reply = ask("GET /v1.41/containers/json");
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).doesNotContain("db").contains("check its filters");
    }
  }

  @Test
  void secrets_are_shown_to_whom_a_rule_allows_it() throws Exception {
    String id = StubEngine.WEB;
    String inspect =
        "{\"Id\":\"%s\",\"Name\":\"/web-1\",\"Config\":{\"Image\":\"foobar\",\"Env\":[\"A=%s\"]}}";
    running.engine.json("GET /containers/" + id + "/json", inspect.formatted(id, "hush"));
    running.engine.json("GET /containers/web-1/json", inspect.formatted(id, "hush"));
    running.engine.json(
        "GET /containers/json",
        "[{\"Id\":\"%s\",\"Names\":[\"/web-1\"],\"Command\":\"\\\"sh -c hush\\\"\"}]"
            .formatted(id));
    assertThat(ask("GET /v1.41/containers/web-1/json").body())
        .isEqualTo(inspect.formatted(id, "<hidden>") + "\n");
    assertThat(ask("GET /v1.41/containers/json").body())
        .contains("\"Command\":\"\\\"sh <hidden>\"")
        .doesNotContain("hush");
    running.policies.replace(
        Files.writeString(
            directory.resolve("own.yaml"),
            POLICY.replace("[container.list, ", "[container.list, secrets.read, ")));
    assertThat(ask("GET /v1.41/containers/web-1/json").body()).contains("hush");
    assertThat(ask("GET /v1.41/containers/json").body()).contains("hush");
  }

  @Test
  void a_volume_that_exists_does_not_tell_its_options_to_whom_creates_it_again() throws Exception {
    running.policies.replace(
        Files.writeString(
            directory.resolve("own.yaml"),
            POLICY.replace(
                "  web:\n",
                "  web:\n    - allow: [volume.create]\n      confinement: super-privileged\n")));
    String volume = "{\"Name\":\"v\",\"Options\":{\"o\":\"password=%s\"}}";
    running.engine.json("GET /volumes/v", volume.formatted("hush"));
    running.engine.json("POST /volumes/create", volume.formatted("hush"));
    try (RawClient client = running.connect()) {
      String create = RawClient.json("POST /v1.41/volumes/create", "{\"Name\":\"v\"}");
      assertThat(client.send(create).reply().body())
          .isEqualTo("{\"Name\":\"v\",\"Options\":{\"o\":\"<hidden>\"}}\n");
    }
    assertThat(running.outcome().text("created")).isEqualTo("v");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /containers/web-1/logs?stdout=1",
        "GET /containers/web-1/top",
        "GET /containers/web-1/changes",
        "GET /containers/web-1/export",
        "GET /containers/web-1/stats",
        "GET /containers/web-1/archive?path=/etc",
        "HEAD /containers/web-1/archive?path=/etc",
        "PUT /containers/web-1/archive?path=/etc",
        "GET /containers/web-1/attach/ws?logs=1",
        "POST /containers/web-1/attach?logs=1",
        "POST /containers/web-1/resize?h=1&w=1",
      })
  void to_inspect_is_none_of_the_other_ways_to_read(String request) throws Exception {
    String line = request.replace(" /", " /v1.41/");
    try (RawClient client = running.connect()) {
      assertThat(client.ask(line).reply(request.startsWith("HEAD")).status()).isEqualTo(403);
    }
    assertThat(running.engine.forwarded()).isEmpty();
  }

  @Test
  void the_key_of_a_swarm_is_a_secret_as_a_whole() throws Exception {
    running.policies.replace(
        Files.writeString(
            directory.resolve("own.yaml"),
            POLICY.replace(
                "  web:\n",
                "  web:\n    - allow: [\"swarm.*\"]\n      confinement: super-privileged\n")));
    running.engine.json("GET /swarm/unlockkey", "{\"UnlockKey\":\"hush\"}");
    running.engine.json("GET /swarm", "{\"JoinTokens\":{\"Worker\":\"hush\"}}");
    RawClient.Reply reply = ask("GET /v1.41/swarm/unlockkey");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("secrets.read");
    assertThat(ask("GET /v1.41/swarm").body())
        .isEqualTo("{\"JoinTokens\":{\"Worker\":\"<hidden>\"}}\n");
    running.user = "boss";
    running.policies.replace(running.policy);
    assertThat(ask("GET /v1.41/swarm/unlockkey").body()).contains("hush");
  }

  @Test
  void an_answer_that_cannot_be_read_shows_no_secret() throws Exception {
    String path = "GET /containers/" + StubEngine.WEB + "/json";
    running.engine.on(
        path,
        (asked, connection, out) ->
            StubEngine.sized(
                out,
                200,
                asked.headers().containsKey("user-agent")
                    ? "{\"Config\":{\"Env\":[\"A=hush\"]}"
                    : "{\"Id\":\"" + StubEngine.WEB + "\",\"Name\":\"/web-1\"}"));
    RawClient.Reply reply = ask("GET /v1.41/containers/web-1/json");
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.body()).doesNotContain("hush");
    assertThat(running.outcome().text("result")).isEqualTo("failed");
  }

  @Test
  void a_prune_is_limited_to_the_callers_own_whatever_the_client_asks() throws Exception {
    running.policies.replace(
        Files.writeString(
            directory.resolve("own.yaml"),
            POLICY.replace(
                "  web:\n",
                """
                  web:
                    - allow: [container.prune, volume.prune, network.prune]
                      owned: true
                """)));
    for (String room : List.of("containers", "volumes", "networks")) {
      running.engine.json("POST /" + room + "/prune", "{}");
      for (String filters :
          List.of(
              "",
              "{\"label\":[\"dev.cofferdam.owner=boss\"]}",
              "{\"label!\":{\"dev.cofferdam.owner=webber\":true},\"label\":{\"a\":true}}")) {
        String query = filters.isEmpty() ? "" : "?filters=" + encoded(filters);
        assertThat(ask("POST /v1.41/" + room + "/prune" + query).status()).isEqualTo(200);
        assertThat(decoded(running.engine.forwarded().getLast().path()))
            .containsPattern("\"label\":\\{[^}]*\"dev.cofferdam.owner=webber\":true");
      }
    }
    int before = running.engine.forwarded().size();
    String widening = encoded("{\"x\":[\"y\"]}");
    assertThat(ask("POST /v1.41/volumes/prune?filters=" + widening).status()).isEqualTo(400);
    assertThat(running.engine.forwarded()).hasSize(before);
  }

  @Test
  void a_prune_that_no_label_limits_is_refused_with_what_would_work() throws Exception {
    for (String selectors :
        List.of("containers: [\"web-*\"]", "owned: true\n      images: [foobar]")) {
      running.policies.replace(
          Files.writeString(
              directory.resolve("own.yaml"),
              POLICY.replace(
                  "  web:\n",
                  "  web:\n    - allow: [container.prune, image.prune]\n      "
                      + selectors
                      + "\n")));
      RawClient.Reply reply = ask("POST /v1.41/containers/prune");
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).contains("the engine prunes by label only");
      assertThat(ask("POST /v1.41/images/prune").status()).isEqualTo(403);
    }
    assertThat(running.engine.forwarded()).isEmpty();
  }

  @Test
  void disk_usage_is_that_of_what_the_caller_may_see() throws Exception {
    String answer =
        """
        {"LayersSize":900,"Images":[{"Id":"sha256:1","RepoTags":["foobar:1"],"Size":5}],"Containers":[\
        {"Names":["/a"],"Labels":{"dev.cofferdam.owner":"webber"},"Command":"sh hush"},{"Names":["/b"]}],\
        "Volumes":[{"Name":"m","Labels":{"dev.cofferdam.owner":"webber"},"Options":{"o":"hush"}},{"Name":"n"}],\
        "BuildCache":[{"Description":"RUN hush"}],"BuilderSize":7,"VolumeUsage":{"TotalSize":900,"Items":[\
        {"Name":"n"},{"Name":"m","Labels":{"dev.cofferdam.owner":"webber"}}]},"New":["hush"]}\
        """;
    running.engine.json("GET /system/df", answer);
    assertThat(ask("GET /v1.41/system/df").body())
        .isEqualTo(
            """
            {"LayersSize":0,"Images":[],"Containers":[\
            {"Names":["/a"],"Labels":{"dev.cofferdam.owner":"webber"},"Command":"sh <hidden>"}],\
            "Volumes":[{"Name":"m","Labels":{"dev.cofferdam.owner":"webber"},"Options":{"o":"<hidden>"}}],\
            "BuildCache":null,"BuilderSize":null,"VolumeUsage":{"TotalSize":null,"Items":[\
            {"Name":"m","Labels":{"dev.cofferdam.owner":"webber"}}]},"New":null}
            """);
    running.policies.replace(
        Files.writeString(
            directory.resolve("own.yaml"),
            POLICY
                .replace("system.df, ", "")
                .replace("  web:\n", "  web:\n    - allow: [system.df]\n")));
    assertThat(ask("GET /v1.41/system/df").body())
        .isEqualTo(
            answer
                    .replace("sh hush", "sh <hidden>")
                    .replace("{\"o\":\"hush\"}", "{\"o\":\"<hidden>\"}")
                    .replace("RUN hush", "RUN <hidden>")
                + "\n");
  }

  @Test
  void a_push_without_a_tag_is_of_every_tag() throws Exception {
    running.policies.replace(
        Files.writeString(
            directory.resolve("own.yaml"),
            POLICY.replace("[image.list]", "[image.list, image.push]")));
    running.engine.json("POST /images/foobar/push", "{}");
    assertThat(ask("POST /v1.41/images/foobar/push").status()).isEqualTo(403);
    assertThat(running.engine.forwarded()).isEmpty();
    assertThat(ask("POST /v1.41/images/foobar/push?tag=latest").status()).isEqualTo(200);
  }

  @Test
  void what_cannot_be_limited_is_refused() throws Exception {
    assertThat(ask("GET /v1.41/tasks").status()).isEqualTo(403);
    assertThat(running.engine.forwarded()).isEmpty();
    running.assertPaired(1);
  }
}
