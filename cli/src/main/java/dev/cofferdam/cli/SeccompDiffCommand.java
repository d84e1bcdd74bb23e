package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.ProfileComparison;
import dev.cofferdam.seccomp.SeccompException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam seccomp diff}. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Says which calls, with which arguments, one of two profiles lets through and the other does"
          + " not. Options apply to the second.",
      "Exit code 1 when they differ."
    })
final class SeccompDiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SeccompHostOptions host = new SeccompHostOptions();
  @Mixin private SeccompProfiles profiles = new SeccompProfiles();

  @Parameters(index = "0", paramLabel = "A", description = SeccompProfiles.PROFILE)
  private String first = "";

  @Parameters(index = "1", paramLabel = "B", description = "The same.")
  private String second = "";

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException, CommandFailure {
    Environment environment = host.environment();
    try {
      ProfileComparison comparison =
          ProfileComparison.of(
              new SeccompProfiles().load(first, environment), profiles.load(second, environment));
      String named = profiles.named(second);
      String text = json ? comparison.json(first, named) : comparison.text(first, named);
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
      return comparison.differences().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    } catch (SeccompException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }
}
