package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What archives make the engine do, and what the gateway makes of them. */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchiveTest {
  private static final String BUILD = "/v1.41/build?t=made:1";
  private static final String POLICY =
      """
      version: 1
      roles:
        builder:
          - allow: [image.build]
            images: ["made:*", foobar, "base:*"]
            confinement: privileged
          - allow: [container.archive.write]
            confinement: super-privileged
      bindings:
        - role: builder
          to: ["user:root"]
      """;

  private final Site site;
  private final Engine engine;
  private final Path home;
  private final Gateway gateway;

  ArchiveTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.home = site.newDirectory("archives");
    this.gateway = Gateway.start(site.newHome("gateway"), engine.socket(), POLICY);
    engine.docker().orFail("tag", "foobar:latest", "secret:latest");
  }

  @AfterAll
  void stop() {
    engine.docker().orFail("rmi", "--force", "secret:latest");
    gateway.close();
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
    engine.docker().run("rmi", "--force", "made:1");
  }

  /** The second entry takes the place of the first on the engine's disk. */
  @Tag("C16")
  @Test
  void a_dockerfile_that_hides_behind_another_is_built_by_the_engine_and_not_let_through() {
    byte[] context = context("FROM foobar\nLABEL took=first\n", "FROM secret\nLABEL took=second\n");
    assertThat(send(engine.socket(), "POST", BUILD, context).body()).contains("Successfully built");
    assertThat(label()).isEqualTo("second");
    engine.docker().orFail("rmi", "--force", "made:1");

    RawHttp.Answer refused = send(gateway.socket(), "POST", BUILD, context);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.message()).contains("build:uninspected").contains("more than once");
    assertThat(built()).isEmpty();
  }

  @Tag("C16")
  @Test
  void an_image_that_one_may_not_use_is_not_got_at_by_building_from_it() {
    String[] ways = {
      "FROM secret\n",
      "FROM foobar\nCOPY --from=secret /etc/passwd /stolen\n",
      "ARG B=secret\nFROM $B\n",
      "FROM foobar\nRUN true \\\nFROM foobar AS secret\nFROM secret\n"
    };
    for (String dockerfile : ways) {
      byte[] context = context(dockerfile);
      assertThat(send(engine.socket(), "POST", BUILD, context).body())
          .as("%s", dockerfile)
          .contains("Successfully built");
      engine.docker().orFail("rmi", "--force", "made:1");

      RawHttp.Answer refused = send(gateway.socket(), "POST", BUILD, context);
      assertThat(refused.status()).as("%s", dockerfile).isEqualTo(403);
      assertThat(refused.message()).contains("secret");
      assertThat(built()).isEmpty();
    }
  }

  @Tag("C16")
  @Test
  void an_image_that_one_may_not_use_is_not_got_at_by_the_triggers_of_another() {
    byte[] trap = context("FROM foobar\nONBUILD COPY --from=secret /etc/passwd /stolen\n");
    assertThat(send(engine.socket(), "POST", "/v1.41/build?t=base:trap", trap).body())
        .contains("Successfully built");
    byte[] harmless = context("FROM foobar\nONBUILD LABEL took=trigger\n");
    assertThat(send(engine.socket(), "POST", "/v1.41/build?t=base:fine", harmless).body())
        .contains("Successfully built");
    byte[] context = context("FROM base:trap\n");
    assertThat(send(engine.socket(), "POST", BUILD, context).body())
        .contains("Executing 1 build trigger")
        .contains("Successfully built");
    engine.docker().orFail("rmi", "--force", "made:1");

    RawHttp.Answer refused = send(gateway.socket(), "POST", BUILD, context);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.message()).contains("secret");
    assertThat(built()).isEmpty();
    assertThat(send(gateway.socket(), "POST", BUILD, context("FROM base:fine\n")).body())
        .contains("Successfully built");
    assertThat(label()).isEqualTo("trigger");
    RawHttp.Answer absent = send(gateway.socket(), "POST", BUILD, context("FROM base:absent\n"));
    assertThat(absent.status()).isEqualTo(403);
    assertThat(absent.message()).contains("build:uninspected").contains("pull it first");
    engine.docker().orFail("rmi", "--force", "made:1", "base:trap", "base:fine");
  }

  @Test
  void a_build_from_an_image_that_one_may_use_works_compressed_too() {
    byte[] context = context("FROM foobar AS base\nFROM base\nLABEL took=this\n");
    assertThat(send(gateway.socket(), "POST", BUILD, context).body())
        .contains("Successfully tagged made:1");
    assertThat(label()).isEqualTo("this");
    engine.docker().orFail("rmi", "--force", "made:1");
    assertThat(send(gateway.socket(), "POST", BUILD, gzip(context)).body())
        .contains("Successfully tagged made:1");
  }

  /** CVE-2026-41567 is about the decompressor that an engine chooses by the first bytes. */
  @Tag("C20")
  @Test
  void a_compressed_archive_for_a_container_is_taken_by_the_engine_and_never_shown_to_it() {
    Containers.created(engine, "box", "foobar");
    String target = "/v1.41/containers/box/archive?path=/tmp";
    byte[] archive = gzip(context("any file"));
    assertThat(send(engine.socket(), "PUT", target, archive).status()).isEqualTo(200);
    assertThat(copied()).isEqualTo("any file");

    byte[] decompressed = gzip(context("another file"));
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Wire wire = Wire.to(engine, site.newDirectory("wire"), _ -> {}, seen::add);
        Gateway watched = Gateway.start(site.newHome("watched"), wire.socket(), POLICY)) {
      assertThat(send(watched.socket(), "PUT", target, decompressed).status()).isEqualTo(200);
    }
    assertThat(copied()).isEqualTo("another file");
    assertThat(String.join("", seen))
        .contains("/archive?path=")
        .contains("another file")
        .doesNotContain("\u001f\u008b");

    RawHttp.Answer refused = send(gateway.socket(), "PUT", target, gzip(archive));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).contains("compressed once by gzip");
  }

  private String copied() {
    try {
      engine.docker().orFail("cp", "box:/tmp/Dockerfile", home + "/copied");
      return Files.readString(home.resolve("copied"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String label() {
    return engine.docker().orFail("inspect", "--format={{.Config.Labels.took}}", "made:1").strip();
  }

  private String built() {
    return engine.docker().orFail("images", "--quiet", "made");
  }

  /** An archive with these Dockerfiles in it, one after the other. */
  private byte[] context(String... dockerfiles) {
    try {
      Path archive = home.resolve("context.tar");
      Files.deleteIfExists(archive);
      for (String dockerfile : dockerfiles) {
        Files.writeString(home.resolve("Dockerfile"), dockerfile);
        String mode = Files.exists(archive) ? "-rf" : "-cf";
        Command.of("tar", "-C", home.toString(), mode, archive.toString(), "Dockerfile").orFail();
      }
      return Files.readAllBytes(archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] gzip(byte[] archive) {
    try {
      Path file = home.resolve("compressed.tar");
      Files.write(file, archive);
      Command.of("gzip", "--force", file.toString()).orFail();
      return Files.readAllBytes(home.resolve("compressed.tar.gz"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RawHttp.Answer send(Path socket, String method, String target, byte[] body) {
    String head =
        RawHttp.head(method, target)
            + "Content-Type: application/x-tar\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return RawHttp.exchange(socket, request.toByteArray());
  }
}
