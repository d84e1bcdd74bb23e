package dev.cofferdam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cofferdam install}: registers the container runtime with an engine that is there. */
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Registers the container runtime `cofferdam` in an engine's configuration and lets the engine"
          + " read that again, without a restart. The rest of the file stays as it is; a conflict"
          + " is an error. `cofferdam uninstall` undoes it."
    })
final class InstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private EngineConfigurationOptions engine = new EngineConfigurationOptions();

  @Mixin private StateOption state = new StateOption();

  @Option(
      names = "--runtime",
      paramLabel = "PROGRAM",
      description = "What runs the containers: crun, runc or a path. Default: crun, else runc.")
  private String runtime = "";

  @Option(
      names = "--default-runtime",
      description = "Make it the runtime of every container that names none.")
  private boolean asDefault;

  @Override
  public Integer call() throws IOException, CommandFailure, InterruptedException {
    Superuser.require("install");
    RuntimeFront front =
        RuntimeFront.ofThisProcess()
            .orElseThrow(() ->
                new CommandFailure(
                    "This program has no script `cofferdam-runtime` beside it: the installation"
                        + " is not complete."));
    StateDirectory directory = state.directory();
    directory.create();
    EngineConfiguration configuration = engine.configuration();
    EngineReload reload = engine.reload();
    Path program = RuntimeFront.in(directory.path());
    boolean changed = configuration.register(RuntimeFront.NAME, program, asDefault);
    front.write(directory.path(), runtime);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        (changed ? "Registered the runtime `cofferdam` in " : "It is registered already in ")
            + configuration.file()
            + ": "
            + program);
    switch (reload.until(RuntimeFront.NAME, true)) {
      case IN_FORCE -> out.println("The engine has it, without a restart.");
      case NOT_RUNNING -> out.println("The engine does not run; it has it from its next start on.");
      case NOT_TAKEN -> {
        if (changed) {
          configuration.unregister(RuntimeFront.NAME, program);
        }
        throw new CommandFailure(
            "The engine has not taken it, and "
                + configuration.file()
                + " is as it was before. Its log says why; often a runtime was named on its command"
                + " line (--add-runtime) as well as in the file.");
      }
    }
    return ExitCode.OK;
  }
}
