package dev.cofferdam.cli;

import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.Limits;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.PolicyException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam policy explain}: what a policy says to a docker command, without an engine. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description =
        "Says what a policy decides on a docker command, why, and what would have to change.",
    footer = {
      "%nExample: cofferdam policy explain --as admin2 -- docker run --privileged foobar",
      "%nNo engine and no gateway is asked: a container that the command names is taken to be"
          + " nobody's and of an unknown image unless --owner and --image say otherwise."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is allowed",
      "1:something is refused, or the policy cannot be used",
      "2:the command line, also that of docker, is not valid"
    })
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--as",
      required = true,
      paramLabel = "USER",
      description = "The user who gives the docker command.")
  private String user = "";

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "A group of that user, repeatable. Default: the groups that this host knows.")
  private List<String> groups = List.of();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "The policy. Default: the one in the directory of --state.")
  private @Nullable Path policy;

  @Mixin private StateOption state = new StateOption();

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      description = "Who owns the containers, volumes and networks that the command names.")
  private @Nullable String owner;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "The image of the containers that the command names. Default: an unknown one.")
  private @Nullable String image;

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  @Parameters(arity = "1..*", paramLabel = "DOCKER-COMMAND", description = "After --, as typed.")
  private List<String> words = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailure {
    DockerCommandLine line;
    KnownObjects existing;
    try {
      line = DockerCommandLine.parse(ProfileFiles.read(words));
      String named = image == null ? "" : DockerCommandLineImage.normalised(image);
      existing = KnownObjects.all(Optional.ofNullable(owner), named);
    } catch (DockerCommandLineException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("cofferdam: the docker client would refuse this command: " + e.getMessage());
      return ExitCode.USAGE;
    }
    Policy inForce = load(policy == null ? state.directory().policy() : policy);
    Caller caller = new Caller(user, callersGroups());
    Questions questions = new Questions(caller, existing, Instant.now(), inForce);
    List<ExplainCommandStep> steps =
        line.calls().stream()
            .map(call -> ExplainCommandStep.of(call, questions, inForce::decide))
            .toList();
    List<String> notes = notes(line, inForce.limits(caller));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(ExplainCommandText.json(user, steps, notes));
    } else {
      ExplainCommandText.lines(user, steps, notes).forEach(out::println);
    }
    out.flush();
    return steps.stream().anyMatch(ExplainCommandStep::stops) ? ExitCode.FAILURE : ExitCode.OK;
  }

  private List<String> notes(DockerCommandLine line, Limits limits) {
    List<String> notes = new ArrayList<>(line.notes());
    if (!limits.isNone()) {
      notes.add(
          "limits of "
              + user
              + ": "
              + limits.describe()
              + "; how much of them is used only the engine knows, so nothing is counted here");
    }
    return notes;
  }

  private static Policy load(Path file) throws IOException, CommandFailure {
    try {
      return Policy.parse(Files.readString(file), file.toString());
    } catch (PolicyException e) {
      throw new CommandFailure(e.getMessage() + "\nthe policy is not valid", e);
    }
  }

  /** Of a user whom this host does not know, none. */
  private Set<String> callersGroups() throws IOException, InterruptedException {
    if (!groups.isEmpty()) {
      return new HashSet<>(groups);
    }
    Process id =
        new ProcessBuilder("id", "-Gn", "--", user)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String names = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return id.waitFor() == 0 && !names.isBlank() ? Set.of(names.strip().split(" +")) : Set.of();
  }
}
