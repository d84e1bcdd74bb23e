package dev.cofferdam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program {@code cofferdam}. */
@Command(
    name = "cofferdam",
    description = "A security gateway for Docker: who may do what, contained and on record.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      ReloadCommand.class,
      InstallCommand.class,
      UninstallCommand.class,
      PolicyCommand.class,
      AuditCommand.class,
      SeccompCommand.class,
      DemoCommand.class,
      VersionCommand.class,
      HelpCommand.class,
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:not done; what was wrong is on standard error",
      "2:the command line is not valid",
      "3:of `status`: the gateway does not run",
    },
    footer = {
      "%n`cofferdam docker ...` is the docker client, asking the gateway; it understands"
          + " `--security-opt seccomp:allow:NAME` as well.",
      "%nOf a source tree, `./cofferdam test` runs every test and `./cofferdam bench` the benchmarks."
    })
final class Cofferdam {
  private Cofferdam() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Cofferdam())
        .setExecutionExceptionHandler((error, line, _) -> explain(error, line.getErr()))
        .setExpandAtFiles(false)
        .setUnmatchedOptionsArePositionalParams(false);
  }

  private static int explain(Exception error, PrintWriter err) {
    err.println("cofferdam: " + message(error));
    err.flush();
    return ExitCode.FAILURE;
  }

  private static String message(Exception error) {
    return switch (error) {
      case CommandFailure failure -> String.valueOf(failure.getMessage());
      case AccessDeniedException denied -> denied.getFile() + ": permission denied; try as root";
      case NoSuchFileException missing -> missing.getFile() + ": no such file or directory";
      case IOException failed -> String.valueOf(failed.getMessage());
      default -> "a mistake in Cofferdam itself: " + error;
    };
  }
}
