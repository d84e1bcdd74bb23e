package dev.cofferdam.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.Privileges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class StubEngineTest {
  @TempDir Path directory;

  @Test
  void its_list_is_json_and_has_a_hundred_containers_of_which_half_are_web() throws IOException {
    StubEngine.write(directory);
    byte[] list = Files.readAllBytes(directory.resolve("list.json"));
    int containers = 0;
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), list)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        containers++;
        parser.skipChildren();
      }
    }
    assertThat(containers).isEqualTo(100);
    assertThat(new String(list, StandardCharsets.UTF_8).split("/web-", -1)).hasSize(51);
  }

  @Test
  void the_create_that_is_measured_is_understood_and_ordinary_but_for_its_port() {
    ContainerCreate create =
        ContainerCreate.parse(Requests.createBody().getBytes(StandardCharsets.UTF_8));
    assertThat(Privileges.of(create))
        .filteredOn(privilege -> privilege.tier().compareTo(Confinement.BASELINE) > 0)
        .extracting(privilege -> privilege.name())
        .containsExactly("publish:127.0.0.1:18080/tcp");
  }
}
