package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script at the root of the repository, run in an installation that is made up of echoes. */
final class LauncherScriptTest {
  @TempDir private Path folder = Path.of("");

  private record Run(int code, String output) {}

  private Path home() {
    return folder.resolve("a home with spaces");
  }

  private Path script() {
    return home().resolve("cofferdam");
  }

  @BeforeEach
  void install() throws IOException {
    Files.createDirectories(home().resolve("lib"));
    Files.copy(Path.of("..", "cofferdam"), script(), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(home().resolve("lib/classpath"), "one.jar\ntwo.jar\n");
    Files.writeString(home().resolve("lib/cli.options"), "");
  }

  /** A Java home whose {@code java} prints its arguments, one per line. */
  private Path javaHome(String name, String version) throws IOException {
    Path java = folder.resolve(name).resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(
        folder.resolve(name).resolve("release"), "X=1\nJAVA_VERSION=\"" + version + "\"\n");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\"\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder.resolve(name);
  }

  private Run run(Map<String, String> environment, Path program, String... args)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", program.toString());
    builder.command().addAll(List.of(args));
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("COFFERDAM_JVM_DIR", folder.resolve("jvm").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  @Test
  void without_any_java_it_says_which_one_is_needed() throws Exception {
    Run run = run(Map.of("PATH", "", "JAVA_HOME", ""), script(), "status");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.output()).contains("no JDK 25 or newer was found in JAVA_HOME");
  }

  @Test
  void a_java_that_is_too_old_is_named() throws Exception {
    Path old = javaHome("jvm/java-17", "17.0.15");

    Run run = run(Map.of("PATH", "", "JAVA_HOME", ""), script(), "status");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.output()).contains("Found, but not usable:").contains(old + " is Java 17");
  }

  @Test
  void a_java_of_the_right_age_is_found_among_others() throws Exception {
    javaHome("jvm/java-17", "17.0.15");
    Path right = javaHome("jvm/java-26", "26-ea");

    assertThat(run(Map.of(), script(), "status").output()).startsWith(right + "/bin/java\n");
  }

  @Test
  void java_home_comes_first_unless_it_is_too_old() throws Exception {
    Path right = javaHome("jvm/java-25", "25.0.3");
    Path named = javaHome("my java", "25");
    Path old = javaHome("old java", "1.8.0_402");

    assertThat(run(Map.of("JAVA_HOME", named.toString()), script()).output())
        .startsWith(named + "/bin/java\n");
    assertThat(run(Map.of("JAVA_HOME", old.toString()), script()).output())
        .startsWith(right + "/bin/java\n");
  }

  @Test
  void java_is_found_on_the_path_through_links() throws Exception {
    Path right = javaHome("java of a link", "25");
    Path bin = Files.createDirectory(folder.resolve("bin dir"));
    Files.createSymbolicLink(bin.resolve("java"), right.resolve("bin/java"));

    assertThat(run(Map.of("PATH", bin + ":/usr/bin:/bin"), script()).output())
        .startsWith(right + "/bin/java\n");
  }

  @Test
  void through_a_link_and_with_spaces_everywhere_the_program_gets_what_was_typed()
      throws Exception {
    javaHome("jvm/java-25", "25");
    Path link = folder.resolve("a link");
    Files.createSymbolicLink(link, script());

    Run run = run(Map.of(), link, "policy", "check", "my file", "");

    Path lib = home().toRealPath().resolve("lib");
    assertThat(run.code()).isZero();
    assertThat(run.output())
        .contains("\n@" + lib + "/cli.options\n")
        .contains("\n-cp\n" + lib + "/one.jar:" + lib + "/two.jar\n")
        .endsWith("\ndev.cofferdam.cli.Cofferdam\npolicy\ncheck\nmy file\n\n");
  }

  @Test
  void sources_without_maven_name_what_to_install() throws Exception {
    Path java = javaHome("jvm/java-25", "25");
    Files.copy(
        java.resolve("bin/java"), java.resolve("bin/javac"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(home().resolve("pom.xml"), "<project/>");

    Run run = run(Map.of("PATH", folder.toString()), script(), "status");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.output()).contains("apt-get install maven");
  }

  /** A client that prints the engine's address and its arguments, one per line. */
  private Path client() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("client"));
    Path docker = bin.resolve("docker");
    Files.writeString(
        docker, "#!/bin/sh\nprintf '%s\\n' \"${DOCKER_HOST:-none}\" \"$@\"\nexit 7\n");
    Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }

  private static Map<String, String> path(Path bin) {
    return Map.of("PATH", bin + ":/usr/bin:/bin");
  }

  @Test
  void docker_is_the_client_at_the_gateway_and_ends_as_it_does() throws Exception {
    Run run = run(path(client()), script(), "docker", "ps", "my filter", "", "*");

    assertThat(run.code()).isEqualTo(7);
    assertThat(run.output()).isEqualTo("unix:///run/cofferdam/docker.sock\nps\nmy filter\n\n*\n");
  }

  @Test
  void docker_asks_another_gateway_where_one_is_named() throws Exception {
    Path bin = client();
    Map<String, String> host = Map.of("PATH", bin + ":/bin", "DOCKER_HOST", "unix:///x");
    Map<String, String> context = Map.of("PATH", bin + ":/bin", "DOCKER_CONTEXT", "x");

    assertThat(run(host, script(), "docker", "ps").output()).startsWith("unix:///x\n");
    assertThat(run(context, script(), "docker", "ps").output()).startsWith("none\n");
  }

  @Test
  void without_a_client_docker_names_what_to_install() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    Run run = run(Map.of("PATH", empty.toString()), script(), "docker", "ps");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.output()).contains("docker is not on the PATH").contains("docker.io");
  }

  /** What is typed, and what the client gets; nothing stands for the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run --security-opt seccomp:allow:bpf x      | run --security-opt seccomp.allow=bpf x
          run --security-opt=seccomp:deny:a,b x       | run --security-opt=seccomp.deny=a,b x
          create --security-opt seccomp:base:none x   | create --security-opt seccomp.base=none x
          container run --security-opt seccomp:deny:all x | container run --security-opt seccomp.deny=all x
          -H unix:///y run -it --rm -e A=b --name run --security-opt seccomp:allow:kcmp x | -H unix:///y run -it --rm -e A=b --name run --security-opt seccomp.allow=kcmp x
          run -itv /a:/b -m5m --privileged --security-opt seccomp:allow:kcmp x | run -itv /a:/b -m5m --privileged --security-opt seccomp.allow=kcmp x
          run --security-opt seccomp.allow=bpf x      |
          run --security-opt seccomp:unconfined x     |
          run --security-opt seccomp:/my/file x       |
          run --security-opt label:disable x          |
          run x --security-opt seccomp:allow:bpf      |
          run -- x --security-opt seccomp:allow:bpf   |
          run -e --security-opt seccomp:allow:bpf     |
          run -ite --security-opt seccomp:allow:bpf   |
          run --env --security-opt seccomp:allow:bpf  |
          build --security-opt seccomp:allow:bpf .    |
          exec run --security-opt seccomp:allow:bpf   |
          """)
  void only_options_for_seccomp_are_written_as_the_client_passes_them_on(
      String typed, String passedOn) throws Exception {
    List<String> words = new ArrayList<>(List.of("docker"));
    words.addAll(List.of(typed.split(" ")));

    Run run = run(path(client()), script(), words.toArray(String[]::new));

    assertThat(run.output().lines().skip(1))
        .containsExactly((passedOn == null ? typed : passedOn).split(" "));
  }
}
