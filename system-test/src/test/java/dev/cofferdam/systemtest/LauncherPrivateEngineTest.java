package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code ./cofferdam up --yes} where no engine answers: it starts one of its own. */
@OnSite
class LauncherPrivateEngineTest {
  private static final Pattern CGROUP = Pattern.compile("--cgroup-parent /(\\S+)");

  private final Site site;
  private final NoEngine host = NoEngine.open();
  private final Launcher cofferdam;

  LauncherPrivateEngineTest(Site site) {
    this.site = site;
    this.cofferdam = Launcher.at(site.newHome("own"), asRootThere());
  }

  private List<String> asRootThere() {
    List<String> launcher = new ArrayList<>(As.root());
    launcher.addAll(host.launcher());
    return launcher;
  }

  @AfterEach
  void close() {
    cofferdam.close();
    host.close();
  }

  @Test
  void without_yes_and_without_a_terminal_it_says_what_it_would_do() {
    Finished up = cofferdam.up();
    assertThat(up.exit()).isEqualTo(1);
    assertThat(up.out()).contains("No engine answers at unix:///var/run/docker.sock");
    assertThat(up.err())
        .contains("With --yes, this would")
        .contains("start a private engine in " + cofferdam.state().resolve("engine"));
    assertThat(cofferdam.state().resolve("engine")).doesNotExist();
    assertThat(cofferdam.socket()).doesNotExist();
  }

  @Test
  void up_starts_an_engine_and_down_leaves_nothing_of_it() throws IOException {
    prepareRuntime();
    String others = site.engine().docker().orFail("info", "--format={{.DockerRootDir}}");
    HostTraces before = HostTraces.now(host.launcher());
    assertThat(cofferdam.up("--yes").orFail())
        .contains("No engine answers at unix:///var/run/docker.sock")
        .contains("Started a private engine in " + cofferdam.state().resolve("engine"))
        .contains("export DOCKER_HOST=unix://" + cofferdam.socket());
    String cgroup = cgroup();
    Docker docker = cofferdam.docker();
    assertThat(docker.orFail("info", "--format={{.DockerRootDir}}"))
        .isEqualTo(cofferdam.state().resolve("engine/data").toString());
    assertThat(docker.orFail("images", "--quiet")).isEmpty();

    Image.load(docker, Image.archive(site.newDirectory("image")), "foobar:latest");
    String id =
        docker.orFail("run", "-d", "--network", "none", "foobar", "sh", "-c", Containers.SERVICE);
    assertThat(docker.orFail("ps", "--quiet", "--no-trunc")).isEqualTo(id);
    assertThat(site.engine().exists(id)).isFalse();

    assertThat(cofferdam.up("--yes").orFail()).contains("runs already");
    assertThat(cofferdam.here("down").orFail()).contains("The private engine ended");
    requireNothingLeft(before, cgroup);
    assertThat(site.engine().docker().orFail("info", "--format={{.DockerRootDir}}"))
        .isEqualTo(others);

    assertThat(cofferdam.up("--yes").orFail()).contains("Started a private engine");
    assertThat(docker.orFail("ps", "--all", "--quiet", "--no-trunc")).isEqualTo(id);
    cofferdam.here("down").orFail();
    requireNothingLeft(before, cgroup);
  }

  /** This machine may not have every capability; an engine has to be told so. */
  private void prepareRuntime() throws IOException {
    List<String> missing = Capabilities.missing();
    if (!missing.isEmpty()) {
      Path home = Files.createDirectories(cofferdam.state().resolve("engine"));
      Path runtime = Capabilities.runtimeWithout(missing, home);
      Files.writeString(
          home.resolve("daemon.json"),
          "{\"default-runtime\":\"here\",\"runtimes\":{\"here\":{\"path\":\"" + runtime + "\"}}}");
    }
  }

  /** Where the engine keeps its containers, on a host without systemd; else empty. */
  private String cgroup() {
    String processes = String.join("\n", Leftovers.below(cofferdam.state()));
    assertThat(processes).contains("dockerd").contains("dev.cofferdam.gateway.Daemon");
    Matcher option = CGROUP.matcher(processes);
    return option.find() ? option.group(1) : "";
  }

  private void requireNothingLeft(HostTraces before, String cgroup) {
    Await.until(
        () -> "no process is left: " + Leftovers.below(cofferdam.state()),
        Duration.ofSeconds(60),
        () -> Leftovers.below(cofferdam.state()).isEmpty());
    assertThat(HostTraces.now(host.launcher())).isEqualTo(before);
    assertThat(cgroup.isEmpty() ? List.of() : Leftovers.cgroupsNamed(cgroup)).isEmpty();
    assertThat(cofferdam.socket()).doesNotExist();
    assertThat(cofferdam.state().resolve("engine/docker.sock")).doesNotExist();
  }
}
