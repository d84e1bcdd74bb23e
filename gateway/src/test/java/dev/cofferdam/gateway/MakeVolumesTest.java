package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The volumes that a container's binds name have an owner before the engine makes the container.
 */
@Timeout(60)
class MakeVolumesTest {
  @TempDir Path directory;
  private GatewayInTest running;
  private final ConcurrentSkipListMap<String, String> owners = new ConcurrentSkipListMap<>();
  private volatile int answer = 201;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.engine.on(
        "POST /containers/create",
        (asked, connection, out) ->
            StubEngine.sized(
                out,
                answer,
                answer == 201
                    ? "{\"Id\":\"" + StubEngine.WEB + "\"}"
                    : "{\"message\":\"No such image: absent\"}"));
    running.engine.on(
        "POST /volumes/create",
        (asked, connection, out) -> {
          String name = EngineJson.text(asked.body(), "Name");
          if (EngineJson.text(asked.body(), "Driver").equals("absent")) {
            StubEngine.sized(out, 404, "{\"message\":\"plugin \\\"absent\\\" not found\"}");
            return;
          }
          String owner = EngineJson.Fields.read(asked.body()).text("Labels.dev.cofferdam.owner");
          owners.putIfAbsent(name, owner);
          present(name);
          StubEngine.sized(out, 201, volume(name));
        });
    for (String name : List.of("one", "two")) {
      running.engine.on(
          "DELETE /volumes/" + name,
          (asked, connection, out) -> {
            owners.remove(name);
            out.write("HTTP/1.1 204 X\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          });
    }
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private void present(String name) {
    running.engine.on(
        "GET /volumes/" + name,
        (asked, connection, out) -> {
          boolean there = owners.containsKey(name);
          StubEngine.sized(
              out, there ? 200 : 404, there ? volume(name) : "{\"message\":\"no such volume\"}");
        });
  }

  private String volume(String name) {
    return "{\"Name\":\"%s\",\"Labels\":{\"dev.cofferdam.owner\":\"%s\"}}"
        .formatted(name, owners.getOrDefault(name, ""));
  }

  private RawClient.Reply create(String host) throws Exception {
    try (RawClient client = running.connect()) {
      return client
          .send(
              RawClient.json(
                  "POST /containers/create",
                  "{\"Image\":\"foobar\",\"HostConfig\":{" + host + "}}"))
          .reply();
    }
  }

  private List<String> lines() {
    return running.engine.asked.stream()
        .map(asked -> asked.line().replaceFirst("/v1\\.\\d+", "").replaceFirst(" HTTP.*", ""))
        .toList();
  }

  @Test
  void a_volume_that_does_not_exist_is_made_for_its_user_and_recorded() throws Exception {
    assertThat(create("\"Binds\":[\"one:/1\",\"two:/2:ro\"]").status()).isEqualTo(201);
    assertThat(owners).containsEntry("one", "boss").containsEntry("two", "boss");
    assertThat(lines().indexOf("POST /containers/create"))
        .isGreaterThan(lines().lastIndexOf("POST /volumes/create"));
    running.awaitQuiet();
    assertThat(running.records())
        .extracting(LogRecord::json)
        .filteredOn(line -> line.contains("volume.made"))
        .hasSize(2)
        .anyMatch(line -> line.contains("the volume one for boss, by decision "));
  }

  @Test
  void a_volume_that_exists_is_not_touched() throws Exception {
    owners.put("one", "");
    present("one");
    assertThat(create("\"Binds\":[\"one:/1\"]").status()).isEqualTo(201);
    assertThat(lines()).doesNotContain("POST /volumes/create");
    answer = 404;
    assertThat(create("\"Binds\":[\"one:/1\"]").status()).isEqualTo(404);
    assertThat(owners).containsKey("one");
  }

  @Test
  void what_was_made_for_a_container_that_is_not_made_goes_again() throws Exception {
    answer = 404;
    RawClient.Reply reply = create("\"Binds\":[\"one:/1\",\"two:/2\"]");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).contains("No such image: absent");
    GatewayInTest.await("both are removed", owners::isEmpty);
  }

  @Test
  void what_the_engine_says_of_a_volume_that_it_cannot_make_is_told() throws Exception {
    RawClient.Reply reply = create("\"VolumeDriver\":\"absent\",\"Binds\":[\"one:/1\"]");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).contains("not found");
    assertThat(lines()).doesNotContain("POST /containers/create");
    running.awaitQuiet();
    running.assertPaired(1);
  }

  @Test
  void somebody_else_was_first() throws Exception {
    running.engine.on(
        "POST /volumes/create",
        (asked, connection, out) -> {
          owners.put("one", "other");
          StubEngine.sized(out, 201, volume("one"));
        });
    RawClient.Reply reply = create("\"Binds\":[\"one:/1\"]");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(lines()).doesNotContain("POST /containers/create");
    assertThat(owners).containsKey("one");
  }

  @Test
  void whoever_may_not_create_containers_makes_no_volume() throws Exception {
    running.user = "webber";
    assertThat(create("\"Binds\":[\"one:/1\"]").status()).isEqualTo(403);
    assertThat(lines()).noneMatch(line -> line.startsWith("POST"));
  }
}
