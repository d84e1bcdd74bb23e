package dev.cofferdam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cofferdam down}: ends the gateway, and the private engine if it has one. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Ends the gateway once its streams have drained, and the private engine that `up` started for"
          + " it. No other engine is touched, and no container of one."
    })
final class DownCommand implements Callable<Integer> {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private StateOption state = new StateOption();

  @Option(names = "--keep-engine", description = "Let a private engine and its containers run on.")
  private boolean keepEngine;

  @Override
  public Integer call() throws IOException, CommandFailure, InterruptedException {
    Superuser.require("down");
    StateDirectory directory = state.directory();
    PrintWriter out = spec.commandLine().getOut();
    if (!Files.isDirectory(directory.path())) {
      out.println("Cofferdam does not run: there is no " + directory.path() + ".");
      return ExitCode.OK;
    }
    try (StateDirectory.Lock _ = directory.lock()) {
      endGateway(directory, out);
      PrivateEngine engine = new PrivateEngine(directory.engine());
      if (engine.exists() && !keepEngine) {
        boolean ran = engine.running().isPresent();
        engine.stop();
        if (ran) {
          out.println(
              "The private engine ended. Its images and containers stay in "
                  + directory.engine()
                  + ".");
        }
      }
    }
    return ExitCode.OK;
  }

  private static void endGateway(StateDirectory directory, PrintWriter out)
      throws IOException, CommandFailure, InterruptedException {
    DaemonProcess daemon = new DaemonProcess(directory);
    Optional<ProcessId> running = daemon.running();
    if (running.isEmpty()) {
      out.println("Cofferdam does not run on " + directory.path() + ".");
    } else {
      running.get().terminate();
      if (!running.get().awaitEnd(DRAIN)) {
        throw new CommandFailure(
            "The gateway (pid %d) is still draining after %d s: %s. It ends when these do; run this again, or end it by hand."
                .formatted(running.get().pid(), DRAIN.toSeconds(), open(daemon)));
      }
      out.println("Cofferdam ended (pid " + running.get().pid() + ").");
    }
    daemon.removeLeftovers();
    for (String line : daemon.settings().lines().toList()) {
      if (line.startsWith("--socket ")) {
        ClientSocket.removeAbandoned(Path.of(line.substring("--socket ".length())));
      }
    }
  }

  private static String open(DaemonProcess daemon) {
    try {
      GatewayStatus.Sessions open = daemon.status().sessions();
      return "%d requests and %d streams are open".formatted(open.requests(), open.streams());
    } catch (IOException e) {
      return "it does not say what is open";
    }
  }
}
