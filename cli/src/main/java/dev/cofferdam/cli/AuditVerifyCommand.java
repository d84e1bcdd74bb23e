package dev.cofferdam.cli;

import dev.cofferdam.audit.AuditLog;
import dev.cofferdam.audit.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cofferdam audit verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Follows the chain of hashes and finds a record that was changed, removed or reordered."
            + " Exit code 1 if there is one.")
final class AuditVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private AuditDirectory directory = new AuditDirectory();

  @Override
  public Integer call() throws IOException {
    Path path = directory.path();
    PrintWriter out = spec.commandLine().getOut();
    return switch (AuditLog.verify(path)) {
      case Verification.Intact intact -> {
        out.println(
            "%s: the chain holds: %d records in %d files, numbers %d to %d."
                .formatted(
                    path, intact.records(), intact.files(), intact.firstSeq(), intact.lastSeq()));
        out.println("It ends with " + intact.lastHash());
        yield ExitCode.OK;
      }
      case Verification.Broken broken -> {
        spec.commandLine()
            .getErr()
            .println(
                "%s: %s at record %d: %s"
                    .formatted(place(path, broken), kind(broken), broken.seq(), broken.message()));
        yield ExitCode.FAILURE;
      }
    };
  }

  private static String place(Path directory, Verification.Broken broken) {
    Path file = directory.resolve(broken.file());
    return broken.line() == 0 ? file.toString() : file + ":" + broken.line();
  }

  private static String kind(Verification.Broken broken) {
    return broken.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
