package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The same as {@link ReplacedMountTest} by a service, whose containers a swarm makes by itself. */
@OnSite
@Tag("C22")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplacedServiceMountTest {
  private final Swarm swarm;
  private final Gateway gateway;
  private final Docker guarded;
  private final Path home;

  ReplacedServiceMountTest(Site site) {
    this.home = site.newDirectory("replaced");
    this.swarm = Swarm.start(site.newHome("swarm"));
    this.gateway =
        Gateway.start(
            site.newHome("gateway"), swarm.socket(), Policies.everyOperation("privileged"));
    this.guarded = new Docker(Docker.clients().getFirst(), gateway.socket(), List.of());
  }

  @AfterAll
  void stop() {
    try (swarm) {
      gateway.close();
    }
  }

  @AfterEach
  void clear() {
    swarm.docker().run("rm", "--force", "victim");
    swarm.remove("hostile");
  }

  private RawHttp.Answer service(Path socket, Path mounted, String command) {
    String body =
        """
        {"Name":"hostile","TaskTemplate":{"ContainerSpec":{"Image":"foobar",
          "Args":["sh","-c","%s; sleep 1000"],"StopGracePeriod":1000000,
          "Mounts":[{"Type":"bind","Source":"%s","Target":"/w"}]}}}
        """
            .formatted(command, mounted);
    return RawHttp.request(socket, "POST", "/v1.41/services/create", body);
  }

  private String[] victim(Path source) {
    return new String[] {
      "create", "--name", "victim", "-v", source + ":/b:ro", "foobar", "cat", "/b/file"
    };
  }

  @Test
  void a_service_does_not_replace_what_containers_mount() throws IOException {
    Path a = Files.createDirectory(home.resolve("a"));
    Path b = Files.createDirectory(a.resolve("b"));
    Path secret = Files.createDirectory(home.resolve("secret"));
    Files.writeString(secret.resolve("file"), "secret");
    swarm.docker().orFail(victim(b));
    String replacing = "mv /w/b /w/old && ln -s " + secret + " /w/b";
    assertThat(service(swarm.socket(), a, replacing).status()).isEqualTo(201);
    Await.until("it is replaced", Command.LIMIT, () -> Files.isSymbolicLink(b));
    assertThat(swarm.docker().orFail("start", "--attach", "victim")).isEqualTo("secret");
    swarm.docker().orFail("rm", "victim");
    swarm.remove("hostile");
    Files.delete(b);
    Files.createDirectory(b);

    guarded.orFail(victim(b));
    RawHttp.Answer refused = service(gateway.socket(), a, "true");
    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
    assertThat(refused.message()).contains("replaceable:" + b, "container:victim mounts it");
    swarm.docker().orFail("rm", "victim");

    assertThat(service(gateway.socket(), a, "true").status()).isEqualTo(201);
    assertThat(swarm.container("hostile")).isNotEmpty();
    Finished later = guarded.run(victim(b));
    assertThat(later.said()).contains("replaceable:" + b, "service:hostile has " + a);
  }
}
