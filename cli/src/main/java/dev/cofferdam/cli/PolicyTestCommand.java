package dev.cofferdam.cli;

import dev.cofferdam.policy.CaseFile;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.PolicyException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam policy test}: whether a policy decides as its team expects. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description =
        "Runs the cases of every *.cases.yaml in a directory, or of one file, against the policy that"
            + " each names. No engine and no gateway is asked.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every case is decided as expected",
      "1:some are not",
      "2:a file of cases or a policy is not valid, or there is no case"
    })
final class PolicyTestCommand implements Callable<Integer> {
  private static final String SUFFIX = ".cases.yaml";

  /** The cases of one file with what came of them. */
  record Suite(Path file, List<CaseResult> results) {
    Suite {
      results = List.copyOf(results);
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DIR",
      description = "Where the cases are. Default: here.",
      arity = "0..1")
  private Path where = Path.of("");

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "The policy for all cases. Default: the one that each file of cases names, else policy.yaml"
              + " beside it.")
  private Optional<Path> policy = Optional.empty();

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Writes the results there, as XML that CI systems read.")
  private Optional<Path> junit = Optional.empty();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    List<Suite> suites = new ArrayList<>();
    boolean valid = true;
    for (Path file : files()) {
      try {
        suites.add(run(file));
      } catch (PolicyException e) {
        e.problems().forEach(err::println);
        valid = false;
      } catch (CommandFailure e) {
        err.println(e.getMessage());
        valid = false;
      }
    }
    List<CaseResult> all = suites.stream().flatMap(suite -> suite.results().stream()).toList();
    if (!valid) {
      return ExitCode.USAGE;
    }
    if (all.isEmpty()) {
      err.println(
          "cofferdam: no cases in %s: write them into NAME%s (docs/rollout.md)"
              .formatted(where.toAbsolutePath(), SUFFIX));
      return ExitCode.USAGE;
    }
    if (junit.isPresent()) {
      Files.writeString(junit.get(), PolicyTestText.junit(suites));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json ? PolicyTestText.json(suites) : String.join("\n", PolicyTestText.lines(suites)));
    out.flush();
    return all.stream().allMatch(CaseResult::passes) ? ExitCode.OK : ExitCode.FAILURE;
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(where.toAbsolutePath())) {
      return List.of(where);
    }
    try (Stream<Path> all = Files.list(where)) {
      return all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  private Suite run(Path file) throws IOException, PolicyException, CommandFailure {
    CaseFile cases = CaseFile.parse(Files.readString(file), file.toString());
    Path named = file.resolveSibling(cases.policy().orElse("policy.yaml"));
    Path used = policy.orElse(named);
    Policy tested = Policy.parse(Files.readString(used), used.toString());
    List<CaseResult> results = new ArrayList<>();
    for (CaseFile.Case each : cases.cases()) {
      try {
        results.add(CaseResult.of(each, tested));
      } catch (DockerCommandLineException e) {
        throw new CommandFailure(
            "%s:%d: error: no docker client sends this: %s"
                .formatted(file, each.line(), e.getMessage()),
            e);
      }
    }
    return new Suite(file, results);
  }
}
