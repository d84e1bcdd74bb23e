package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An engine that belongs to one gateway alone: its data, sockets and log are below the state
 * directory, and nothing else is stopped by {@code down} than what is recorded there as ours.
 */
final class PrivateEngine {
  private static final Duration READY = Duration.ofSeconds(30);

  /** An engine gives its containers 10 s to stop, and itself 15 s. */
  private static final Duration END = Duration.ofSeconds(40);

  private static final Duration POLL = Duration.ofMillis(20);

  /** {@code sun_path} in unix(7) has 108 bytes, with the end mark. */
  private static final int LONGEST_SOCKET = 107;

  private final Path home;

  PrivateEngine(Path home) {
    this.home = home;
  }

  EngineAddress address() {
    return new EngineAddress(home.resolve("docker.sock"));
  }

  Path log() {
    return home.resolve("log");
  }

  /** Whether there ever was one here: its images and containers are then still there. */
  boolean exists() {
    return Files.isDirectory(home.resolve("data"));
  }

  Optional<ProcessId> running() {
    return ProcessId.read(ours()).filter(ProcessId::alive);
  }

  /** The bridge that it made for itself, if any. */
  EngineNetwork network() throws IOException {
    return EngineNetwork.recorded(home.resolve("network"));
  }

  /** Starts it and waits until it answers. */
  void start() throws IOException, CommandFailure, InterruptedException {
    Path longest = home.resolve("exec/containerd/containerd-debug.sock");
    if (longest.toString().length() > LONGEST_SOCKET) {
      throw new CommandFailure(
          "The path of the state directory is too long for an engine's sockets ("
              + longest
              + "): choose a shorter --state.");
    }
    Files.createDirectories(home.resolve("data"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    Files.deleteIfExists(home.resolve("docker.pid"));
    forgetDeadContainerd();
    configure();
    EngineNetwork network = EngineNetwork.choose(home.resolve("network"));
    network.record(home.resolve("network"));
    Process process =
        Background.start(command(network), Map.of("PATH", DebianPackages.SEARCH_PATH), log());
    Optional<ProcessId> id = ProcessId.running(process.pid());
    if (id.isPresent()) {
      id.get().write(ours());
    }
    awaitReady(process);
    Files.setPosixFilePermissions(address().socket(), PosixFilePermissions.fromString("rw-------"));
  }

  /**
   * Never the host's /etc/docker/daemon.json: that may name sockets and folders of another engine.
   */
  private void configure() throws IOException, CommandFailure {
    Path file = home.resolve("daemon.json");
    if (!Files.exists(file)) {
      Files.writeString(file, "{}\n");
    }
    Optional<RuntimeFront> front = RuntimeFront.ofThisProcess();
    if (front.isPresent()) {
      Path program = front.get().write(home.resolveSibling("."), "");
      EngineConfiguration.at(file).register(RuntimeFront.NAME, program, false);
    }
  }

  /** Stops it, if it runs, and takes away what an engine leaves behind. */
  void stop() throws IOException, CommandFailure, InterruptedException {
    Optional<ProcessId> earlier = ProcessId.read(ours());
    if (earlier.isPresent() && earlier.get().diedInThisBoot()) {
      // Its containerd and its containers run on without it. Only an engine can end these properly.
      start();
    }
    Optional<ProcessId> engine = running();
    EngineNetwork network = network();
    List<String> interfaces = network.interfaces();
    if (engine.isPresent()) {
      interfaces = network.interfaces(address());
      engine.get().terminate();
      if (!engine.get().awaitEnd(END)) {
        throw new CommandFailure(
            "The private engine (pid %d) has not ended within %d s of SIGTERM and was left alone. Its log: %s"
                .formatted(engine.get().pid(), END.toSeconds(), log()));
      }
    }
    EngineRemains.clear(home);
    network.remove(interfaces);
    Files.deleteIfExists(address().socket());
    Files.deleteIfExists(home.resolve("docker.pid"));
    Files.deleteIfExists(home.resolve("network"));
    Files.deleteIfExists(ours());
  }

  /**
   * A name space of its own in containerd, because an engine uses the system's containerd where one
   * runs; and a control group of its own, where no systemd keeps these, so that it can be removed.
   */
  private List<String> command(EngineNetwork network) {
    List<String> command = new ArrayList<>();
    command.add("dockerd");
    command.addAll(List.of("--data-root", home.resolve("data").toString()));
    command.addAll(List.of("--exec-root", home.resolve("exec").toString()));
    command.addAll(List.of("--pidfile", home.resolve("docker.pid").toString()));
    command.addAll(List.of("--host", address().toString(), "--group", "root"));
    command.addAll(List.of("--config-file", home.resolve("daemon.json").toString()));
    command.addAll(
        List.of(
            "--containerd-namespace",
            EngineRemains.name(home),
            "--containerd-plugins-namespace",
            EngineRemains.name(home) + "-plugins"));
    if (!Files.exists(Path.of("/run/systemd/system"))) {
      command.addAll(
          List.of(
              "--exec-opt",
              "native.cgroupdriver=cgroupfs",
              "--cgroup-parent",
              "/" + EngineRemains.name(home)));
    }
    command.addAll(network.options());
    return command;
  }

  private void awaitReady(Process process) throws CommandFailure, InterruptedException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (address().ping() instanceof EngineAddress.Ping.Answered) {
        return;
      }
      Thread.sleep(POLL);
    }
    process.destroy();
    throw new CommandFailure(
        "The private engine did not start. The end of its log (%s):%n  %s"
            .formatted(log(), String.join("\n  ", StateDirectory.lastLines(log(), 10))));
  }

  /**
   * An engine waits for the containerd that this file names, also where that is a zombie which
   * nobody has waited for.
   */
  private void forgetDeadContainerd() throws IOException {
    Path file = home.resolve("exec/containerd/containerd.pid");
    if (Files.exists(file)) {
      String pid = Files.readString(file).strip();
      if (!pid.matches("[0-9]{1,9}") || ProcessId.running(Long.parseLong(pid)).isEmpty()) {
        Files.delete(file);
      }
    }
  }

  private Path ours() {
    return home.resolve("ours");
  }
}
