package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.ProfileDocument;
import dev.cofferdam.seccomp.Recording;
import dev.cofferdam.seccomp.SeccompException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam seccomp record}. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a container in which everything is allowed and logged by the kernel, and writes the"
          + " smallest profile that would have sufficed. As root, on the host of the engine.",
      "Whoever runs it may create a container without a filter (seccomp:allow:… of the policy)."
    },
    footer = {
      "%nA busy program makes more calls than the kernel can log. Then a second run, with what the"
          + " first has found, has less to log:",
      "  cofferdam seccomp record --output web.json -- docker run --rm nginx",
      "  cofferdam seccomp record --merge web.json --output web.json -- docker run --rm nginx"
    })
final class SeccompRecordCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SeccompHostOptions host = new SeccompHostOptions();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Where the profile goes.")
  private Path output = Path.of("");

  @Option(
      names = "--merge",
      paramLabel = "FILE",
      description =
          "A profile of an earlier run: what it allows is allowed, and not logged again. May be"
              + " given several times.")
  private List<Path> earlier = List.of();

  @Parameters(
      arity = "1..*",
      paramLabel = "docker run …",
      description = "After --: the command as it would be without this.")
  private List<String> command = List.of();

  @Override
  public Integer call() throws IOException, CommandFailure, InterruptedException {
    Architecture architecture = host.environment().architecture();
    Recording recording = new Recording(architecture);
    for (Path file : earlier) {
      recording.know(SeccompProfiles.read(file, host.environment()));
    }
    Recording ofEnded = new Recording(architecture);
    RecordedRun.Outcome outcome =
        RecordedRun.of(command, json(recording.listening(), architecture), recording, ofEnded);
    if (outcome.records() == 0 && earlier.isEmpty()) {
      throw new CommandFailure(
          "No call was logged, and %s is not written: docker ended with %d."
              .formatted(output, outcome.exit()));
    }
    if (!outcome.othersLog()) {
      recording.add(ofEnded);
    }
    Files.write(output, json(recording.profile(), architecture));
    print(outcome, recording, ofEnded);
    return outcome.exit();
  }

  private static byte[] json(Profile profile, Architecture architecture) throws CommandFailure {
    try {
      return ProfileDocument.of(profile, architecture).write();
    } catch (SeccompException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /** On standard error: standard output is the container's. */
  private void print(RecordedRun.Outcome outcome, Recording recording, Recording ofEnded) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "%s allows %d calls, %d of them new: %s"
            .formatted(
                output,
                recording.names().size(),
                recording.added().size(),
                String.join(", ", recording.added())));
    err.println("Calls that were logged: " + outcome.records() + ".");
    if (!recording.nameless().isEmpty()) {
      err.println(
          "Not in the profile, because they have no name here: number "
              + String.join(", number ", recording.nameless()));
    }
    Set<String> uncertain = new TreeSet<>(ofEnded.names());
    uncertain.removeAll(recording.names());
    if (!uncertain.isEmpty()) {
      err.println(
          "NOT in the profile, because other programs' calls are logged too, and these are of"
              + " processes that had ended before it could be seen whose they were: "
              + String.join(", ", uncertain));
    }
    if (outcome.lost() > 0 || outcome.overruns() > 0) {
      err.println(
          "LOST: %d records of the kernel were not seen; the profile may lack calls. Run it again"
                  .formatted(outcome.lost())
              + " with --merge "
              + output
              + ".");
    }
    err.flush();
  }
}
