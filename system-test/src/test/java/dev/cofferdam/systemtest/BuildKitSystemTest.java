package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * BuildKit, which the docker client has built in, for those who may use it; and whose a build is.
 */
@OnSite
@Tag("C16")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildKitSystemTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        builder:
          - allow: [image.build, image.build.cancel, build.session]
            confinement: privileged
            grant: ["build:session"]
        classic:
          - allow: [image.build]
            confinement: privileged
      bindings:
        - role: builder
          to: ["user:%s", "user:root"]
        - role: classic
          to: ["user:%s"]
      """
          .formatted(Person.ADMIN1, Person.ADMIN2);

  /** The stage {@code context} is what somebody else would take; the rest takes its time. */
  private static final String LONG =
      """
      FROM foobar AS context
      COPY . /context/
      FROM context
      RUN sleep 30
      """;

  private final Site site;
  private final Engine engine;
  private final Wire wire;
  private final Gateway gateway;
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  BuildKitSystemTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.wire = Wire.to(engine, site.newDirectory("wire"), requests::add);
    this.gateway = Gateway.start(site.newHome("gateway"), wire.socket(), POLICY);
  }

  /** A build under way, and what its client named it and its session. */
  private record UnderWay(Running client, String build, String session) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
    }
  }

  @AfterEach
  void clear() {
    engine.docker().run("rmi", "--force", "made:1");
    requests.clear();
  }

  @AfterAll
  void stop() {
    gateway.close();
    wire.close();
    engine.docker().orFail("builder", "prune", "--all", "--force");
  }

  private Docker as(Person person) {
    return site.docker(person, Docker.clients().getFirst(), gateway);
  }

  private Docker directly() {
    return new Docker(Docker.clients().getFirst(), wire.socket(), List.of());
  }

  /** A client of BuildKit keeps a number of its own in its home. */
  private Command build(Docker docker, String... arguments) {
    String[] line = new String[arguments.length + 3];
    System.arraycopy(arguments, 0, line, 3, arguments.length);
    line[0] = "build";
    line[1] = "--progress=plain";
    line[2] = "--network=none";
    return docker
        .command(line)
        .with("DOCKER_BUILDKIT", "1")
        .with("HOME", site.newDirectory("home").toString());
  }

  private Path context(String dockerfile) throws IOException {
    Path directory = site.newDirectory("context");
    Files.writeString(directory.resolve("Dockerfile"), dockerfile);
    Files.writeString(directory.resolve("sent"), "content\n");
    Files.writeString(directory.resolve("kept-back"), "content\n");
    Files.writeString(directory.resolve(".dockerignore"), "kept-back\nDockerfile\n");
    return directory;
  }

  private String inImage(String... command) {
    String[] line = new String[command.length + 3];
    System.arraycopy(command, 0, line, 3, command.length);
    line[0] = "run";
    line[1] = "--rm";
    line[2] = "made:1";
    return engine.docker().orFail(line);
  }

  private boolean made() {
    return engine.docker().run("image", "inspect", "made:1").succeeded();
  }

  private UnderWay underWay(Docker docker) throws IOException {
    Running client = build(docker, "--no-cache", context(LONG).toString()).start();
    Await.until(
        () -> "a build under way: " + client.err(),
        Command.LIMIT,
        () -> client.err().contains("RUN sleep"));
    return new UnderWay(client, named("buildid"), named("session"));
  }

  /** A parameter of the build that the engine was asked for. */
  private String named(String parameter) {
    Pattern build = Pattern.compile("POST /v[0-9.]+/build\\?\\S*\\b" + parameter + "=(\\w+)");
    return requests.stream()
        .map(build::matcher)
        .filter(Matcher::lookingAt)
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no build among " + requests));
  }

  private static RawHttp.Answer post(Path socket, String target) {
    return RawHttp.exchange(socket, RawHttp.head("POST", target) + "Content-Length: 0\r\n\r\n");
  }

  private static String fromSessionOf(UnderWay other) {
    return "/v1.41/build?version=2&remote=client-session&buildid=own&target=context&t=made:1&session="
        + other.session();
  }

  @Test
  void a_build_gets_its_context_and_its_secrets_and_makes_the_image() throws Exception {
    Path secret = Files.writeString(site.newDirectory("secret").resolve("it"), "hush\n");
    Path context =
        context(
            """
            FROM foobar
            COPY . /context/
            RUN --mount=type=secret,id=it cut -c1-2 /run/secrets/it > /of-the-secret
            """);
    build(as(Person.ADMIN1), "--secret=id=it,src=" + secret, "--tag=made:1", context.toString())
        .orFail();
    assertThat(inImage("ls", "-A", "/context").lines()).containsExactly(".dockerignore", "sent");
    assertThat(inImage("cat", "/of-the-secret")).isEqualTo("hu");
  }

  @Test
  void a_dockerfile_comes_from_standard_input() throws Exception {
    Path dockerfile = Command.textFile("FROM foobar\nRUN echo here > /file\n");
    build(as(Person.ADMIN1), "--tag=made:1", "-").from(dockerfile).orFail();
    assertThat(inImage("cat", "/file")).isEqualTo("here");
  }

  @Test
  void a_build_that_fails_ends_as_it_does_without_the_gateway() throws Exception {
    String context = context("FROM foobar\nRUN echo said; exit 7\n").toString();
    Finished direct = build(directly(), "--no-cache", context).run();
    Finished guarded = build(as(Person.ADMIN1), "--no-cache", context).run();
    assertThat(direct.exit()).isNotZero();
    assertThat(guarded.exit()).isEqualTo(direct.exit());
    assertThat(guarded.said()).contains("said", "exit code: 7");
    assertThat(guarded.said().lines().toList().getLast())
        .isEqualTo(direct.said().lines().toList().getLast());
  }

  @Test
  void who_may_only_build_is_told_so_and_builds_without_buildkit() throws Exception {
    String context = context("FROM foobar\nRUN echo here > /file\n").toString();
    Trail.Since since = gateway.trail().mark();
    Finished refused = build(as(Person.ADMIN2), "--tag=made:1", context).run();
    assertThat(refused.exit()).isNotZero();
    // The client asks for both at once, prints the first answer, and of a session's only the
    // status.
    assertThat(refused.said()).containsAnyOf("received 403", "build:session");
    Row decision = since.decision("image.build");
    assertThat(decision.refused()).isTrue();
    assertThat(decision.text("reason")).contains("build:session");
    assertThat(made()).isFalse();
    build(as(Person.ADMIN2), "--tag=made:1", context).with("DOCKER_BUILDKIT", "0").orFail();
    assertThat(inImage("cat", "/file")).isEqualTo("here");
  }

  @Test
  void the_files_of_anothers_session_are_not_built_from() throws Exception {
    try (UnderWay direct = underWay(directly())) {
      assertThat(post(wire.socket(), fromSessionOf(direct)).status()).isEqualTo(200);
      assertThat(inImage("cat", "/context/sent")).isEqualTo("content");
    }
    engine.docker().orFail("rmi", "--force", "made:1");
    requests.clear();

    try (UnderWay guarded = underWay(as(Person.ADMIN1))) {
      RawHttp.Answer refused = post(gateway.socket(), fromSessionOf(guarded));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.message()).contains("session that root has not opened");
      assertThat(made()).isFalse();
    }
  }

  @Test
  void anothers_build_is_not_cancelled() throws Exception {
    try (UnderWay direct = underWay(directly())) {
      assertThat(post(wire.socket(), "/v1.41/build/cancel?id=" + direct.build()).status())
          .isEqualTo(200);
      assertThat(direct.client().ended().exit()).isNotZero();
    }
    requests.clear();

    try (UnderWay guarded = underWay(as(Person.ADMIN1))) {
      RawHttp.Answer refused = post(gateway.socket(), "/v1.41/build/cancel?id=" + guarded.build());
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.message()).contains("only one's own build");
      assertThat(guarded.client().alive()).isTrue();
    }
  }

  @Test
  void the_tunnels_are_operations_of_their_own() {
    gateway.reload(POLICY.replace(", build.session]", "]"));
    try {
      for (String tunnel : List.of("grpc", "session")) {
        Trail.Since since = gateway.trail().mark();
        String head = RawHttp.head("POST", "/" + tunnel);
        String fields =
            "Connection: Upgrade\r\nUpgrade: h2c\r\nX-Docker-Expose-Session-Uuid: own\r\n\r\n";
        assertThat(RawHttp.exchange(engine.socket(), head + fields).status()).isEqualTo(101);
        assertThat(RawHttp.exchange(gateway.socket(), head + fields).status()).isEqualTo(403);
        assertThat(since.decision("build." + tunnel).refused()).isTrue();
      }
    } finally {
      gateway.reload(POLICY);
    }
  }
}
