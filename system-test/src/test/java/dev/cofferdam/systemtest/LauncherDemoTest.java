package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * {@code ./cofferdam demo}, with the users admin1, admin2 and admin3, whom this machine must not
 * have.
 */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LauncherDemoTest {
  /** It plays about twenty acts with real clients. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final List<String> USERS = List.of("admin1", "admin2", "admin3");

  private final Site site;
  private final Engine engine;
  private final Launcher cofferdam;

  LauncherDemoTest(Site site) {
    this.site = site;
    this.engine = Engine.startEmpty(site.newHome("demo-engine"));
    this.cofferdam = Launcher.at(site.newHome("demo"));
  }

  @BeforeAll
  void up() {
    cofferdam.up("--engine", "unix://" + engine.socket()).orFail();
    assertThat(accounts()).as("accounts of this machine that the demo needs to make").isEmpty();
  }

  @AfterAll
  void down() {
    try (engine) {
      cofferdam.close();
    }
  }

  private static List<String> accounts() {
    return USERS.stream()
        .filter(user -> Command.of("getent", "passwd", user).run().succeeded())
        .toList();
  }

  private Finished demo() {
    return cofferdam.command("demo", "--yes", "--state", cofferdam.state().toString()).run(LIMIT);
  }

  @Test
  void every_act_comes_out_as_the_policy_says_and_everything_is_taken_away() {
    String policy = policy();
    Finished demo = demo();
    demo.orFail();
    assertThat(demo.out())
        .contains("admin1$ docker restart -t 0 web-1")
        .contains("admin1$ sudo docker stop -t 0 db-1")
        .contains("admin2$ docker run --rm --pull never --network none --privileged foobar id")
        .contains("admin3$ docker run --rm --pull never --privileged --pid host --network host")
        .contains("on record: ")
        .contains("user=admin1 uid=root")
        .contains("privileges=")
        .doesNotContain("WRONG")
        .containsPattern("(\\d+) of \\1 acts came out as the policy says")
        .contains("is in force again")
        .contains("Users, containers and image are gone again");
    requireNothingLeft(policy);
  }

  @Test
  void one_that_is_ended_in_the_middle_tidies_up_and_the_next_one_plays() {
    String policy = policy();
    try (Running demo = cofferdam.start("demo", "--yes", "--state", cofferdam.state().toString())) {
      demo.awaitOut("admin1$ docker logs web-1");
      assertThat(accounts()).isEqualTo(USERS);
      demo.signal("TERM");
      assertThat(demo.ended(LIMIT).exit()).isEqualTo(143);
    }
    requireNothingLeft(policy);
    demo().orFail();
    requireNothingLeft(policy);
  }

  @Test
  void one_that_was_killed_is_put_right_by_the_next_one() {
    String policy = policy();
    try (Running demo = cofferdam.start("demo", "--yes", "--state", cofferdam.state().toString())) {
      demo.awaitOut("admin1$ docker logs web-1");
    }
    assertThat(accounts()).isEqualTo(USERS);
    demo().orFail();
    requireNothingLeft(policy);
  }

  @Test
  void an_image_foobar_that_is_somebodys_is_not_touched() {
    try (Launcher other = Launcher.at(site.newHome("demo"))) {
      other.up("--engine", "unix://" + site.engine().socket()).orFail();
      String before = site.engine().docker().orFail("images", "--quiet", "foobar");
      Finished demo = other.here("demo", "--yes");
      assertThat(demo.exit()).isEqualTo(1);
      assertThat(demo.err()).contains("an image foobar already").contains("will not touch yours");
      assertThat(site.engine().docker().orFail("images", "--quiet", "foobar")).isEqualTo(before);
      assertThat(accounts()).isEmpty();
    }
  }

  @Test
  void an_account_admin2_that_is_somebodys_is_not_touched() {
    Command.of("useradd", "--no-create-home", "--comment", "somebody", "admin2").orFail();
    try {
      Finished demo = demo();
      assertThat(demo.exit()).isEqualTo(1);
      assertThat(demo.err()).contains("A user admin2 exists").contains("will not touch yours");
      assertThat(accounts()).containsExactly("admin2");
    } finally {
      Command.of("userdel", "admin2").orFail();
    }
  }

  @Test
  void without_yes_nobody_can_be_asked_and_nothing_is_done() {
    String policy = policy();
    Finished demo = cofferdam.here("demo");
    assertThat(demo.exit()).isEqualTo(1);
    assertThat(demo.err()).contains("--yes");
    requireNothingLeft(policy);
  }

  @Test
  void without_a_gateway_it_says_so() {
    Finished demo = cofferdam.run("demo", "--yes", "--state", site.newHome("nothing").toString());
    assertThat(demo.exit()).isEqualTo(1);
    assertThat(demo.err()).contains("does not run").contains("up");
  }

  private String policy() {
    return cofferdam.status().get("policy") instanceof Map<?, ?> policy
        ? policy.get("file") + " " + policy.get("version")
        : "";
  }

  private void requireNothingLeft(String policy) {
    assertThat(accounts()).isEmpty();
    assertThat(engine.docker().orFail("images", "--all", "--quiet")).isEmpty();
    assertThat(engine.docker().orFail("ps", "--all", "--quiet")).isEmpty();
    assertThat(policy()).isEqualTo(policy);
  }
}
