package dev.cofferdam.cli;

import dev.cofferdam.audit.SinkSpec;
import dev.cofferdam.linux.Kernel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cofferdam up}: puts the gateway in front of an engine. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Guards an engine: finds it (or installs and starts one), starts the gateway in front of it,"
          + " and prints what to export."
    })
final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--engine",
      paramLabel = "URL",
      description = "The engine to guard; else unix:///var/run/docker.sock, or a private one.")
  private Optional<String> engine = Optional.empty();

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "Where clients connect. Default: ${DEFAULT-VALUE}")
  private Path socket = Path.of(UpSettings.DEFAULT_SOCKET);

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Who may do what. Default: policy.yaml in the state directory.")
  private Optional<Path> policy = Optional.empty();

  @Mixin private StateOption state = new StateOption();

  @Option(
      names = "--audit",
      paramLabel = "SINK",
      description = "Where records go; may be repeated (docs/audit.md). Default: a file.")
  private List<String> sinks = new ArrayList<>();

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "Whose members may connect. Default: cofferdam, if there is such a group.")
  private Optional<String> group = Optional.empty();

  @Option(names = "--yes", description = "Install and start an engine without asking.")
  private boolean yes;

  @Option(
      names = "--no-self-filter",
      description =
          "Start a gateway that may make every system call, where the kernel does not take the"
              + " filter that it puts itself under.")
  private boolean noSelfFilter;

  @Option(names = "--foreground", description = "Become the gateway instead of starting it.")
  private boolean foreground;

  @Override
  public Integer call() throws IOException, CommandFailure, InterruptedException {
    Optional<EngineAddress> named = named();
    checkSinks();
    Superuser.require("up");
    StateDirectory directory = state.directory();
    directory.create();
    DaemonProcess daemon = new DaemonProcess(directory);
    DaemonProgram program = DaemonProgram.ofThisProcess();
    UpSettings settings;
    try (StateDirectory.Lock _ = directory.lock()) {
      Optional<ProcessId> running = daemon.running();
      if (running.isPresent()) {
        return alreadyRunning(daemon, running.get(), directory, named);
      }
      ClientSocket.requireFree(socket);
      EngineChoice choice = choice(directory);
      settings = settings(directory, named, choice);
      if (!foreground) {
        report(daemon.start(settings, program), age().minus(choice.waited()));
        return ExitCode.OK;
      }
      daemon.prepare(settings);
      daemon.register(ProcessHandle.current().pid());
    }
    spec.commandLine().getOut().flush();
    throw program.become(Kernel.real(), settings, System.getenv());
  }

  private UpSettings settings(
      StateDirectory directory, Optional<EngineAddress> named, EngineChoice choice)
      throws IOException, CommandFailure, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    FirstPolicy.Chosen chosen = FirstPolicy.choose(policy, directory);
    if (chosen.written()) {
      out.println("Wrote a first policy, in which only root may do anything: " + chosen.file());
    }
    UpSettings settings = settings(directory, choice.choose(named), chosen.file());
    out.flush();
    return settings;
  }

  private void report(GatewayStatus status, Duration took) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Cofferdam guards " + status.engine().address() + ", ready in " + took.toMillis() + " ms.");
    out.println("Policy: " + StatusText.policy(status.policy()));
    out.println("Hazards: " + StatusText.hazardCount(status.hazards().size()) + ".");
    out.println();
    out.println("  export DOCKER_HOST=unix://" + status.socket());
  }

  /** The same settings are what was asked for; others would silently not be in force. */
  private Integer alreadyRunning(
      DaemonProcess daemon,
      ProcessId running,
      StateDirectory directory,
      Optional<EngineAddress> named)
      throws IOException, CommandFailure, InterruptedException {
    String inForce = daemon.settings();
    UpSettings asked =
        settings(
            directory,
            named.orElseGet(() -> engineOf(inForce)),
            policy.orElse(directory.policy()).toAbsolutePath().normalize());
    if (foreground || !asked.text().equals(inForce)) {
      throw new CommandFailure(
          "A gateway with other settings runs already on %s (pid %d):%n%s%nEnd it first: cofferdam down --state %s"
              .formatted(
                  directory.path(),
                  running.pid(),
                  inForce.strip().indent(2).stripTrailing(),
                  directory.path()));
    }
    if (asked.engine().equals(new PrivateEngine(directory.engine()).address())) {
      // It may have died meanwhile; the gateway finds it again by itself.
      EngineAddress _ = choice(directory).choose(Optional.empty());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("Cofferdam runs already (pid " + running.pid() + ").");
    out.println();
    out.println("  export DOCKER_HOST=unix://" + asked.socket());
    return ExitCode.OK;
  }

  private EngineChoice choice(StateDirectory directory) {
    return new EngineChoice(directory, EngineChoice.consent(yes), spec.commandLine().getOut());
  }

  private static EngineAddress engineOf(String settings) {
    return settings
        .lines()
        .filter(line -> line.startsWith("--engine "))
        .findFirst()
        .map(line -> EngineAddress.parse(line.substring("--engine ".length())))
        .orElse(EngineAddress.DEFAULT);
  }

  private UpSettings settings(StateDirectory directory, EngineAddress guarded, Path file)
      throws CommandFailure {
    UpSettings settings =
        new UpSettings(guarded, socket, file, directory, sinks, group, !noSelfFilter);
    if (settings.socket().equals(guarded.socket())) {
      throw new CommandFailure(
          "--engine and --socket are the same socket, "
              + socket
              + ": clients connect to another one than the engine's.");
    }
    return settings;
  }

  private Optional<EngineAddress> named() {
    try {
      return engine.map(EngineAddress::parse);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--engine: " + e.getMessage(), e);
    }
  }

  /** So that what is printed is what the person has waited, Java's own start included. */
  private static Duration age() throws IOException {
    Optional<ProcessId> self = ProcessId.running(ProcessHandle.current().pid());
    return self.isPresent() ? self.get().age() : Duration.ZERO;
  }

  /** A mistake in one is the command line's, and not the daemon's, to tell. */
  private void checkSinks() {
    for (String sink : sinks) {
      try {
        SinkSpec _ = SinkSpec.parse(sink);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--audit: " + e.getMessage(), e);
      }
    }
  }
}
