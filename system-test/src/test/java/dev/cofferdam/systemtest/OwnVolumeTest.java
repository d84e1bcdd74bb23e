package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever has rights on his own volumes has them on those that his containers brought with them.
 */
@OnSite
@ParameterizedClass
@MethodSource("dev.cofferdam.systemtest.Docker#clients")
class OwnVolumeTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        own:
          - allow: [system.ping, system.version, image.inspect]
          - allow: [container.create]
            images: [foobar, "127.0.0.1:1/absent"]
            owned: true
            volumes: ["cf-*"]
            confinement: baseline
          - allow: [container.remove, container.inspect, container.start, container.attach,
              container.wait, "volume.*"]
            owned: true
      bindings:
        - role: own
          to: ["user:root"]
      """;

  @Parameter private Path client = Path.of("by JUnit");
  private final Engine engine;
  private final Gateway gateway;

  OwnVolumeTest(Site site) {
    this.engine = site.engine();
    this.gateway = Gateway.start(site.newHome("own"), engine.socket(), POLICY);
  }

  @AfterEach
  void stop() {
    gateway.close();
    engine.removeAllContainers();
  }

  @Test
  void a_volume_that_a_container_brought_with_it_is_listed_used_again_and_removed() {
    Docker guarded = new Docker(client, gateway.socket(), List.of());
    String owner = engine.docker().orFail("volume", "create", "cf-direct");
    guarded.orFail(
        "create",
        "--name=bringing",
        "--network=none",
        "--volume=cf-bound:/b",
        "--volume=/anonymous",
        "--mount=type=volume,source=cf-mounted,target=/m",
        "foobar",
        "true");
    List<String> own = guarded.orFail("volume", "ls", "--quiet").lines().toList();
    assertThat(own).contains("cf-bound", "cf-mounted").doesNotContain(owner).hasSize(3);
    guarded.orFail("run", "--rm", "--network=none", "--volume=cf-bound:/b", "foobar", "true");
    guarded.orFail("rm", "bringing");
    for (String volume : own) {
      guarded.orFail("volume", "rm", volume);
    }
    engine.docker().orFail("volume", "rm", "cf-direct");
  }

  @Test
  void a_create_that_fails_leaves_no_volume() {
    Docker guarded = new Docker(client, gateway.socket(), List.of());
    Finished failed =
        guarded.run("create", "--pull=never", "--volume=cf-left:/b", "127.0.0.1:1/absent");
    assertThat(failed.succeeded()).isFalse();
    assertThat(failed.err()).contains("No such image");
    Await.until(
        () -> "the volume is removed",
        Duration.ofSeconds(20),
        () -> !engine.docker().orFail("volume", "ls", "-q").contains("cf-left"));
  }
}
