package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code ./cofferdam up}, {@code status}, {@code reload} and {@code down}, as a new user does. */
@OnSite
class LauncherTest {
  /** The aim is 1.5 s on an idle machine; this one is busy with tests. */
  private static final Duration READY = Duration.ofSeconds(10);

  private final Site site;
  private final String engine;

  LauncherTest(Site site) {
    this.site = site;
    this.engine = "unix://" + site.engine().socket();
  }

  @AfterEach
  void clear() {
    site.engine().removeAllContainers();
  }

  private Launcher launcher() {
    return Launcher.at(site.newHome("launcher"));
  }

  @Test
  void up_prints_what_to_export() {
    try (Launcher cofferdam = launcher()) {
      assertThat(cofferdam.up("--engine", engine).orFail())
          .contains("Cofferdam guards " + engine)
          .contains("export DOCKER_HOST=unix://" + cofferdam.socket());
      assertThat(cofferdam.docker().orFail("version")).contains("Server:");
    }
  }

  /** The best of three, because whatever else this machine does only makes it slower. */
  @Test
  void up_is_ready_soon() {
    Duration best = Duration.ofDays(1);
    try (Launcher cofferdam = launcher()) {
      for (int i = 0; i < 3; i++) {
        long from = System.nanoTime();
        Finished up = cofferdam.up("--engine", engine);
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        System.out.printf(
            "./cofferdam up: %d ms; it says: %s%n",
            took.toMillis(), up.orFail().lines().filter(l -> l.contains("ready in")).toList());
        cofferdam.here("down").orFail();
        best = took.compareTo(best) < 0 ? took : best;
      }
    }
    assertThat(best).isLessThan(READY);
  }

  @Test
  void the_first_policy_lets_root_do_everything_and_nobody_else_anything() {
    try (Launcher cofferdam = launcher()) {
      assertThat(cofferdam.up("--engine", engine, "--group", Users.GROUP).orFail())
          .contains("Wrote a first policy")
          .contains(cofferdam.state().resolve("policy.yaml").toString());
      cofferdam.docker().orFail("create", "--privileged", "--name", "roots", "foobar");
      Trail.Since since = cofferdam.trail().mark();
      Docker admin3 =
          new Docker(
              Docker.clients().getFirst(),
              cofferdam.socket(),
              As.login(site.users(), Person.ADMIN3));
      Refused.require(admin3.run("ps"), since);
    }
  }

  @Test
  void a_second_up_with_the_same_settings_changes_nothing() {
    try (Launcher cofferdam = launcher()) {
      cofferdam.up("--engine", engine).orFail();
      long pid = cofferdam.pid();
      assertThat(cofferdam.up("--engine", engine).orFail())
          .contains("runs already")
          .contains("export DOCKER_HOST=unix://" + cofferdam.socket());
      assertThat(cofferdam.pid()).isEqualTo(pid);
    }
  }

  @Test
  void a_second_up_with_other_settings_is_refused() {
    try (Launcher cofferdam = launcher()) {
      cofferdam.up("--engine", engine).orFail();
      Finished other =
          cofferdam.up("--engine", engine, "--policy", Policies.exampleFile().toString());
      assertThat(other.exit()).isEqualTo(1);
      assertThat(other.err()).contains("other settings").contains("cofferdam down --state");
      assertThat(cofferdam.docker().orFail("version")).contains("Server:");
    }
  }

  @Test
  void several_run_side_by_side() {
    try (Launcher one = launcher();
        Launcher two = launcher()) {
      one.up("--engine", engine).orFail();
      two.up("--engine", engine, "--policy", Policies.exampleFile().toString()).orFail();
      assertThat(one.pid()).isNotEqualTo(two.pid());
      one.docker().orFail("create", "--name", "through-one", "foobar");
      assertThat(two.docker().run("inspect", "through-one").succeeded()).isFalse();
      one.here("down").orFail();
      assertThat(two.docker().run("ps").err()).contains("no role is bound to root");
    }
  }

  @Test
  void up_refuses_a_socket_on_which_somebody_listens() {
    try (Launcher one = launcher();
        Launcher two = launcher()) {
      one.up("--engine", engine).orFail();
      Finished second =
          two.run(
              "up",
              "--state",
              two.state().toString(),
              "--socket",
              one.socket().toString(),
              "--engine",
              engine);
      assertThat(second.exit()).isEqualTo(1);
      assertThat(second.err()).contains(one.socket().toString());
      assertThat(one.docker().orFail("version")).contains("Server:");
    }
  }

  @Test
  void up_says_that_a_named_engine_does_not_answer() {
    try (Launcher cofferdam = launcher()) {
      Finished up = cofferdam.up("--yes", "--engine", "unix:///nonexistent/docker.sock");
      assertThat(up.exit()).isEqualTo(1);
      assertThat(up.err()).contains("/nonexistent/docker.sock").contains("does not answer");
      assertThat(cofferdam.socket()).doesNotExist();
    }
  }

  @Test
  void status_tells_engine_policy_sessions_and_records() {
    try (Launcher cofferdam = launcher()) {
      cofferdam.up("--engine", engine).orFail();
      try (RawHttp idle = RawHttp.connect(cofferdam.socket())) {
        idle.send(RawHttp.head("GET", "/_ping") + "\r\n");
        assertThat(idle.answer().status()).isEqualTo(200);
        Map<String, Object> status = cofferdam.status();
        String version = site.engine().docker().orFail("version", "--format={{.Server.Version}}");
        assertThat(status.get("engine"))
            .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
            .containsEntry("address", engine)
            .containsEntry("version", version)
            .containsEntry("reachable", true);
        assertThat(status.getOrDefault("sessions", "").toString()).contains("connections=1");
        assertThat(cofferdam.here("status").orFail())
            .contains(engine)
            .contains("version " + version)
            .contains(cofferdam.state().resolve("policy.yaml").toString())
            .contains("connections: 1")
            .contains("file");
      }
    }
  }

  @Tag("A1")
  @Test
  void status_names_an_engine_socket_that_everybody_can_open() {
    Path socket = site.engine().socket();
    try (Launcher cofferdam = launcher()) {
      cofferdam.up("--engine", engine).orFail();
      assertThat(cofferdam.here("status").orFail()).doesNotContain("past the gateway");
      Command.of("chmod", "666", socket.toString()).orFail();
      assertThat(cofferdam.here("status").orFail())
          .contains(socket + " can be opened by")
          .contains("chmod 0600 " + socket);
      assertThat(cofferdam.status().getOrDefault("hazards", "").toString())
          .contains(socket.toString());
    } finally {
      Command.of("chmod", "660", socket.toString()).orFail();
    }
  }

  @Test
  void down_ends_it_takes_the_socket_away_and_may_be_said_twice() {
    Launcher cofferdam = launcher();
    cofferdam.up("--engine", engine).orFail();
    long pid = cofferdam.pid();
    assertThat(cofferdam.here("down").orFail()).contains("Cofferdam ended (pid " + pid + ")");
    assertThat(cofferdam.socket()).doesNotExist();
    assertThat(Leftovers.below(cofferdam.state())).isEmpty();
    assertThat(cofferdam.here("down").orFail()).contains("does not run");
    Finished status = cofferdam.here("status");
    assertThat(status.exit()).isEqualTo(3);
    assertThat(status.out()).contains("does not run");
    assertThat(cofferdam.run("status", "--json", "--state", cofferdam.state().toString()).out())
        .contains("\"running\":false");
  }

  @Test
  void after_kill_9_the_next_up_works() {
    try (Launcher cofferdam = launcher()) {
      cofferdam.up("--engine", engine).orFail();
      cofferdam.docker().orFail("create", "--name", "kept", "foobar");
      long pid = cofferdam.pid();
      Command.of("kill", "-KILL", Long.toString(pid)).orFail();
      Await.until("the daemon is gone", Command.LIMIT, () -> cofferdam.here("status").exit() == 3);
      assertThat(cofferdam.up("--engine", engine).orFail()).contains("Cofferdam guards");
      assertThat(cofferdam.pid()).isNotEqualTo(pid);
      assertThat(cofferdam.docker().orFail("ps", "-a", "--format={{.Names}}")).isEqualTo("kept");
      cofferdam.run("audit", "verify", "--state", cofferdam.state().toString()).orFail();
    }
  }

  @Test
  void in_the_foreground_it_becomes_the_gateway_and_ends_on_sigterm() {
    Launcher cofferdam = launcher();
    try (Running gateway = cofferdam.start(cofferdam.upWords("--engine", engine, "--foreground"))) {
      Await.until(
          () -> "the gateway is ready: " + gateway.out() + gateway.err(),
          Command.LIMIT,
          () -> cofferdam.here("status").succeeded());
      assertThat(cofferdam.pid()).isEqualTo(gateway.pid());
      assertThat(cofferdam.docker().orFail("version")).contains("Server:");
      gateway.signal("TERM");
      assertThat(gateway.ended().exit()).isIn(0, 143);
      assertThat(cofferdam.socket()).doesNotExist();
    }
  }

  @Test
  void up_points_at_the_mistake_in_a_policy() {
    try (Launcher cofferdam = launcher()) {
      Path policy = cofferdam.write("policy.yaml", MALFORMED);
      Finished up = cofferdam.up("--engine", engine, "--policy", policy.toString());
      assertThat(up.exit()).isEqualTo(1);
      assertThat(up.err()).contains(policy + ":4:7: error: unknown key \"alow\"");
      assertThat(cofferdam.socket()).doesNotExist();
      assertThat(cofferdam.here("status").exit()).isEqualTo(3);
    }
  }

  static final String MALFORMED =
      """
      version: 1
      roles:
        a:
          - alow: [system.ping]
      bindings:
        - role: a
          to: ["user:root"]
      """;

  @Test
  void reload_refuses_a_malformed_policy_and_the_running_one_stays() {
    try (Launcher cofferdam = launcher()) {
      Path policy = cofferdam.write("policy.yaml", Policies.everythingForRoot());
      cofferdam.up("--engine", engine, "--policy", policy.toString()).orFail();
      String version = policyVersion(cofferdam);
      cofferdam.write("policy.yaml", MALFORMED);
      Finished reload = cofferdam.here("reload");
      assertThat(reload.exit()).isEqualTo(1);
      assertThat(reload.err())
          .contains(policy + ":4:7: error: unknown key \"alow\"")
          .contains("the one in force stays");
      assertThat(policyVersion(cofferdam)).isEqualTo(version);
      assertThat(cofferdam.here("status").orFail()).contains(policy + ":4:7");
      cofferdam.docker().orFail("ps");
      cofferdam.write("policy.yaml", Policies.lookingForRoot());
      assertThat(cofferdam.here("reload").orFail()).contains("is in force");
      assertThat(cofferdam.docker().run("create", "foobar").succeeded()).isFalse();
    }
  }

  private static final Pattern VERSION = Pattern.compile("\\(version ([0-9a-f]+),");

  private static String policyVersion(Launcher cofferdam) {
    Matcher version = VERSION.matcher(cofferdam.here("status").orFail());
    assertThat(version.find()).isTrue();
    return version.group(1);
  }

  @Test
  void wrong_options_are_told_with_the_usage_and_exit_status_2() {
    try (Launcher cofferdam = launcher()) {
      for (String[] words :
          new String[][] {
            {"up", "--xyzzy"},
            {"up", "--engine", "tcp://127.0.0.1:1"},
            {"up", "--audit", "pigeon"},
            {"policy", "check"},
            {"policy", "explain", "--", "docker", "ps"},
          }) {
        Finished wrong = cofferdam.run(words);
        assertThat(wrong.exit()).as("%s", wrong).isEqualTo(2);
        assertThat(wrong.err()).contains("Usage: cofferdam");
      }
      Finished unknown = cofferdam.run("statsu");
      assertThat(unknown.exit()).isEqualTo(2);
      assertThat(unknown.err()).contains("statsu").contains("Did you mean: cofferdam status or");
    }
  }

  /** From an installed copy, as the repository need not be readable for everybody. */
  @Test
  void who_is_not_root_is_told_so() {
    Path copy = site.newHome("installed");
    Command.of("cp", "-r", Launcher.installation().toString(), copy.toString()).orFail();
    for (String command : new String[] {"up", "down", "demo"}) {
      Finished refused =
          Launcher.environment(
                  Command.of(
                      copy.resolve("cofferdam").toString(), command, "--state", copy + "/state"))
              .behind(As.login(site.users(), Person.STRANGER))
              .run();
      assertThat(refused.exit()).as("%s", refused).isEqualTo(1);
      assertThat(refused.err()).contains("`cofferdam " + command + "` must be run as root");
    }
    assertThat(copy.resolve("state")).doesNotExist();
  }
}
