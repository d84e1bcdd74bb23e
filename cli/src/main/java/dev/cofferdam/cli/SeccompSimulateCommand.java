package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Action;
import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Compiler;
import dev.cofferdam.seccomp.Interpreter;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.SeccompData;
import dev.cofferdam.seccomp.SeccompException;
import dev.cofferdam.seccomp.SystemCall;
import dev.cofferdam.seccomp.SystemCalls;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam seccomp simulate}. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description =
        "Prints what a filter does with one call, for instance ERRNO(1): the compiled program is"
            + " run as the kernel runs it.")
final class SeccompSimulateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SeccompHostOptions host = new SeccompHostOptions();
  @Mixin private SeccompProfiles profiles = new SeccompProfiles();

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description = SeccompProfiles.PROFILE + " Default: default")
  private String name = "default";

  @Parameters(index = "0", paramLabel = "CALL", description = "Its name, or its number.")
  private String call = "";

  @Parameters(
      index = "1..*",
      arity = "0..6",
      paramLabel = "ARGS",
      description = "What is in the registers: numbers, 0x1f as well. What is not given is 0.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws IOException, CommandFailure {
    Architecture architecture = host.architecture();
    Profile profile = profiles.load(name, host.environment());
    SeccompData data = SeccompData.of(architecture, number(architecture), registers());
    try {
      Action action = Interpreter.of(Compiler.compile(profile)).run(data).action();
      spec.commandLine().getOut().println(action);
      return ExitCode.OK;
    } catch (SeccompException e) {
      throw new CommandFailure(name + ": " + e.getMessage(), e);
    }
  }

  private int number(Architecture architecture) throws CommandFailure {
    if (!call.isEmpty() && (Character.isDigit(call.charAt(0)) || call.startsWith("-"))) {
      return (int) value(call);
    }
    Optional<SystemCall> known = SystemCalls.known().named(call);
    if (known.isEmpty()) {
      throw new CommandFailure("No system call is called " + call + ".");
    }
    return known
        .get()
        .number(architecture)
        .orElseThrow(
            () -> new CommandFailure(call + " is no call of " + architecture.optionName() + "."));
  }

  private long[] registers() throws CommandFailure {
    long[] registers = new long[arguments.size()];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = value(arguments.get(i));
    }
    return registers;
  }

  private static long value(String text) throws CommandFailure {
    try {
      return text.startsWith("0x")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new CommandFailure(text + " is no number of 64 bits.", e);
    }
  }
}
