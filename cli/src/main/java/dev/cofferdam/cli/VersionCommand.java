package dev.cofferdam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cofferdam version}. */
@Command(name = "version", description = "Prints the version of this program and of its Java.")
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("cofferdam " + Version.current());
    out.println("java " + Runtime.version());
    return ExitCode.OK;
  }
}
