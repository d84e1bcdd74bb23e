package dev.cofferdam.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What root in a container reaches beyond it, who has every capability, no filter of system calls
 * and what the host shows of itself: much without a user namespace, and nothing in one.
 */
@OnSite
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EscapeTest {
  private static final String IMAGE = "reach";
  private static final String SECRET = "for no eyes but the owner";
  private static final String NOT_PERMITTED = "Operation not permitted";
  private static final String DENIED = "Permission denied";

  /**
   * One way out.
   *
   * @param options of docker run, blanks between them
   * @param script what root does; {@code PID} is a process of the host, {@code NEIGHBOUR} one of
   *     another container
   * @param success what the script prints where it works
   * @param refusal what it prints in a user namespace
   */
  record Way(String name, String options, String script, String success, String refusal) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Way> WAYS =
      List.of(
          new Way(
              "a file of the host is read", "-v HOME:/host", "cat /host/secret", SECRET, DENIED),
          new Way(
              "a file of the host is written",
              "-v HOME:/host",
              "touch /host/secret && echo written",
              "written",
              DENIED),
          new Way(
              "a file of the host changes hands",
              "-v HOME:/host",
              "chown 0 /host/secret && echo changed",
              "changed",
              NOT_PERMITTED),
          new Way(
              "a program of the host gets the bit that makes its caller root",
              "-v HOME:/host",
              "chmod u+s /host/program && echo set",
              "set",
              NOT_PERMITTED),
          new Way(
              "the environment of a process of the host is read",
              "-v /proc:/hostproc",
              "cat /hostproc/PID/environ",
              SECRET,
              DENIED),
          new Way(
              "the host's root is entered through a process",
              "-v /proc:/hostproc",
              "cat /hostproc/PID/rootHOME/secret",
              SECRET,
              DENIED),
          new Way(
              "the memory of a process of the host is opened",
              "-v /proc:/hostproc",
              "exec 3</hostproc/PID/mem && echo opened",
              "opened",
              DENIED),
          new Way(
              "another container is entered through a process",
              "-v /proc:/hostproc",
              "cat /hostproc/NEIGHBOUR/root/secret",
              SECRET,
              DENIED),
          new Way(
              "the mounts of the host are joined",
              "-v /proc:/hostproc",
              "nsenter --mount=/hostproc/PID/ns/mnt cat HOME/secret",
              SECRET,
              DENIED),
          new Way(
              "the mounts of another container are joined",
              "-v /proc:/hostproc",
              "nsenter --mount=/hostproc/NEIGHBOUR/ns/mnt cat /secret",
              SECRET,
              DENIED),
          new Way("a device is made", "", "mknod /disk b 7 0 && echo made", "made", NOT_PERMITTED),
          new Way(
              "a disk of the host is opened",
              "-v /dev:/hostdev --device-cgroup-rule=b_7:0_rmw",
              "exec 3</hostdev/loop0 && echo opened",
              "opened",
              DENIED),
          new Way(
              "what the kernel shows its debuggers is mounted",
              "",
              "mount -t debugfs none /tmp && echo mounted",
              "mounted",
              "permission denied (are you root?)"),
          new Way(
              "a setting of the kernel is written",
              "--security-opt=systempaths=unconfined",
              "cd /proc/sys/kernel; cat panic_on_oops > panic_on_oops && echo written",
              "written",
              DENIED),
          new Way(
              "the host's network is set up",
              "--network=host",
              "ip link set lo mtu 65536 && echo up",
              "up",
              NOT_PERMITTED),
          new Way(
              "the host is given a name",
              "--uts=host",
              "hostname \"$(hostname)\" && echo named",
              "named",
              NOT_PERMITTED),
          new Way(
              "the host's clock is set up",
              "",
              "adjtimex -t 10000 && echo set",
              "set",
              NOT_PERMITTED));

  private final ContainedEngine contained;
  private final Path home;
  private final List<Process> processes = new ArrayList<>();

  EscapeTest(Site site) {
    this.contained = site.contained();
    this.home = site.newDirectory("host");
  }

  @BeforeAll
  void prepare() throws IOException {
    Path secret = Files.writeString(home.resolve("secret"), SECRET);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Files.copy(Path.of("/bin/busybox"), home.resolve("program"));
    ProcessBuilder process = new ProcessBuilder("sleep", "600");
    process.environment().put("TOKEN", SECRET);
    processes.add(process.start());

    Path source = Policies.repository().resolve("system-test/src/test/c/reach.c");
    Path program = home.resolve("reach");
    Command.of("gcc", "-O1", "-static", "-o", program.toString(), source.toString()).orFail();
    docker().orFail("create", "--name=image", "foobar");
    docker().orFail("cp", program.toString(), "image:/bin/reach");
    docker().orFail("commit", "image", IMAGE);
    docker().orFail("rm", "image");
  }

  @AfterEach
  void clear() {
    contained.engine().removeAllContainers();
  }

  @AfterAll
  void stop() {
    processes.forEach(Process::destroyForcibly);
    docker().orFail("rmi", IMAGE);
  }

  private Docker docker() {
    return contained.docker();
  }

  private Finished root(String runtime, String options, String script) {
    List<String> line = new ArrayList<>(List.of("run", "--rm", "--runtime=" + runtime));
    line.addAll(List.of("--cap-add=ALL", "--security-opt=seccomp=unconfined"));
    Capabilities.missing().forEach(missing -> line.add("--cap-drop=" + missing));
    if (!options.contains("--network")) {
      line.add("--network=none");
    }
    Stream.of(options.split(" ", -1))
        .filter(option -> !option.isEmpty())
        .map(option -> option.replace("HOME", home.toString()).replace('_', ' '))
        .forEach(line::add);
    line.addAll(List.of(IMAGE, "sh", "-c", script + " 2>&1"));
    return docker().run(line.toArray(String[]::new));
  }

  /** A container of somebody else, with a file of its root's. */
  private String neighbour(String runtime) {
    docker()
        .orFail(
            "run",
            "-d",
            "--name=neighbour",
            "--network=none",
            "--runtime=" + runtime,
            "foobar",
            "sh",
            "-c",
            "umask 077; echo '" + SECRET + "' > /secret; exec sleep 600");
    return docker().orFail("inspect", "--format={{.State.Pid}}", "neighbour");
  }

  @ParameterizedTest
  @FieldSource("WAYS")
  void a_way_out_is_closed_by_the_user_namespace(Way way) {
    Finished works = attempt(way, "runc-alone");
    assertThat(works.said()).as(works.toString()).contains(way.success());
    for (String real : List.of("runc", "crun")) {
      Finished refused = attempt(way, ContainedEngine.name(real));
      assertThat(refused.said())
          .as(refused.toString())
          .contains(way.refusal())
          .doesNotContain(way.success());
    }
  }

  private Finished attempt(Way way, String runtime) {
    String script =
        way.script()
            .replace("PID", Long.toString(processes.getFirst().pid()))
            .replace("HOME", home.toString());
    if (!script.contains("NEIGHBOUR")) {
      return root(runtime, way.options(), script);
    }
    Finished finished =
        root(runtime, way.options(), script.replace("NEIGHBOUR", neighbour(runtime)));
    docker().orFail("rm", "-f", "neighbour");
    return finished;
  }

  /** Keys are of a user of the host, and every container's root is the same one. */
  @ParameterizedTest
  @ValueSource(strings = {"runc", "crun"})
  void a_key_of_another_container_is_not_found(String real) {
    String plain = real + "-alone";
    root(plain, "", "reach key-add cofferdam-test sesame");
    assertThat(root(plain, "", "reach key-find cofferdam-test").out()).contains("sesame");

    String wrapped = ContainedEngine.name(real);
    assertThat(root(wrapped, "", "reach key-add cofferdam-test sesame").out()).contains("added");
    assertThat(root(wrapped, "", "reach key-find cofferdam-test").out())
        .contains("Required key not available");
  }

  /** Not every kernel has modules; none takes one from there. */
  @Test
  void no_module_is_loaded() {
    assertThat(root("runc-alone", "", "reach module").out())
        .containsAnyOf("Exec format error", "Function not implemented");
    assertThat(root(ContainedEngine.name("runc"), "", "reach module").out())
        .containsAnyOf(NOT_PERMITTED, "Function not implemented");
  }

  @Test
  void a_process_of_the_host_cannot_even_be_named() {
    String kill = "kill -0 " + processes.getFirst().pid() + " && echo reached";
    assertThat(root("runc-alone", "--pid=host", kill).said()).contains("reached");
    assertThat(root(ContainedEngine.name("runc"), "", kill).said()).contains("No such process");
    assertThat(root(ContainedEngine.name("runc"), "--pid=host", kill).said())
        .contains("pid namespace of the host");
  }
}
