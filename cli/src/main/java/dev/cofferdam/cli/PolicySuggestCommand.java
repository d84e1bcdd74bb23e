package dev.cofferdam.cli;

import dev.cofferdam.audit.AuditLog;
import dev.cofferdam.audit.LogFilter;
import dev.cofferdam.audit.LogRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam policy suggest}: a policy from what the audit log shows. */
@Command(
    name = "suggest",
    mixinStandardHelpOptions = true,
    description =
        "Prints the smallest policy that allows what the audit log shows as allowed. What cannot be"
            + " told from the log is named on standard error and never guessed.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:printed",
      "1:the log cannot be read",
      "2:the command line is not valid, or the log shows nothing that a policy can be made of"
    })
final class PolicySuggestCommand implements Callable<Integer> {
  /** Of each reason, so many requests are shown. */
  private static final int SHOWN = 3;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "AUDIT-FILE",
      arity = "0..*",
      description =
          "Files of a log, or its directory. Default: where the gateway of --state writes.")
  private List<Path> files = List.of();

  @Mixin private StateOption state = new StateOption();

  @Option(names = "--user", paramLabel = "NAME", description = "What this person did only.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--include-denied",
      description = "Also allows what was refused: what someone tried is what he needs.")
  private boolean includeDenied;

  @Option(
      names = "--generalise",
      description = "Makes one pattern of names that differ in a number (web-*), and of tags.")
  private boolean generalise;

  @Option(names = "--per-user", description = "A role for each person, also if needs are the same.")
  private boolean perUser;

  private final Map<String, List<String>> unusable = new TreeMap<>();

  @Override
  public Integer call() throws IOException {
    PolicySuggestion suggestion = new PolicySuggestion(generalise, perUser);
    LogFilter filter = user.map(LogFilter.ALL::withUser).orElse(LogFilter.ALL);
    long unreadable = 0;
    for (Path file : files.isEmpty() ? List.of(AuditDirectory.of(state.directory())) : files) {
      AuditLog.Reading reading =
          Files.isDirectory(file)
              ? AuditLog.read(file, filter, line -> add(line, suggestion))
              : AuditLog.readFile(file, filter, line -> add(line, suggestion));
      unreadable += reading.unreadable();
    }
    PrintWriter err = spec.commandLine().getErr();
    report(unreadable, err);
    if (suggestion.isEmpty()) {
      err.println("cofferdam: the log shows nothing that a policy can be made of");
      return ExitCode.USAGE;
    }
    spec.commandLine().getOut().print(suggestion.policy());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private void add(LogRecord line, PolicySuggestion suggestion) {
    boolean wanted = includeDenied || line.text("decision").equals("allow");
    if (!line.text("kind").equals("decision") || !wanted) {
      return;
    }
    try {
      RecordedRequest request = RecordedRequest.of(line);
      try {
        suggestion.add(request);
      } catch (RecordedRequest.Unusable e) {
        skip(String.valueOf(e.getMessage()), request.sentence());
      }
    } catch (RecordedRequest.Unusable e) {
      skip(String.valueOf(e.getMessage()), line.file() + ":" + line.line());
    }
  }

  private void skip(String why, String what) {
    unusable.computeIfAbsent(why, _ -> new ArrayList<>()).add(what);
  }

  private void report(long unreadable, PrintWriter err) {
    unusable.forEach((why, which) -> {
      String more = which.size() > SHOWN ? " and " + (which.size() - SHOWN) + " more" : "";
      String shown = String.join("; ", which.subList(0, Math.min(SHOWN, which.size())));
      err.println(StatusText.printable("warning: left out, " + why + ": " + shown + more));
    });
    if (unreadable > 0) {
      err.println(
          "warning: %d lines are no records: run `cofferdam audit verify`".formatted(unreadable));
    }
  }
}
