package dev.cofferdam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cofferdam status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Tells what the gateway guards, with which policy, what is open, where records go, and"
            + " every way around it that it finds.")
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private StateOption state = new StateOption();

  @Option(names = "--json", description = "As the admin API gives it.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    DaemonProcess daemon = new DaemonProcess(state.directory());
    if (Files.isDirectory(state.directory().path())
        && !Files.isReadable(state.directory().path())) {
      throw new java.nio.file.AccessDeniedException(state.directory().path().toString());
    }
    if (daemon.running().isEmpty()) {
      if (json) {
        out.println("{\"running\":false}");
      } else {
        out.println("Cofferdam does not run on " + state.directory().path() + ".");
      }
      return ExitCode.NOT_RUNNING;
    }
    if (json) {
      out.println(daemon.statusJson().strip());
    } else {
      StatusText.of(daemon.status()).forEach(out::println);
    }
    return ExitCode.OK;
  }
}
