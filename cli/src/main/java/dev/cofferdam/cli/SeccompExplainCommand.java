package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.Explanation;
import dev.cofferdam.seccomp.SeccompException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam seccomp explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Says what a profile does with a call, and which rule or option decides.")
final class SeccompExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SeccompHostOptions host = new SeccompHostOptions();
  @Mixin private SeccompProfiles profiles = new SeccompProfiles();

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description = SeccompProfiles.PROFILE + " Default: default")
  private String name = "default";

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @Parameters(paramLabel = "CALL", description = "The call's name.")
  private String call = "";

  @Override
  public Integer call() throws IOException, CommandFailure {
    Environment environment = host.environment();
    try {
      Explanation explanation =
          Explanation.of(call, profiles.steps(name, environment), environment);
      spec.commandLine().getOut().print(json ? explanation.json() : explanation.text());
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    } catch (SeccompException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }
}
