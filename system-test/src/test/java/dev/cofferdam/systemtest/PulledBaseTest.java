package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A build from an image that only a registry has, by the docker client and for whoever may pull.
 */
@OnSite
@ParameterizedClass
@MethodSource("dev.cofferdam.systemtest.Docker#clients")
@Timeout(200)
class PulledBaseTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        builder:
          - allow: [system.ping, system.version, system.info, system.auth]
          - allow: [image.build, image.pull]
            images: ["made:*", "HOST/team/**"]
            confinement: privileged
      bindings:
        - role: builder
          to: ["user:root"]
      """;

  @Parameter private Path client = Path.of("by JUnit");
  private final Site site;
  private final Engine engine;
  private final Registry registry = new Registry();
  private final Gateway gateway;
  private final Path settings;
  private final Path layer;

  PulledBaseTest(Site site) throws Exception {
    this.site = site;
    this.engine = site.engine();
    this.gateway =
        Gateway.start(
            site.newHome("pulling"), engine.socket(), POLICY.replace("HOST", registry.host()));
    this.settings = site.newDirectory("settings");
    Path content = site.newDirectory("layer");
    Files.writeString(content.resolve("there"), "x");
    this.layer = content.resolveSibling(content.getFileName() + ".tar");
    Command.of("tar", "-C", content.toString(), "-cf", layer.toString(), "there").orFail();
  }

  @BeforeEach
  void there_is_a_base() throws Exception {
    registry.image("team/base", "1", layer, List.of("LABEL took=trigger"));
    registry.image("team/trap", "1", layer, List.of("COPY --from=foobar /etc/passwd /stolen"));
    engine.docker().run("rmi", "--force", "made:1", base(), registry.host() + "/team/trap:1");
  }

  @AfterEach
  void stop() {
    gateway.close();
    registry.close();
    engine.docker().run("rmi", "--force", "made:1", base(), registry.host() + "/team/trap:1");
  }

  private String base() {
    return registry.host() + "/team/base:1";
  }

  private Finished build(String dockerfile, String... options) throws Exception {
    Path context = site.newDirectory("context");
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    return docker("build", "--tag=made:1", context.toString(), options);
  }

  private Finished docker(String command, String first, String last, String... options) {
    List<String> line = new ArrayList<>(List.of("--config", settings.toString(), command, first));
    line.addAll(List.of(options));
    line.add(last);
    return new Docker(client, gateway.socket(), List.of()).run(line.toArray(String[]::new));
  }

  private void login() {
    Finished login = docker("login", "--username=puller", registry.host(), "--password=word");
    assertThat(login.succeeded()).as("%s", login.said()).isTrue();
  }

  private String label() {
    return engine
        .docker()
        .orFail("image", "inspect", "--format", "{{index .Config.Labels \"took\"}}", "made:1");
  }

  @Test
  void it_is_pulled_with_the_clients_credentials_looked_at_and_built_from() throws Exception {
    assertThat(build("FROM " + base()).said()).contains("no basic auth credentials");
    login();
    Finished built = build("FROM " + base());
    assertThat(built.succeeded()).as("%s", built.said()).isTrue();
    assertThat(label()).isEqualTo("trigger");
    int asked = registry.manifests.size();
    assertThat(build("FROM " + base()).succeeded()).isTrue();
    assertThat(registry.manifests).hasSize(asked);
  }

  @Test
  void with_pull_the_image_is_the_one_that_the_registry_has_now() throws Exception {
    login();
    assertThat(build("FROM " + base()).succeeded()).isTrue();
    registry.image("team/base", "1", layer, List.of("LABEL took=another"));
    assertThat(build("FROM " + base()).succeeded()).isTrue();
    assertThat(label()).isEqualTo("trigger");
    Finished pulled = build("FROM " + base(), "--pull");
    assertThat(pulled.succeeded()).as("%s", pulled.said()).isTrue();
    assertThat(label()).isEqualTo("another");
  }

  @Tag("C16")
  @Test
  void what_its_triggers_take_is_decided_on() throws Exception {
    login();
    Finished refused = build("FROM " + registry.host() + "/team/trap:1");
    assertThat(refused.succeeded()).isFalse();
    assertThat(refused.said()).contains("foobar").doesNotContain("Successfully built");
    Path context = site.newDirectory("context");
    Files.writeString(context.resolve("Dockerfile"), "FROM " + registry.host() + "/team/trap:1\n");
    assertThat(engine.docker().run("build", context.toString()).said())
        .contains("Successfully built");
  }

  @Test
  void what_the_registry_does_not_have_is_said_as_the_engine_says_it() throws Exception {
    login();
    Finished absent = build("FROM " + registry.host() + "/team/absent:1");
    assertThat(absent.succeeded()).isFalse();
    assertThat(absent.said()).contains("manifest unknown");
  }
}
