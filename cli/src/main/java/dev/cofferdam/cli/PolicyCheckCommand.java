package dev.cofferdam.cli;

import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.PolicyException;
import dev.cofferdam.policy.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam policy check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Says whether a policy is valid, and points at line and column of each mistake. Exit code 1"
            + " if there is one.")
final class PolicyCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The policy.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    try {
      Policy policy = Policy.parse(text, file.toString());
      print(policy.warnings());
      spec.commandLine()
          .getOut()
          .println(
              "%s is valid (roles: %d, bindings: %d, version %s)."
                  .formatted(file, policy.roleCount(), policy.bindingCount(), policy.version()));
      return ExitCode.OK;
    } catch (PolicyException e) {
      print(e.problems());
      return ExitCode.FAILURE;
    }
  }

  private void print(List<Problem> problems) {
    problems.forEach(problem -> spec.commandLine().getErr().println(problem));
  }
}
