package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a Dockerfile and the triggers of an image reach that no parameter of a build names. */
@OnSite
@Tag("C16")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstructionsTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        builder:
          - allow: [system.ping, system.version]
          - allow: [image.build, image.commit, container.create]
            images: [foobar, "team/*"]
            grant: [build]
      bindings:
        - role: builder
          to: ["user:root"]
      """;

  private final Site site;
  private final Engine engine;
  private final Gateway gateway;
  private final Docker guarded;

  InstructionsTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.gateway = Gateway.start(site.newHome("gateway"), engine.socket(), POLICY);
    this.guarded = new Docker(Docker.clients().getFirst(), gateway.socket(), List.of());
  }

  @AfterAll
  void stop() {
    gateway.close();
    engine.removeAllContainers();
  }

  private String[] building(String tag, String dockerfile) throws IOException {
    Path directory = site.newDirectory("context");
    Files.writeString(directory.resolve("Dockerfile"), dockerfile);
    return new String[] {
      "build", "--no-cache", "--network=none", "--tag=" + tag, directory.toString()
    };
  }

  private String reason(String... arguments) {
    Trail.Since since = gateway.trail().mark();
    return Refused.require(guarded.run(arguments), since).text("reason");
  }

  private String labelsOf(String image) {
    String name = "of-" + image.substring(image.indexOf('/') + 1);
    engine.docker().orFail("create", "--network=none", "--name=" + name, image, "true");
    return engine.docker().orFail("inspect", "--format={{json .Config.Labels}}", name);
  }

  @Test
  void a_trigger_takes_files_of_an_image_that_the_builder_may_not_use() throws IOException {
    String trigger = "--change=ONBUILD COPY --from=other:latest /etc/passwd /stolen";
    engine.docker().orFail("create", "--network=none", "--name=plain", "foobar", "true");
    engine.docker().orFail("commit", trigger, "plain", "team/direct");
    String use = "\nRUN echo it has $(wc -l < /stolen) lines\n";
    String[] stealing = building("team/stolen", "FROM team/direct" + use);
    assertThat(engine.docker().orFail(stealing)).containsPattern("it has [0-9]+ lines");
    assertThat(reason(stealing)).contains("image:other");

    assertThat(reason("commit", trigger, "plain", "team/mine")).contains("build:uninspected");
    String stage = "FROM scratch AS other\nFROM foobar\nONBUILD COPY --from=other / /stolen\n";
    assertThat(reason(building("team/mine", stage))).contains("image:other");
  }

  @Test
  void the_engine_fetches_from_the_loopback_of_the_host() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer = "of the host alone".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/x";
      String[] building = building("team/add", "FROM foobar\nADD " + url + " /x\nRUN cat /x\n");
      assertThat(engine.docker().orFail(building)).contains("of the host alone");
      assertThat(reason(building)).contains("build:remote");
    } finally {
      server.stop(0);
    }
  }

  @Test
  @Tag("C14")
  void a_label_of_an_image_is_one_of_its_containers() throws IOException {
    String[] plain = building("team/label", "FROM foobar\nLABEL traefik.enable=true\n");
    engine.docker().orFail(plain);
    assertThat(labelsOf("team/label")).contains("traefik.enable");
    assertThat(reason(plain)).contains("trusted-label:traefik.enable");

    String[] hidden = building("team/hidden", "FROM foobar\nENV x=traefik.enable\nLABEL $x=true\n");
    engine.docker().orFail(hidden);
    assertThat(labelsOf("team/hidden")).contains("traefik.enable");
    assertThat(reason(hidden)).contains("a variable in the name of a label");
  }
}
