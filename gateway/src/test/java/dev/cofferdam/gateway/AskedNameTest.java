package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine is asked of an id, and the client reads of what it named. */
@Timeout(60)
class AskedNameTest {
  private static final AskedName NAME = new AskedName(StubEngine.WEB, "web-1");

  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private static String told(String engine) {
    byte[] bytes = engine.replace("ID", StubEngine.WEB).getBytes(StandardCharsets.UTF_8);
    return new String(NAME.in(bytes), StandardCharsets.UTF_8).replace(StubEngine.WEB, "ID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Could not find the file /é in container NAME",
        "Could not find the file /x in container y in container NAME",
        "Cannot kill container: NAME: Container ID is not running",
        "cannot kill container: NAME: container ID is not running",
        "cannot stop container: NAME: permission denied",
        "Cannot restart container NAME: network first not found",
        "Cannot checkpoint container NAME: runc failed",
        "Error exporting container NAME: no space left",
        "No such container: NAME",
        "removal of container NAME is already in progress",
        "Container NAME is paused, unpause the container before exec",
        "container NAME is paused, unpause the container before attach",
        "Container ID is already paused",
        "Container ID is not running",
        "You cannot remove a running container ID. Stop the container before",
        "Cannot update container ID: busy",
      })
  void what_the_engine_takes_from_the_path_is_told_as_the_client_wrote_it(String direct) {
    assertThat(told(direct.replace("NAME", "ID"))).isEqualTo(direct.replace("NAME", "web-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /containers/%s/archive?path=/absent", "POST /containers/%s/exec"})
  void an_error_reaches_the_client_with_its_own_word(String request) throws Exception {
    String path = request.formatted(StubEngine.WEB).replaceAll("\\?.*", "");
    running.engine.on(
        path,
        (asked, connection, out) ->
            StubEngine.sized(
                out,
                404,
                "{\"message\":\"Could not find the file /absent in container %s\"}"
                    .formatted(StubEngine.WEB)));
    String asked = request.formatted("web-1");
    try (RawClient client = running.connect()) {
      RawClient.Reply reply =
          client
              .send(
                  asked.startsWith("GET")
                      ? RawClient.request(asked)
                      : RawClient.json(asked, "{\"Cmd\":[\"x\"]}"))
              .reply();
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.body()).contains("file /absent in container web-1\"");
    }
    assertThat(running.engine.forwarded().getLast().line()).contains(StubEngine.WEB);
  }

  @Test
  void a_container_that_is_named_by_its_id_is_told_by_it() throws Exception {
    String path = "GET /containers/" + StubEngine.WEB + "/archive";
    running.engine.on(
        path,
        (asked, connection, out) ->
            StubEngine.sized(out, 404, "{\"message\":\"in container " + StubEngine.WEB + "\"}"));
    try (RawClient client = running.connect()) {
      assertThat(client.send(RawClient.request(path + "?path=/x")).reply().body())
          .contains(StubEngine.WEB);
    }
  }
}
