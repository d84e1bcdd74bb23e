package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be replaced by a link before the engine mounts it, found out from what there is. */
@Timeout(240)
class ReplaceableMountsTest {
  private static final String NEW = "c".repeat(64);

  @TempDir Path directory;
  private Path data;
  private GatewayInTest running;
  private final List<String> containers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    Files.writeString(
        running.policy,
        """
        version: 1
        roles:
          mounter:
            - allow: ["*"]
              confinement: privileged
              grant: ["mount:**", "volume-options:**", "device:**"]
          replacer:
            - allow: ["*"]
              confinement: privileged
              grant: ["mount:**", "replaceable:%1$s/**"]
          blind:
            - allow: [container.create]
              confinement: privileged
              grant: ["mount:**"]
        bindings:
          - role: mounter
            to: ["user:mo"]
          - role: replacer
            to: ["user:rea"]
          - role: blind
            to: ["user:bo"]
        """
            .formatted(directory.toRealPath()));
    running.policies.replace(running.policy);
    running.user = "mo";
    data = Files.createDirectories(directory.toRealPath().resolve("data"));
    Files.createDirectories(data.resolve("a/b/c"));
    Files.createDirectories(data.resolve("other"));
    running.engine.json("POST /containers/create", "{\"Id\":\"" + NEW + "\"}");
    running.engine.json("POST /containers/" + StubEngine.WEB + "/start", "{}");
    running.engine.json("POST /containers/" + StubEngine.WEB + "/restart", "{}");
    running.engine.json("GET /containers/" + StubEngine.WEB + "/archive", "{}");
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private String path(String below) {
    return below.isEmpty() ? data.toString() : data + "/" + below;
  }

  /** A container with binds as {@code path} or {@code path:ro}, below the directory of data. */
  private void exists(String id, String owner, String... binds) {
    List<String> mounts = new ArrayList<>();
    for (String bind : binds) {
      boolean readOnly = bind.endsWith(":ro");
      String source = readOnly ? bind.substring(0, bind.length() - 3) : bind;
      mounts.add(
          "{\"Type\":\"bind\",\"Source\":\"%s\",\"Destination\":\"/m\",\"RW\":%s}"
              .formatted(source.startsWith("/") ? source : path(source), !readOnly));
    }
    existsWith(id, owner, String.join(",", mounts));
  }

  private void existsWith(String id, String owner, String mounts) {
    String labels = owner.isEmpty() ? "{}" : "{\"dev.cofferdam.owner\":\"" + owner + "\"}";
    containers.add(
        "{\"Id\":\"%s\",\"Names\":[\"/c-%s\"],\"Image\":\"foobar\",\"Labels\":%s,\"Mounts\":[%s]}"
            .formatted(id, id.charAt(0), labels, mounts));
    running.engine.json("GET /containers/json", containers.toString());
    running.engine.json(
        "GET /containers/" + id + "/json",
        "{\"Id\":\"%s\",\"Name\":\"/c-%s\",\"HostConfig\":{},\"Config\":{\"Image\":\"foobar\",\"Labels\":%s},\"Mounts\":[%s]}"
            .formatted(id, id.charAt(0), labels, mounts));
  }

  private RawClient.Reply create(String... binds) throws Exception {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < binds.length; i++) {
      boolean readOnly = binds[i].endsWith(":ro");
      String source = readOnly ? binds[i].substring(0, binds[i].length() - 3) : binds[i];
      written.add(
          "\"%s:/m%d%s\""
              .formatted(source.startsWith("/") ? source : path(source), i, readOnly ? ":ro" : ""));
    }
    return createWith("\"Binds\":" + written);
  }

  private RawClient.Reply createWith(String host) throws Exception {
    try (RawClient client = running.connect()) {
      return client
          .send(
              RawClient.json(
                  "POST /v1.41/containers/create",
                  "{\"Image\":\"foobar\",\"HostConfig\":{" + host + "}}"))
          .reply();
    }
  }

  private RawClient.Reply ask(String request) throws Exception {
    try (RawClient client = running.connect()) {
      return client.send(request + " HTTP/1.1\r\nHost: d\r\nUser-Agent: t\r\n\r\n").reply();
    }
  }

  private RawClient.Reply startWeb() throws Exception {
    return ask("POST /v1.41/containers/" + StubEngine.WEB + "/start");
  }

  @ParameterizedTest
  @CsvSource({
    "a, a/b",
    "a, a/b:ro",
    "a, a/b/c",
    "a, a/new",
    "a, a//b/",
    "a, a/./b",
    "a, other/../a/b"
  })
  void what_lies_below_a_writable_mount_of_another_is_not_mounted(String above, String below)
      throws Exception {
    exists(StubEngine.OTHER, "", above);
    RawClient.Reply refused = create(below);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body())
        .contains("with replaceable:" + path("a/"))
        .contains("container:c-b has " + path("a") + " mounted writable. Mount " + path("a"));
  }

  @ParameterizedTest
  @CsvSource({"a/b, a", "a/b:ro, a", "a/b/c, ''", "a/new, a", "a/b, a/"})
  void what_lies_above_the_mount_of_another_is_not_mounted_writable(String below, String above)
      throws Exception {
    exists(StubEngine.OTHER, "", below);
    RawClient.Reply refused = create(above);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("container:c-b mounts it, and " + data);
  }

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "a:ro, a/b",
    "a/b, a:ro",
    "a/b, a/c",
    "a, ab",
    "a/b, other",
    "/, a/b",
    "/etc, a/b"
  })
  void what_nobody_can_replace_is_mounted(String one, String other) throws Exception {
    exists(StubEngine.OTHER, "", one);
    assertThat(create(other).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"a, a/b", "a/b/c:ro, a", "'', a/b"})
  void one_container_does_not_mount_what_it_can_replace_itself(String one, String other)
      throws Exception {
    RawClient.Reply refused = create(one, other);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("the same container has " + data);
    assertThat(create(one + ":ro", other + ":ro").status()).isIn(200, 400);
  }

  @Test
  void whoever_is_granted_what_can_be_replaced_mounts_it() throws Exception {
    exists(StubEngine.OTHER, "", "a");
    running.user = "rea";
    assertThat(create("a/b", "").status()).isEqualTo(200);
  }

  @Test
  void another_container_is_named_to_those_only_who_may_see_it() throws Exception {
    exists(StubEngine.OTHER, "", "a");
    running.user = "bo";
    assertThat(create("a/b").body()).contains("another container has").doesNotContain("c-b");
  }

  @Test
  void a_directory_is_the_same_by_whatever_link_it_was_mounted() throws Exception {
    Files.createSymbolicLink(data.resolve("link"), data.resolve("a"));
    exists(StubEngine.OTHER, "", "link");
    assertThat(create("a/b").status()).isEqualTo(403);
    assertThat(create("link/b").status()).isEqualTo(403);
  }

  @Test
  void a_link_on_the_way_to_what_another_mounts_counts_as_well() throws Exception {
    Files.createDirectories(data.resolve("links"));
    Files.createSymbolicLink(data.resolve("links/l"), data.resolve("a/b"));
    exists(StubEngine.OTHER, "", "links/l/c:ro");
    assertThat(create("links").status()).isEqualTo(403);
    assertThat(create("a").status()).isEqualTo(403);
    assertThat(create("other").status()).isEqualTo(200);
  }

  @Test
  void a_volume_is_the_path_that_it_was_made_of() throws Exception {
    running.engine.json(
        "GET /volumes",
        "{\"Volumes\":[{\"Name\":\"v\",\"Driver\":\"local\",\"Options\":{\"type\":\"none\",\"o\":\"bind\",\"device\":\"%s\"}}]}"
            .formatted(path("a")));
    running.engine.json(
        "GET /volumes/v",
        "{\"Name\":\"v\",\"Options\":{\"type\":\"none\",\"o\":\"bind\",\"device\":\"%s\"}}"
            .formatted(path("a")));
    existsWith(
        StubEngine.OTHER,
        "",
        "{\"Type\":\"volume\",\"Name\":\"v\",\"Source\":\"/d/v/_data\",\"RW\":true}");
    assertThat(create("a/b").status()).isEqualTo(403);
    assertThat(createWith("\"Binds\":[\"v:/v\"]").status()).isEqualTo(200);
    containers.clear();
    existsWith(StubEngine.WEB, "", "");
    assertThat(create("a/b").status()).isEqualTo(200);
    assertThat(createWith("\"Binds\":[\"v:/v\",\"" + path("a/b") + ":/b\"]").status())
        .isEqualTo(403);
  }

  @Test
  void an_overlay_is_written_to_in_its_upper_directory() throws Exception {
    running.engine.json(
        "GET /volumes",
        "{\"Volumes\":[{\"Name\":\"v\",\"Options\":{\"type\":\"overlay\",\"device\":\"overlay\",\"o\":\"lowerdir=/usr:/opt,upperdir=%s,workdir=/w\"}}]}"
            .formatted(path("other")));
    existsWith(StubEngine.OTHER, "", "{\"Type\":\"volume\",\"Name\":\"v\",\"RW\":true}");
    assertThat(create("a/b").status()).isEqualTo(200);
    assertThat(create("other/b").status()).isEqualTo(403);
  }

  @Test
  void the_data_of_a_volume_is_written_to_by_whoever_uses_it() throws Exception {
    running.engine.json(
        "GET /volumes",
        "{\"Volumes\":[{\"Name\":\"v\",\"Driver\":\"local\",\"Mountpoint\":\"%s\",\"Options\":null}]}"
            .formatted(path("a")));
    assertThat(create("a/b:ro").body()).contains("volume:v has " + path("a") + " mounted writable");
    assertThat(create("a:ro").status()).isEqualTo(200);
    assertThat(create("other").status()).isEqualTo(200);
  }

  @Test
  void what_another_lends_is_mounted_too() throws Exception {
    exists(StubEngine.OTHER, "", "a/b");
    assertThat(
            createWith(
                    "\"VolumesFrom\":[\""
                        + StubEngine.OTHER
                        + "\"],\"Binds\":[\""
                        + path("a")
                        + ":/a:ro\"]")
                .status())
        .isEqualTo(200);
    assertThat(
            createWith(
                    "\"VolumesFrom\":[\""
                        + StubEngine.OTHER
                        + ":ro\"],\"Binds\":[\""
                        + path("a")
                        + ":/a\"]")
                .body())
        .contains("replaceable:" + path("a/b"));
  }

  @Test
  void services_count_as_they_are_and_as_they_were_before() throws Exception {
    running.engine.json(
        "GET /services",
        """
        [{"ID":"s1","Spec":{"Name":"web","Labels":{},"TaskTemplate":{"ContainerSpec":{"Mounts":[
          {"Type":"bind","Source":"%s","Target":"/x"}]}}},
          "PreviousSpec":{"Name":"web","TaskTemplate":{"ContainerSpec":{"Mounts":[
          {"Type":"bind","Source":"%s","Target":"/x","ReadOnly":true}]}}}}]
        """
            .formatted(path("a"), path("other/deep")));
    assertThat(create("a/b").body()).contains("service:web has " + path("a") + " mounted writable");
    assertThat(create("other").body()).contains("service:web mounts it");
    assertThat(create("other:ro").status()).isEqualTo(200);
  }

  @Test
  void a_template_of_a_service_is_anything_that_it_can_become() throws Exception {
    running.engine.json(
        "GET /services",
        """
        [{"ID":"s1","Spec":{"Name":"web","TaskTemplate":{"ContainerSpec":{"Mounts":[
          {"Type":"bind","Source":"%s/{{.Task.Slot}}/x","Target":"/x"}]}}}}]
        """
            .formatted(path("a")));
    assertThat(create("a/b:ro").body()).contains("service:web has");
    assertThat(create("a").body()).contains("service:web mounts it");
    assertThat(create("").status()).isEqualTo(403);
    assertThat(create("other").status()).isEqualTo(200);
    running.engine.json(
        "GET /services",
        """
        [{"ID":"s1","Spec":{"Name":"web","TaskTemplate":{"ContainerSpec":{"Mounts":[
          {"Type":"bind","Source":"/{{`srv`}}","Target":"/x"}]}}}}]
        """);
    assertThat(create("other:ro").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "restart"})
  void a_container_is_not_started_with_what_another_can_replace(String verb) throws Exception {
    exists(StubEngine.WEB, "", "a/b:ro");
    String request = "POST /v1.41/containers/" + StubEngine.WEB + "/" + verb;
    assertThat(ask(request).status()).isEqualTo(200);
    exists(StubEngine.OTHER, "", "a");
    RawClient.Reply refused = ask(request);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("container:c-b has " + path("a") + " mounted writable");
  }

  @Test
  void what_could_replace_the_mounts_of_another_is_not_started() throws Exception {
    exists(StubEngine.WEB, "", "a");
    exists(StubEngine.OTHER, "", "a/b");
    assertThat(startWeb().body()).contains("container:c-b mounts it");
  }

  @Test
  void files_are_not_copied_from_what_can_be_replaced() throws Exception {
    String copy = "GET /v1.41/containers/" + StubEngine.WEB + "/archive?path=/m";
    exists(StubEngine.WEB, "", "a/b:ro");
    assertThat(ask(copy).status()).isEqualTo(200);
    exists(StubEngine.OTHER, "", "a");
    assertThat(ask(copy).status()).isEqualTo(403);
  }

  @Test
  void a_container_that_the_gateway_let_be_made_is_not_started_through_a_link() throws Exception {
    Files.createSymbolicLink(data.resolve("later"), Path.of("/etc"));
    exists(StubEngine.WEB, "", "later:ro");
    assertThat(startWeb().status()).isEqualTo(200);
    containers.clear();
    exists(StubEngine.WEB, "mo", "later:ro");
    RawClient.Reply refused = startWeb();
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains(path("later") + " leads through a link to /etc now");
  }

  @Test
  void what_is_created_at_the_same_time_is_seen() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    running.engine.on(
        "POST /containers/create",
        (question, connection, out) -> {
          asked.countDown();
          try {
            if (question.text().contains(path("a") + ":/m0")) {
              answer.await();
            }
          } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
          }
          StubEngine.sized(out, 201, "{\"Id\":\"" + NEW + "\"}");
        });
    Thread first =
        Thread.ofVirtual()
            .start(() -> {
              try {
                create("a");
              } catch (Exception failed) {
                throw new IllegalStateException(failed);
              }
            });
    asked.await();
    assertThat(create("a/b").body()).contains("what is being created at the same time has");
    assertThat(create("other").status()).isEqualTo(201);
    answer.countDown();
    first.join();
    assertThat(create("a/b").status()).isEqualTo(201);
  }

  @Test
  void nothing_is_asked_for_a_container_without_binds() throws Exception {
    running.engine.json("GET /volumes/named", "{\"Name\":\"named\"}");
    assertThat(createWith("\"Binds\":[\"named:/data\"]").status()).isEqualTo(200);
    assertThat(startWeb().status()).isEqualTo(200);
    assertThat(running.engine.asked)
        .extracting(StubEngine.Asked::path)
        .doesNotContain("/containers/json?all=1", "/volumes", "/services");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1]", "[{\"Id\":", ""})
  void a_list_that_is_not_understood_refuses(String list) throws Exception {
    running.engine.json("GET /containers/json", list);
    assertThat(create("a").status()).isEqualTo(502);
  }
}
