package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Disassembler;
import dev.cofferdam.seccomp.Program;
import dev.cofferdam.seccomp.SeccompException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam seccomp disasm}. */
@Command(
    name = "disasm",
    mixinStandardHelpOptions = true,
    description = "Prints a program, anybody's, with the names of calls and labels for jumps.")
final class SeccompDisasmCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      description = "An array of struct sock_filter, little-endian, as compile writes it.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException, CommandFailure {
    int most = Program.MOST_INSTRUCTIONS * 8;
    if (Files.size(file) > most) {
      throw new CommandFailure(
          "%s has %d bytes; the kernel takes programs of at most %d."
              .formatted(file, Files.size(file), most));
    }
    try {
      spec.commandLine().getOut().print(Disassembler.text(Program.of(Files.readAllBytes(file))));
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    } catch (IllegalArgumentException | SeccompException e) {
      throw new CommandFailure(file + ": " + e.getMessage(), e);
    }
  }
}
