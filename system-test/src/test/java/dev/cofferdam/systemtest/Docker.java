package dev.cofferdam.systemtest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An unmodified docker client, run by somebody, against a socket. */
final class Docker {
  private final Path program;
  private final Path socket;
  private final List<String> launcher;

  /**
   * @param launcher who runs it, see {@link As}
   */
  Docker(Path program, Path socket, List<String> launcher) {
    this.program = program;
    this.socket = socket;
    this.launcher = List.copyOf(launcher);
  }

  /**
   * The clients of this machine: Debian's, and a newer one where there is one. They speak different
   * versions of the API.
   */
  static List<Path> clients() {
    List<Path> clients = new ArrayList<>();
    for (String program : List.of("/usr/bin/docker", "/usr/local/bin/docker")) {
      if (Files.isExecutable(Path.of(program))) {
        clients.add(Path.of(program));
      }
    }
    if (clients.isEmpty()) {
      throw new IllegalStateException(
          "no docker client in /usr/bin or /usr/local/bin: apt-get install docker.io");
    }
    return clients;
  }

  /** The client alone, without {@code -H}, as a shell line needs it. */
  String line() {
    return program + " -H unix://" + socket;
  }

  Command command(String... arguments) {
    List<String> line = new ArrayList<>(List.of(program.toString(), "-H", "unix://" + socket));
    line.addAll(List.of(arguments));
    return Command.of(line).with("DOCKER_BUILDKIT", "0").behind(launcher);
  }

  Finished run(String... arguments) {
    return command(arguments).run();
  }

  /** What it printed; the test fails when the client does. */
  String orFail(String... arguments) {
    return command(arguments).orFail();
  }

  Running start(String... arguments) {
    return command(arguments).start();
  }

  /** The same client and person through {@code sudo}, the real one. */
  Docker throughSudo() {
    List<String> longer = new ArrayList<>(launcher);
    longer.addAll(List.of("sudo", "-n", "--"));
    return new Docker(program, socket, longer);
  }

  /** A shell line run by the same person on a terminal of its own, see script(1). */
  Running onTerminal(String shellLine) {
    return Command.of("script", "--quiet", "--return", "--command", shellLine, "/dev/null")
        .with("TERM", "dumb")
        .behind(launcher)
        .start();
  }
}
