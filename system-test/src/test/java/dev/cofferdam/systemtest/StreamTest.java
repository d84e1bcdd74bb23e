package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that flows: nothing is lost, nothing is changed, and each side may end first. */
@OnSite
@ParameterizedClass
@MethodSource("dev.cofferdam.systemtest.Docker#clients")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamTest {
  @Parameter private Path client = Path.of("by JUnit");

  private static final int MEBIBYTES = 100;

  private final Site site;
  private final Engine engine;

  private final Path directory;
  private Path big = Path.of("by there_is_a_container");

  StreamTest(Site site) {
    this.site = site;
    this.engine = site.engine();
    this.directory = site.newHome("streams");
  }

  private Docker admin1() {
    return site.docker(Person.ADMIN1, client);
  }

  private Docker admin2() {
    return site.docker(Person.ADMIN2, client);
  }

  private Docker admin3() {
    return site.docker(Person.ADMIN3, client);
  }

  @BeforeAll
  void there_is_a_container() throws IOException {
    Files.createDirectories(directory);
    big = Digest.randomFile(directory.resolve("big"), 42, MEBIBYTES);
    Containers.service(engine, "web-1", "web");
    site.docker(Person.ADMIN3)
        .orFail("run", "-d", "--name", "tools", "foobar", "sh", "-c", Containers.SERVICE);
  }

  @AfterAll
  void clear() {
    engine.removeAllContainers();
    Command.of("rm", "-rf", directory.toString()).orFail();
  }

  private Path fresh(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.deleteIfExists(file);
    return file;
  }

  @Test
  void what_goes_in_at_run_comes_out_again_after_a_half_close() throws IOException {
    Path back = fresh("back");
    admin2().command("run", "--rm", "-i", "foobar", "cat").from(big).into(back).orFail();
    assertThat(Digest.of(back)).isEqualTo(Digest.of(big));
  }

  @Tag("F10")
  @Test
  void what_goes_in_at_exec_comes_out_again_after_a_half_close() throws IOException {
    Path back = fresh("back");
    admin3().command("exec", "-i", "tools", "cat").from(big).into(back).orFail();
    assertThat(Digest.of(back)).isEqualTo(Digest.of(big));
  }

  @Test
  void output_goes_on_after_the_input_has_ended() {
    String said =
        admin2()
            .command("run", "--rm", "-i", "foobar", "sh", "-c", "cat; sleep 1; echo after")
            .from(Command.textFile("before\n"))
            .orFail();
    assertThat(said).isEqualTo("before\nafter");
  }

  @Test
  void a_file_is_copied_both_ways_unchanged() throws IOException {
    admin3().orFail("cp", big.toString(), "tools:/tmp/big");
    assertThat(admin3().orFail("exec", "tools", "sha256sum", "/tmp/big"))
        .startsWith(Digest.of(big));
    Command.of("install", "-d", "-m", "777", directory.resolve("out").toString()).orFail();
    admin3().orFail("cp", "tools:/tmp/big", directory.resolve("out/copied").toString());
    assertThat(Digest.of(directory.resolve("out/copied"))).isEqualTo(Digest.of(big));
    Command.of("rm", "-rf", directory.resolve("out").toString()).orFail();
  }

  @Test
  void logs_follow_a_container_and_end_with_it() {
    Containers.service(engine, "web-9", "web");
    try (Running logs = admin1().start("logs", "--follow", "web-9")) {
      logs.awaitOut("web is up");
      engine.docker().orFail("stop", "web-9");
      assertThat(logs.ended().exit()).isZero();
    }
    engine.docker().orFail("rm", "web-9");
  }

  @Test
  void events_arrive_as_they_happen() {
    try (Running events =
        admin3().start("events", "--filter=event=create", "--format={{.Action}}")) {
      Await.until(
          "an event of a create",
          Command.LIMIT,
          () -> {
            admin3().orFail("rm", admin3().orFail("create", "foobar"));
            return events.out().contains("create");
          });
    }
  }

  @Test
  void stats_keep_coming() {
    try (Running stats = admin3().start("stats", "--format={{.Name}}", "tools")) {
      stats.awaitOut("three lines", said -> said.split("tools", -1).length > 3);
    }
  }

  @Test
  void save_and_load_bring_an_image_back() throws IOException {
    Path saved = fresh("saved.tar");
    admin3().command("save", "other").into(saved).orFail();
    String id = engine.docker().orFail("images", "--quiet", "--no-trunc", "other");
    engine.docker().orFail("rmi", "other");
    assertThat(admin3().command("load").from(saved).orFail()).contains("other:latest");
    assertThat(engine.docker().orFail("images", "--quiet", "--no-trunc", "other")).isEqualTo(id);
  }

  @Test
  void import_makes_an_image_and_reports_it() throws IOException {
    Path archive = fresh("root.tar");
    Command.of("tar", "-C", directory.toString(), "-cf", archive.toString(), "big").orFail();
    assertThat(admin3().command("import", "-", "imported:latest").from(archive).orFail())
        .startsWith("sha256:");
    engine.docker().orFail("rmi", "imported:latest");
  }

  @Test
  void the_classic_build_streams_its_steps() throws IOException {
    Path context = Files.createDirectory(directory.resolve("context"));
    Files.writeString(context.resolve("Dockerfile"), "FROM foobar\nRUN echo built > /built\n");
    Command.of("chmod", "755", context.toString()).orFail();
    assertThat(admin3().orFail("build", "--tag", "made:latest", context.toString()))
        .contains("Step 2/2")
        .contains("Successfully tagged made:latest");
    Command.of("rm", "-rf", context.toString()).orFail();
    engine.docker().orFail("rmi", "made:latest");
  }
}
