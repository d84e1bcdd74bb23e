package dev.cofferdam.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients that others wrote say without meaning it, and what the engine gets of that. */
@Timeout(60)
class ClientHabitsTest {
  @TempDir Path directory;
  private GatewayInTest running;

  @BeforeEach
  void start() throws Exception {
    running = new GatewayInTest(directory);
    running.engine.json("POST /images/create", "{}");
    running.engine.json("POST /images/load", "{}");
    running.engine.json("POST /containers/" + StubEngine.WEB + "/resize", "{}");
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private int status(String request) throws Exception {
    try (RawClient client = running.connect()) {
      return client.send(request).reply().status();
    }
  }

  private StubEngine.Asked lastForwarded() {
    return running.engine.forwarded().getLast();
  }

  @Test
  void json_is_announced_where_nothing_comes() throws Exception {
    assertThat(
            status(
                RawClient.request(
                    "POST /images/create?fromImage=a",
                    "Content-Type: application/json",
                    "Content-Length: 0")))
        .isEqualTo(200);
    assertThat(lastForwarded().headers()).doesNotContainKey("content-type");
  }

  @Test
  void json_in_the_place_of_an_archive_is_refused() throws Exception {
    assertThat(status(RawClient.json("POST /images/create?fromSrc=-", "{}"))).isEqualTo(415);
  }

  @Test
  void a_packed_archive_is_announced_as_packed() throws Exception {
    String load =
        RawClient.request(
            "POST /images/load",
            "Content-Type: application/x-tar",
            "Content-Encoding: gzip",
            "Content-Length: 2");
    assertThat(status(load + "xx")).isNotEqualTo(400);
    assertThat(lastForwarded().headers()).doesNotContainKey("content-encoding");
  }

  @Test
  void another_encoding_is_refused() throws Exception {
    String load =
        RawClient.request("POST /images/load", "Content-Encoding: br", "Content-Length: 2");
    assertThat(status(load + "xx")).isEqualTo(400);
    String rename = RawClient.request("POST /containers/web-1/start", "Content-Encoding: gzip");
    assertThat(status(rename)).isEqualTo(400);
  }

  @Test
  void the_new_size_of_a_terminal_is_said_twice() throws Exception {
    String body = "{\"containerId\":\"web-1\",\"height\":10,\"width\":20}";
    assertThat(status(RawClient.json("POST /containers/web-1/resize?h=10&w=20", body)))
        .isEqualTo(200);
    assertThat(lastForwarded().text()).isEqualTo("{}");
    assertThat(status(RawClient.json("POST /containers/web-1/resize?h=10&w=20", "{\"h\":1}")))
        .isEqualTo(400);
  }
}
