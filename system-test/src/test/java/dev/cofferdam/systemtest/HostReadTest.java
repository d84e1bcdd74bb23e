package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the host read by way of a container that never runs. */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostReadTest {
  private static final String SECRET = "only root of the host reads this";

  private final Engine engine;
  private final Path home;
  private final Gateway gateway;

  HostReadTest(Site site) {
    this.engine = site.engine();
    this.home = site.newDirectory("host");
    this.gateway =
        Gateway.start(
            site.newHome("gateway"), engine.socket(), Policies.everyOperation("baseline"));
    try {
      Files.writeString(home.resolve("secret"), SECRET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
    engine.docker().orFail("volume", "rm", "--force", "of-the-host");
  }

  /** The three ways to write the same mount. */
  @Tag("C7")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Image\":\"foobar\",\"HostConfig\":{\"Binds\":[\"$HOME:/m\"]}}",
        "{\"Image\":\"foobar\",\"HostConfig\":{\"Mounts\":[{\"Type\":\"bind\","
            + "\"Source\":\"$HOME\",\"Target\":\"/m\"}]}}",
        "{\"Image\":\"foobar\",\"HostConfig\":{\"Mounts\":[{\"Type\":\"volume\","
            + "\"Source\":\"of-the-host\",\"Target\":\"/m\",\"VolumeOptions\":{\"DriverConfig\":"
            + "{\"Name\":\"local\",\"Options\":"
            + "{\"type\":\"none\",\"o\":\"bind\",\"device\":\"$HOME\"}}}}]}}",
      })
  void takes_the_privilege_of_the_mount_though_nothing_is_started(String body) {
    String create = body.replace("$HOME", home.toString());
    String target = "/v1.41/containers/create?name=hostile";
    String archive = "/v1.41/containers/hostile/archive?path=/m/secret";
    assertThat(RawHttp.request(engine.socket(), "POST", target, create).status()).isEqualTo(201);
    RawHttp.Answer read = RawHttp.request(engine.socket(), "GET", archive);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.body()).contains(SECRET);
    engine.docker().orFail("rm", "--force", "hostile");

    assertThat(RawHttp.request(gateway.socket(), "POST", target, create).status()).isEqualTo(403);
    RawHttp.Answer refused = RawHttp.request(gateway.socket(), "GET", archive);
    assertThat(refused.status()).isIn(403, 404);
    assertThat(refused.body()).doesNotContain(SECRET);
    assertThat(engine.exists("hostile")).isFalse();
  }
}
