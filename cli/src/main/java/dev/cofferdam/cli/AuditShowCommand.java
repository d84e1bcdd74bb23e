package dev.cofferdam.cli;

import dev.cofferdam.audit.AuditLog;
import dev.cofferdam.audit.LogFilter;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cofferdam audit show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Prints records, oldest first.")
final class AuditShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private AuditDirectory directory = new AuditDirectory();

  @Option(names = "--user", paramLabel = "NAME", description = "Of this person only.")
  private Optional<String> user = Optional.empty();

  @Option(
      names = "--operation",
      paramLabel = "OP",
      description = "Of this operation only, for instance container.create.")
  private Optional<String> operation = Optional.empty();

  @Option(names = "--id", paramLabel = "ID", description = "A decision and what came of it.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From then on: 2026-01-31T08:00:00Z, or how long ago: 90s, 15m, 2h, 7d.")
  private Optional<String> since = Optional.empty();

  @Option(names = "--json", description = "The lines of the log themselves.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    LogFilter filter = new LogFilter(user, operation, id, since.map(this::instant));
    AuditLog.Reading reading =
        AuditLog.read(
            directory.path(),
            filter,
            entry -> out.println(json ? entry.json() : AuditText.of(entry)));
    out.flush();
    if (reading.unreadable() > 0) {
      spec.commandLine()
          .getErr()
          .println(
              "cofferdam: %d lines are no records: run `cofferdam audit verify`"
                  .formatted(reading.unreadable()));
      return ExitCode.FAILURE;
    }
    return ExitCode.OK;
  }

  private Instant instant(String text) {
    try {
      return since(text, Instant.now());
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--since " + text + ": write a time as 2026-01-31T08:00:00Z, or 90s, 15m, 2h, 7d",
          e);
    }
  }

  static Instant since(String text, Instant now) {
    if (!text.matches("[0-9]{1,9}[smhd]")) {
      return Instant.parse(text);
    }
    long count = Long.parseLong(text, 0, text.length() - 1, 10);
    Duration ago =
        switch (text.charAt(text.length() - 1)) {
          case 's' -> Duration.ofSeconds(count);
          case 'm' -> Duration.ofMinutes(count);
          case 'h' -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    return now.minus(ago);
  }
}
