package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code cofferdam seccomp record}: what a container does becomes the profile that it needs. */
@OnSite
class SeccompRecordTest {
  private final Engine engine;
  private final Launcher cofferdam;
  private final Path profile;

  SeccompRecordTest(Site site) throws IOException {
    engine = site.engine();
    Path home = site.newHome("record");
    cofferdam = Launcher.at(home);
    profile = Files.createDirectories(home).resolve("profile.json");
  }

  @AfterEach
  void remove() {
    engine.removeAllContainers();
  }

  private Finished record(List<String> options, String... container) {
    List<String> words = new ArrayList<>(List.of("seccomp", "record"));
    words.addAll(options);
    words.addAll(List.of("--output", profile.toString(), "--"));
    words.addAll(List.of(engine.docker().line().split(" ")));
    words.addAll(List.of("run", "--network=none"));
    words.addAll(List.of(container));
    return cofferdam.run(words.toArray(String[]::new));
  }

  private Finished runWith(Path filter, String... container) {
    List<String> words = new ArrayList<>(List.of("run", "--rm", "--network=none"));
    words.add("--security-opt=seccomp=" + filter);
    words.addAll(List.of(container));
    return engine.docker().run(words.toArray(String[]::new));
  }

  @Test
  void the_profile_lets_happen_what_happened_and_nothing_else() throws IOException {
    Finished recorded = record(List.of(), "--rm", "foobar", "pwd");

    assertThat(recorded.exit()).as(recorded.toString()).isZero();
    assertThat(recorded.out()).isEqualTo("/\n");
    assertThat(Files.readString(profile)).contains("getcwd").doesNotContain("\"mkdir\"");
    assertThat(runWith(profile, "foobar", "pwd").orFail()).isEqualTo("/");
    Finished other = runWith(profile, "foobar", "mkdir", "/new");
    assertThat(other.err()).as(other.toString()).contains("Operation not permitted");
    assertThat(engine.docker().orFail("run", "--rm", "foobar", "mkdir", "/new")).isEmpty();
  }

  @Test
  void several_runs_are_merged() throws IOException {
    record(List.of(), "--rm", "foobar", "pwd").orFail();
    Finished second =
        record(List.of("--merge", profile.toString()), "--rm", "foobar", "mkdir", "/new");

    assertThat(second.exit()).as(second.toString()).isZero();
    assertThat(second.err()).contains("mkdir");
    assertThat(Files.readString(profile)).contains("getcwd").contains("\"mkdir");
    assertThat(runWith(profile, "foobar", "mkdir", "/new").exit()).isZero();
  }

  @Test
  void a_container_in_the_background_is_recorded_to_its_end() throws IOException {
    Finished recorded = record(List.of(), "-d", "foobar", "sh", "-c", "sleep 2; mkdir /late");

    assertThat(recorded.exit()).as(recorded.toString()).isZero();
    assertThat(Files.readString(profile)).contains("\"mkdir");
  }

  @Test
  void calls_of_other_containers_are_not_taken_for_its_own() throws IOException {
    Path other = profile.resolveSibling("log.json");
    Files.writeString(other, "{\"defaultAction\": \"SCMP_ACT_LOG\"}");
    engine
        .docker()
        .orFail(
            "run",
            "-d",
            "--network=none",
            "--security-opt=seccomp=" + other,
            "foobar",
            "sh",
            "-c",
            "while true; do rmdir /none 2>/dev/null; sleep 0.1; done");

    Finished recorded = record(List.of(), "--rm", "foobar", "sh", "-c", "sleep 2");

    assertThat(recorded.exit()).as(recorded.toString()).isZero();
    assertThat(Files.readString(profile)).doesNotContain("rmdir");
    assertThat(recorded.err()).contains("NOT in the profile").contains("rmdir");
  }

  @Test
  void loss_is_said() throws IOException {
    String busy = "i=0; while [ $i -lt 30 ]; do cat /proc/self/maps >/dev/null; i=$((i+1)); done";
    Finished recorded = record(List.of(), "--rm", "foobar", "sh", "-c", busy);

    assertThat(recorded.exit()).as(recorded.toString()).isZero();
    assertThat(recorded.err()).contains("Calls that were logged:");
  }

  @Test
  void nothing_is_written_when_nothing_ran() {
    Finished recorded = record(List.of(), "no-such-image:1");

    assertThat(recorded.exit()).isEqualTo(1);
    assertThat(recorded.err()).contains("No call was logged");
    assertThat(profile).doesNotExist();
  }

  @Test
  void what_is_no_docker_run_is_refused() {
    Finished refused =
        cofferdam.run("seccomp", "record", "--output", profile.toString(), "--", "docker", "ps");

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("docker run");
    assertThat(profile).doesNotExist();
  }

  @Test
  void the_surface_of_a_container_is_that_of_the_profile_it_was_created_with() throws IOException {
    Path filter = profile.resolveSibling("few.json");
    Files.writeString(
        filter,
        """
        {"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"],
         "syscalls": [{"names": ["read", "write", "exit"], "action": "SCMP_ACT_ALLOW"}]}
        """);
    engine.docker().orFail("create", "--name=few", "--security-opt=seccomp=" + filter, "foobar");
    engine.docker().orFail("create", "--name=unasked", "foobar");

    Finished few = surface("few");
    Finished unasked = surface("unasked");
    Finished absent = surface("absent");

    assertThat(few.out()).as(few.toString()).containsPattern("x86_64 .* 3 of [0-9]+ +99 %");
    assertThat(unasked.exit()).isEqualTo(1);
    assertThat(unasked.err()).contains("built into its engine");
    assertThat(absent.err()).contains("No such container: absent");
  }

  private Finished surface(String container) {
    return cofferdam.run("seccomp", "surface", container, "--socket", engine.socket().toString());
  }
}
