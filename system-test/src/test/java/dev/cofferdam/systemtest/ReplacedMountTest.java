package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A link in the place of what a container mounts: the engine follows it, so that whoever can write
 * to the directory above reads any path of the host.
 */
@OnSite
@Tag("C22")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplacedMountTest {
  private static final String POLICY =
      """
      version: 1
      roles:
        mounter:
          - allow: ["*"]
            confinement: privileged
            grant: ["mount:**", "volume-options:**"]
      bindings:
        - role: mounter
          to: ["user:root"]
      """;
  private static final String[] READ = {"start", "--attach", "victim"};

  private final Site site;
  private final Engine engine;
  private final Gateway gateway;
  private final Docker guarded;
  private Path a;
  private Path secret;

  ReplacedMountTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.gateway = Gateway.start(site.newHome("gateway"), engine.socket(), POLICY);
    this.guarded = new Docker(Docker.clients().getFirst(), gateway.socket(), List.of());
    this.a = Path.of("/");
    this.secret = Path.of("/");
  }

  @BeforeEach
  void prepare() throws IOException {
    Path home = site.newDirectory("replaced");
    a = Files.createDirectory(home.resolve("a"));
    Files.writeString(Files.createDirectory(a.resolve("b")).resolve("file"), "harmless");
    secret = Files.createDirectory(home.resolve("secret"));
    Files.writeString(secret.resolve("file"), "secret");
  }

  @AfterEach
  void clear() {
    engine.removeAllContainers();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  private String[] victim() {
    return new String[] {
      "create", "--name", "victim", "-v", a + "/b:/b:ro", "foobar", "cat", "/b/file"
    };
  }

  private String[] replacing(String mount) {
    return new String[] {
      "run",
      "--name",
      "writer",
      "-v",
      mount + ":/w",
      "foobar",
      "sh",
      "-c",
      "mv /w/b /w/old && ln -s " + secret + " /w/b"
    };
  }

  @Test
  void what_is_mounted_below_is_not_replaced_by_what_is_created_later() {
    engine.docker().orFail(victim());
    engine.docker().orFail(replacing(a.toString()));
    assertThat(engine.docker().orFail(READ)).isEqualTo("secret");
    again();

    guarded.orFail(victim());
    Trail.Since since = gateway.trail().mark();
    Row decision = Refused.require(guarded.run(replacing(a.toString())), since);
    assertThat(decision.text("reason"))
        .contains("replaceable:" + a + "/b", "container:victim mounts it");
    assertThat(guarded.orFail(READ)).isEqualTo("harmless");
  }

  @Test
  void what_was_created_before_does_not_replace_what_is_mounted_below() {
    engine.docker().orFail("create", "--name", "writer", "-v", a + ":/w", "foobar", "true");
    engine.docker().orFail(victim());
    engine.docker().orFail("rm", "writer");
    engine.docker().orFail(replacing(a.toString()));
    assertThat(engine.docker().orFail(READ)).isEqualTo("secret");
    again();

    guarded.orFail("create", "--name", "writer", "-v", a + ":/w", "foobar", "true");
    Trail.Since since = gateway.trail().mark();
    Row decision = Refused.require(guarded.run(victim()), since);
    assertThat(decision.text("reason"))
        .contains("replaceable:" + a + "/b", "container:writer has " + a + " mounted writable");
  }

  @Test
  void a_container_does_not_replace_what_it_mounts_itself() {
    String[] both = {
      "run",
      "--name",
      "writer",
      "-v",
      a + ":/w",
      "-v",
      a + "/b:/b:ro",
      "foobar",
      "sh",
      "-c",
      "cat /b/file; mv /w/b /w/old && ln -s " + secret + " /w/b"
    };
    assertThat(engine.docker().orFail(both)).isEqualTo("harmless");
    assertThat(engine.docker().run("start", "--attach", "writer").out()).startsWith("secret");
    again();

    Trail.Since since = gateway.trail().mark();
    Row decision = Refused.require(guarded.run(both), since);
    assertThat(decision.text("reason")).contains("the same container has " + a);
  }

  @Test
  void what_was_made_past_the_gateway_is_neither_started_nor_copied_from_by_it() {
    engine.docker().orFail(victim());
    engine.docker().orFail(replacing(a.toString()));
    assertThat(engine.docker().orFail(READ)).isEqualTo("secret");
    assertThat(engine.docker().orFail("cp", "victim:/b/file", "-")).contains("secret");

    for (String[] asked : List.of(READ, new String[] {"cp", "victim:/b/file", "-"})) {
      Trail.Since since = gateway.trail().mark();
      Finished finished = guarded.run(asked);
      assertThat(finished.exit()).isNotZero();
      assertThat(finished.out()).doesNotContain("secret");
      assertThat(since.rows())
          .anySatisfy(row -> assertThat(row.toString()).contains("replaceable:" + a + "/b"));
    }
  }

  @Test
  void what_was_let_be_made_is_not_started_through_a_link() throws IOException {
    guarded.orFail(victim());
    assertThat(guarded.orFail(READ)).isEqualTo("harmless");
    Files.move(a.resolve("b"), a.resolve("old"));
    Files.createSymbolicLink(a.resolve("b"), secret);
    assertThat(engine.docker().orFail(READ)).isEqualTo("secret");
    Trail.Since since = gateway.trail().mark();
    Row decision = Refused.require(guarded.run(READ), since);
    assertThat(decision.text("reason")).contains("leads through a link to " + secret);
  }

  @Test
  void a_volume_is_the_path_of_the_host_that_it_is_made_of() {
    engine
        .docker()
        .orFail(
            "volume",
            "create",
            "--opt",
            "type=none",
            "--opt",
            "o=bind",
            "--opt",
            "device=" + a,
            "cofferdam-c22");
    try {
      engine.docker().orFail(victim());
      engine.docker().orFail(replacing("cofferdam-c22"));
      assertThat(engine.docker().orFail(READ)).isEqualTo("secret");
      again();

      guarded.orFail(victim());
      Trail.Since since = gateway.trail().mark();
      Row decision = Refused.require(guarded.run(replacing("cofferdam-c22")), since);
      assertThat(decision.text("reason"))
          .contains("replaceable:" + a + "/b", "container:victim mounts it");
    } finally {
      engine.removeAllContainers();
      engine.docker().orFail("volume", "rm", "cofferdam-c22");
    }
  }

  /** Everything as it was before the engine was shown to do it. */
  private void again() {
    engine.removeAllContainers();
    try {
      Files.delete(a.resolve("b"));
      Files.move(a.resolve("old"), a.resolve("b"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
