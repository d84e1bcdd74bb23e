package dev.cofferdam.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the docker command of two versions sends, against engines of several API versions. */
class ClientBodiesTest {
  private record Sent(String path, String text) {
    byte[] body() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static List<Sent> sent(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ClientBodiesTest.class.getResourceAsStream("clients/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t", 2))
          .map(parts -> new Sent(parts[0], parts[1]))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker-20.10.24-api-1.24.tsv",
        "docker-20.10.24-api-1.41.tsv",
        "docker-28.2.2-api-1.24.tsv",
        "docker-28.2.2-api-1.44.tsv",
        "docker-28.2.2-api-1.50.tsv"
      })
  void every_body_is_understood_and_written_again_with_the_same_meaning(String file)
      throws IOException {
    int creates = 0;
    for (Sent sent : sent(file)) {
      if (sent.path().equals("/containers/create")) {
        ContainerCreate create = ContainerCreate.parse(sent.body());
        byte[] written = create.write();
        ContainerCreate again = ContainerCreate.parse(written);
        assertThat(again).isEqualTo(create);
        assertThat(again.write()).isEqualTo(written);
        assertThat(Privileges.of(again)).isEqualTo(Privileges.of(create));
        assertThat(again.references()).isEqualTo(create.references());
        creates++;
      } else {
        byte[] written = write(sent);
        assertThat(write(new Sent(sent.path(), Bodies.text(written)))).isEqualTo(written);
      }
    }
    assertThat(creates).isGreaterThan(5);
  }

  private static byte[] write(Sent sent) {
    return switch (sent.path().substring(sent.path().lastIndexOf('/') + 1)) {
      case "exec" -> ExecCreate.parse(sent.body()).write();
      case "start" -> ExecStart.parse(sent.body()).write();
      case "create" ->
          sent.path().startsWith("/volumes")
              ? VolumeCreate.parse(sent.body()).write()
              : NetworkCreate.parse(sent.body()).write();
      case "connect" -> NetworkConnect.parse(sent.body()).write();
      case "disconnect" -> NetworkDisconnect.parse(sent.body()).write();
      case "update" -> ContainerUpdate.parse(sent.body()).write();
      default -> throw new IllegalArgumentException("nothing reads " + sent.path());
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker-20.10.24-api-1.41.tsv", "docker-28.2.2-api-1.50.tsv"})
  void a_plain_docker_create_asks_for_no_more_than_baseline(String file) throws IOException {
    ContainerCreate plain = ContainerCreate.parse(sent(file).getFirst().body());
    assertThat(Privileges.of(plain))
        .extracting(Privilege::name)
        .containsExactly("cap:default", "new-privileges", "user:root");
    assertThat(Privileges.confinement(Privileges.of(plain))).isEqualTo(Confinement.BASELINE);
  }
}
