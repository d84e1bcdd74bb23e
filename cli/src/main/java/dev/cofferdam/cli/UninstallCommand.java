package dev.cofferdam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cofferdam uninstall}: takes the container runtime out of an engine's configuration. */
@Command(
    name = "uninstall",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Takes the container runtime `cofferdam` out of an engine's configuration: the file is what it"
          + " was before `cofferdam install`, and the engine reads it again."
    })
final class UninstallCommand implements Callable<Integer> {
  /** Every dockerd has it. */
  private static final String ENGINES_OWN = "runc";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private EngineConfigurationOptions engine = new EngineConfigurationOptions();

  @Mixin private StateOption state = new StateOption();

  @Override
  public Integer call() throws IOException, CommandFailure, InterruptedException {
    Superuser.require("uninstall");
    Path program = RuntimeFront.in(state.directory().path());
    EngineConfiguration configuration = engine.configuration();
    EngineReload reload = engine.reload();
    PrintWriter out = spec.commandLine().getOut();
    leaveDefault(configuration, reload);
    if (!configuration.unregister(RuntimeFront.NAME, program)) {
      out.println("The runtime `cofferdam` is not in " + configuration.file() + ".");
      return ExitCode.OK;
    }
    out.println("Took the runtime `cofferdam` out of " + configuration.file() + ".");
    switch (reload.until(RuntimeFront.NAME, false)) {
      case IN_FORCE -> out.println("The engine has it no longer.");
      case NOT_RUNNING -> out.println("The engine does not run.");
      case NOT_TAKEN ->
          // Where no runtime is left in the file, dockerd keeps what it had.
          out.println("The engine forgets it at its next start; its default is its own again.");
    }
    if (Files.exists(program)) {
      out.println(
          "Containers that were made with it need "
              + program
              + " until they are removed; they do not start again without the runtime.");
    }
    return ExitCode.OK;
  }

  /**
   * An engine keeps the default runtime that it has where its configuration names none, and dockerd
   * 20.10 dies of one that it has no longer. So it gets its own first.
   */
  private static void leaveDefault(EngineConfiguration configuration, EngineReload reload)
      throws IOException, CommandFailure, InterruptedException {
    if (!reload.hasAsDefault(RuntimeFront.NAME)) {
      return;
    }
    configuration.withDefault(
        ENGINES_OWN,
        () -> {
          if (reload.untilDefault(ENGINES_OWN) != EngineReload.Outcome.IN_FORCE) {
            throw new CommandFailure(
                "The engine keeps `cofferdam` as its default runtime, and nothing was changed; its"
                    + " log says why. Often the default was named on its command line.");
          }
        });
  }
}
