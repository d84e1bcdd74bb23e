package dev.cofferdam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts what is compared. Each process has its own socket and files below one directory.
 *
 * @param directory of one part
 * @param gateway the command that starts a gateway, without its arguments
 * @param policy text of the policy, of which each gateway gets a copy with the caller bound
 * @param caller who runs the bench, as the gateway names him
 */
record Services(Path directory, List<String> gateway, String policy, String caller) {
  Services {
    gateway = List.copyOf(gateway);
  }

  /** The same in a directory of its own: parts share nothing. */
  Services in(Path other) {
    return new Services(other, gateway, policy, caller);
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  Path socket(String name) {
    return file(name + ".sock");
  }

  /** Debian's nginx in the engine's place: it answers at once, and always the same. */
  Service stub() throws IOException, InterruptedException {
    StubEngine.write(directory);
    return start("stub", List.of("nginx", "-p", directory.toString(), "-c", "stub.conf"));
  }

  /**
   * A private engine: own data, own sockets, no network.
   *
   * @param more options
   */
  Service engine(String... more) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "dockerd",
                "--data-root",
                file("data").toString(),
                "--exec-root",
                file("exec").toString(),
                "--pidfile",
                file("engine.pid").toString(),
                "--host",
                "unix://" + socket("engine"),
                "--bridge",
                "none",
                "--iptables=false"));
    command.addAll(List.of(more));
    return start("engine", command);
  }

  /** HAProxy as a plain HTTP proxy in front of {@code engine}; all threads that it wants. */
  Service haproxy(String name, Path engine) throws IOException, InterruptedException {
    String config =
        """
        global
          maxconn 4096
        defaults
          mode http
          option http-keep-alive
          http-reuse always
          timeout connect 5s
          timeout client 1h
          timeout server 1h
          timeout tunnel 1h
        frontend clients
          bind unix@%s
          default_backend engine
        backend engine
          server engine unix@%s
        """
            .formatted(socket(name), engine);
    Path file = Files.writeString(file(name + ".cfg"), config);
    return start(name, List.of("haproxy", "-db", "-q", "-f", file.toString()));
  }

  /**
   * The gateway, with one more user in the roles of one of the three administrators.
   *
   * @param as whose roles the caller gets
   */
  Service gateway(String name, Path engine, String as) throws IOException, InterruptedException {
    String mine = "\"user:%s\"".formatted(as);
    if (!policy.contains(mine)) {
      throw new IOException("the policy binds no " + mine);
    }
    String bound = policy.replace(mine, mine + ", \"user:" + caller + "\"");
    Path file = Files.writeString(file(name + ".yaml"), bound);
    List<String> command = new ArrayList<>(gateway);
    command.addAll(
        List.of(
            "--engine",
            "unix://" + engine,
            "--socket",
            socket(name).toString(),
            "--policy",
            file.toString(),
            "--state",
            file(name + "-state").toString()));
    return start(name, command);
  }

  private Service start(String name, List<String> command)
      throws IOException, InterruptedException {
    return Service.start(name, socket(name), file(name + ".log"), command);
  }
}
