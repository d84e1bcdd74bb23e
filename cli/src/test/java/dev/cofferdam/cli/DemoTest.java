package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DemoTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "three-admins.yaml");

  @TestFactory
  Stream<DynamicTest> each_act_comes_out_as_the_example_policy_says() throws Exception {
    Policy policy = Policy.parse(Files.readString(EXAMPLE), EXAMPLE.toString());
    return DemoAct.ALL.stream()
        .map(act ->
            DynamicTest.dynamicTest(
                act.line(), () -> assertThat(allowed(policy, act)).isEqualTo(act.allowed())));
  }

  private static boolean allowed(Policy policy, DemoAct act) {
    List<String> words = new ArrayList<>(List.of("docker"));
    words.addAll(act.words());
    if (words.get(1).equals("plugin")) {
      return false; // `policy explain` does not read these commands; the route's rule is tested.
    }
    boolean own = act.words().contains("demo-mine");
    KnownObjects existing =
        KnownObjects.all(
            own ? Optional.of(act.user()) : Optional.empty(), "docker.io/library/foobar:latest");
    Caller caller = new Caller(act.user(), Set.of(act.user()));
    return DockerCommandLine.parse(words).calls().stream()
        .map(call ->
            ExplainCommandStep.of(
                call, new Questions(caller, existing, Instant.EPOCH, policy), policy::decide))
        .noneMatch(ExplainCommandStep::stops);
  }

  @Test
  void each_administrator_is_seen_allowed_and_refused() {
    for (String user : DemoAct.USERS) {
      assertThat(DemoAct.ALL.stream().filter(act -> act.user().equals(user)))
          .extracting(DemoAct::allowed)
          .contains(true, false);
    }
  }

  @Test
  void one_act_is_by_sudo() {
    assertThat(DemoAct.ALL.stream().filter(DemoAct::sudo).map(DemoAct::line))
        .containsExactly("admin1$ sudo docker stop -t 0 db-1");
  }

  @Test
  void the_image_is_an_archive_that_tar_reads() throws Exception {
    byte[] archive = DemoImage.archive("#!busybox".getBytes(StandardCharsets.US_ASCII));
    Path file = Files.createTempFile("image", ".tar");
    try {
      Files.write(file, archive);
      DemoProcess listed = DemoProcess.run(List.of("tar", "-tvf", file.toString()));
      assertThat(listed.status()).isZero();
      assertThat(listed.output())
          .contains("drwxr-xr-x 0/0")
          .contains("-rwxr-xr-x 0/0")
          .contains("bin/sleep -> busybox");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void a_user_keeps_the_login_uid_and_gets_the_group_of_the_socket() {
    DemoAct act = new DemoAct("admin1", false, List.of("ps"), true);
    assertThat(String.join(" ", DemoProcess.as(act, "1001", "1002", "77", List.of("docker", "ps"))))
        .contains("echo 1001 >/proc/self/loginuid")
        .endsWith("setpriv --reuid 1001 --regid 1002 --groups 1002,77 docker ps");
  }

  @Test
  void sudo_keeps_uid_0() {
    DemoAct act = new DemoAct("admin1", true, List.of("ps"), true);
    assertThat(DemoProcess.as(act, "1001", "1002", "77", List.of("docker", "ps")))
        .doesNotContain("setpriv")
        .endsWith("docker", "ps");
  }

  @Test
  void an_act_is_told_with_its_first_line_and_its_records() {
    DemoAct act = new DemoAct("admin1", false, List.of("stop", "db-1"), false);
    assertThat(
            DemoCommand.lines(
                act, new DemoProcess(1, "refused\nmore"), List.of("id deny container.stop"), true))
        .containsExactly(
            "admin1$ docker stop db-1",
            "  exit 1: refused",
            "  on record: id deny container.stop",
            "  as the policy says, which refuses it",
            "");
  }

  @Test
  void an_act_that_comes_out_otherwise_is_pointed_at() {
    DemoAct act = new DemoAct("admin1", false, List.of("stop", "db-1"), false);
    assertThat(DemoCommand.lines(act, new DemoProcess(0, "db-1"), List.of(), false))
        .anyMatch(line -> line.contains("WRONG"));
  }

  @Test
  void what_was_allowed_and_the_engine_could_not_do_is_told_apart() {
    DemoAct act = new DemoAct("admin3", false, List.of("run", "foobar"), true);
    assertThat(DemoCommand.lines(act, new DemoProcess(125, "no"), List.of(), true))
        .contains("  the gateway let it through; the engine could not do it on this host")
        .contains("  as the policy says, which allows it");
  }

  @Test
  void the_example_is_found_from_within_a_source_tree() {
    assertThat(DemoPolicy.find()).isPresent();
  }
}
