package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Base;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.Explanation;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.ProfileDocument;
import dev.cofferdam.seccomp.SeccompException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Profiles as a command line names them, with the options of a container applied. */
final class SeccompProfiles {
  static final String PROFILE = "A base (default, mission or none) or a file in JSON.";

  /** More than the module takes, so that it is the one who says so. */
  private static final int MOST_BYTES = 2 << 20;

  @Option(
      names = {"-o", "--option"},
      paramLabel = "OPTION",
      description =
          "What --security-opt of a container takes, from left to right: seccomp.allow=bpf,"
              + " seccomp.deny=@mount, seccomp.deny=all. May be given several times.")
  private List<String> options = List.of();

  /** A profile's name with its options, for people. */
  String named(String name) {
    return options.isEmpty() ? name : name + " " + String.join(" ", options);
  }

  /** The profile of this name. */
  Profile load(String name, Environment environment) throws IOException, CommandFailure {
    return steps(name, environment).getLast().profile();
  }

  /** The profile of this name, and what each option made of it. */
  List<Explanation.Step> steps(String name, Environment environment)
      throws IOException, CommandFailure {
    try {
      Optional<Base> base = Base.named(name);
      return base.isPresent()
          ? Explanation.steps(base.get(), environment, options)
          : ofFile(Path.of(name), environment);
    } catch (SeccompException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private List<Explanation.Step> ofFile(Path file, Environment environment)
      throws IOException, CommandFailure {
    List<Explanation.Step> steps = new ArrayList<>();
    steps.add(new Explanation.Step(file.toString(), read(file, environment)));
    if (!options.isEmpty()) {
      throw new CommandFailure(
          "-o applies to a base; " + file + " is a file. Write what you want into the file.");
    }
    return steps;
  }

  static Profile read(Path file, Environment environment) throws IOException, CommandFailure {
    byte[] json = bytes(file);
    try {
      return ProfileDocument.read(json).resolve(environment);
    } catch (SeccompException e) {
      throw new CommandFailure(file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(Path file) throws IOException, CommandFailure {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new CommandFailure(
            "%s has %d bytes; a profile has fewer.".formatted(file, Files.size(file)));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          file + " is neither a base (default, mission, none) nor a file that is there.", e);
    }
  }
}
