package dev.cofferdam.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a user namespace costs a container: {@code docker run} on the container runtime against the
 * same on the runtime below it, in turn; the runtime's own part of {@code create}; and its front,
 * which every other command goes through.
 */
final class UserNamespaceBench {
  private static final String BUNDLES = "exec/containerd/daemon/io.containerd.runtime.v2.task/moby";
  private static final int FRONT_CALLS = 200;

  private final Effort effort;
  private final Services services;

  UserNamespaceBench(Effort effort, Services services) {
    this.effort = effort;
    this.services = services;
  }

  void run() throws IOException, InterruptedException {
    Path crun = Path.of("/usr/bin/crun");
    List<String> real = Files.isExecutable(crun) ? List.of("crun", "runc") : List.of("runc");
    List<String> options = new ArrayList<>();
    for (String name : real) {
      options.add("--add-runtime=alone-" + name + "=" + which(name));
      options.add("--add-runtime=cofferdam-" + name + "=" + front(name, which(name)));
    }
    try (Service _ = services.engine(options.toArray(String[]::new))) {
      new Images(services.directory(), services.socket("engine")).foobar();
      System.out.printf("%n### A container in a user namespace, ms%n%n");
      System.out.println("| what | alone | in a user namespace | ratio |");
      System.out.println("|---|--:|--:|--:|");
      for (String name : real) {
        if (exit(docker("alone-" + name)) == 0) {
          containers(name);
        } else {
          // crun takes no hybrid control groups.
          System.out.println("| " + name + " does not start containers on this machine | | | |");
        }
      }
      ownPart();
    }
  }

  private void containers(String name) throws IOException, InterruptedException {
    List<Double> alone = new ArrayList<>();
    List<Double> contained = new ArrayList<>();
    for (int i = 0; i < rounds(); i++) {
      alone.add(millis(docker("alone-" + name)));
      contained.add(millis(docker("cofferdam-" + name)));
    }
    System.out.printf(
        Locale.ROOT,
        "| `docker run --rm --network none` on %s, median of %d | %.0f | %.0f | %.2f |%n",
        name,
        rounds(),
        median(alone),
        median(contained),
        median(contained) / median(alone));
  }

  /** With {@code true} in the place of the real runtime, on the bundle of a container that runs. */
  private void ownPart() throws IOException, InterruptedException {
    String id;
    try (Api api = new Api(services.socket("engine"))) {
      id =
          api.post(
              "/containers/create",
              "{\"Image\":\"foobar\",\"Cmd\":[\"sleep\",\"1000\"],"
                  + "\"HostConfig\":{\"NetworkMode\":\"none\",\"Runtime\":\"alone-runc\"}}",
              201);
      api.post("/containers/" + id + "/start", "", 204);
      Path given = services.directory().resolve(BUNDLES).resolve(id).resolve("config.json");
      Path bundle = Files.createDirectories(services.directory().resolve("bundle"));
      String front = front("true", "/bin/true").toString();
      List<Double> create = new ArrayList<>();
      for (int i = 0; i < 2 * rounds(); i++) {
        Files.copy(given, bundle.resolve("config.json"), StandardCopyOption.REPLACE_EXISTING);
        create.add(millis(List.of(front, "create", "--bundle", bundle.toString(), id)));
      }
      List<Double> alone = new ArrayList<>();
      List<Double> passed = new ArrayList<>();
      for (int i = 0; i < FRONT_CALLS; i++) {
        alone.add(millis(List.of("/bin/true", "--root", "/r", "state", id)));
        passed.add(millis(List.of(front, "--root", "/r", "state", id)));
      }
      System.out.printf(
          Locale.ROOT,
          "%n| the runtime's own part of `create`, median | any other command by the front |%n"
              + "|--:|--:|%n| %.1f | %.2f more than without |%n",
          median(create),
          median(passed) - median(alone));
      api.post("/containers/" + id + "/kill", "", 204);
      api.post("/containers/" + id + "/wait", "", 200);
    }
  }

  private int rounds() {
    return effort.equals(Effort.QUICK) ? 7 : 31;
  }

  private List<String> docker(String runtime) {
    return List.of(
        "docker",
        "-H",
        "unix://" + services.socket("engine"),
        "run",
        "--rm",
        "--network",
        "none",
        "--runtime",
        runtime,
        "foobar",
        "sh",
        "-c",
        ":");
  }

  /** The front script with its settings, as an installation has it. */
  private Path front(String name, String runtime) throws IOException {
    Path installation = Path.of(System.getProperty("cofferdam.bench.installation", ""));
    Path state = services.directory().resolve("state");
    String text =
        Files.readString(installation.resolve("cofferdam-runtime"))
            .replace("\nstate=/var/lib/cofferdam\n", "\nstate='" + state + "'\n")
            .replace("\nruntime=\n", "\nruntime='" + runtime + "'\n")
            .replace("\nlib=\n", "\nlib='" + installation.resolve("lib") + "'\n");
    Path file = Files.writeString(services.directory().resolve("front-" + name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String which(String program) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("which", program).start();
    String found =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(program + " is needed: apt-get install " + program);
    }
    return found;
  }

  private static int exit(List<String> command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static double millis(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    if (exit(command) != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(List<Double> rounds) {
    return Measured.median(rounds, Double::doubleValue);
  }
}
