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
    if (!configuration.unregister(RuntimeFront.NAME, program)) {
      out.println("The runtime `cofferdam` is not in " + configuration.file() + ".");
      return ExitCode.OK;
    }
    out.println("Took the runtime `cofferdam` out of " + configuration.file() + ".");
    switch (reload.until(RuntimeFront.NAME, false)) {
      case IN_FORCE -> out.println("The engine has it no longer.");
      case NOT_RUNNING -> out.println("The engine does not run.");
      case NOT_TAKEN ->
          throw new CommandFailure("The engine still has it; its log says why. Restart it.");
    }
    if (Files.exists(program)) {
      out.println(
          "Containers that were made with it need "
              + program
              + " until they are removed; they do not start again without the runtime.");
    }
    return ExitCode.OK;
  }
}
