package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Compiler;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.Program;
import dev.cofferdam.seccomp.Proof;
import dev.cofferdam.seccomp.Prover;
import dev.cofferdam.seccomp.SeccompException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam seccomp compile}. */
@Command(
    name = "compile",
    mixinStandardHelpOptions = true,
    description =
        "Makes of a profile the classic BPF that the kernel runs, proves that it does the same, and"
            + " writes it as an array of struct sock_filter, little-endian.")
final class SeccompCompileCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SeccompHostOptions host = new SeccompHostOptions();
  @Mixin private SeccompProfiles profiles = new SeccompProfiles();

  @Parameters(
      arity = "0..1",
      paramLabel = "PROFILE",
      description = SeccompProfiles.PROFILE + " Default: default")
  private String name = "default";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Where the program goes.")
  private Path output = Path.of("");

  @Override
  public Integer call() throws IOException, CommandFailure {
    Profile profile = profiles.load(name, host.environment());
    try {
      Program program = Compiler.compile(profile);
      Proof proof = Prover.prove(profile, program);
      Files.write(output, program.bytes());
      spec.commandLine().getOut().println(output + ": " + said(proof));
      return ExitCode.OK;
    } catch (SeccompException e) {
      throw new CommandFailure(name + ": " + e.getMessage(), e);
    }
  }

  private static String said(Proof proof) {
    return switch (proof) {
      case Proof.Proven(int points, int _, Proof.Cost cost) ->
          String.format(
              Locale.ROOT,
              "%d instructions; %d executed at most, %.1f on average; compared with the profile for"
                  + " %d calls.",
              cost.instructions(),
              cost.longest(),
              cost.average(),
              points);
      case Proof.Refuted refuted -> throw new IllegalStateException(refuted.toString());
      case Proof.Uncached uncached -> throw new IllegalStateException(uncached.toString());
      case Proof.Refused refused -> throw new IllegalStateException(refused.toString());
    };
  }
}
