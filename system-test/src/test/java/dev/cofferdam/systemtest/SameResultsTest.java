package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that others wrote do a day's work, at an engine and at a gateway in front of another one:
 * every step has to come to the same.
 */
@OnSite
@Timeout(400)
class SameResultsTest {
  private static final Path RESOURCES =
      Policies.repository().resolve("system-test/src/test/resources");

  private final Twins twins;

  SameResultsTest(Site site) {
    this.twins = site.twins();
  }

  @ParameterizedTest
  @MethodSource("dev.cofferdam.systemtest.Docker#clients")
  void of_the_docker_client(Path client) {
    compare(90, List.of("sh", script("docker-day.sh"), client.toString()));
  }

  @Test
  void of_docker_compose() {
    require("docker-compose", "docker-compose", "version");
    compare(25, List.of("sh", script("compose-day.sh"), RESOURCES.toString()));
  }

  @Test
  void of_docker_py() {
    require("python3-docker", "/usr/bin/python3", "-c", "import docker");
    compare(80, List.of("/usr/bin/python3", script("docker_py_day.py")));
  }

  @Test
  void of_docker_java() {
    compare(
        60,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            DockerJavaDay.class.getName()));
  }

  private static String script(String name) {
    return RESOURCES.resolve(name).toString();
  }

  private static void require(String debianPackage, String... program) {
    assertThat(
            Command.of("which", program[0]).run().succeeded()
                && Command.of(program).run().succeeded())
        .as("%s is there: apt-get install %s", program[0], debianPackage)
        .isTrue();
  }

  /**
   * @param least number of steps, so that a day that ended early is seen
   */
  private void compare(int least, List<String> program) {
    List<Transcript.Step> direct = twins.directly(program).steps();
    List<Transcript.Step> guarded = twins.throughTheGateway(program).steps();
    SoftAssertions.assertSoftly(softly -> {
      for (int i = 0; i < Math.min(direct.size(), guarded.size()); i++) {
        softly.assertThat(guarded.get(i)).isEqualTo(direct.get(i));
      }
      softly.assertThat(guarded).hasSameSizeAs(direct);
      softly.assertThat(direct).hasSizeGreaterThan(least);
    });
  }
}
