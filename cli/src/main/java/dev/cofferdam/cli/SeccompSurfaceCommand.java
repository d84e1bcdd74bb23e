package dev.cofferdam.cli;

import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Base;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.SeccompException;
import dev.cofferdam.seccomp.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cofferdam seccomp surface}. */
@Command(
    name = "surface",
    mixinStandardHelpOptions = true,
    description = {
      "Counts the calls of a kernel that can be reached, without a filter and with one: by"
          + " architecture, foreign ones and what io_uring does for others included."
    })
final class SeccompSurfaceCommand implements Callable<Integer> {
  /** How a surface is written. */
  enum Format {
    text,
    json,
    svg
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SeccompHostOptions host = new SeccompHostOptions();
  @Mixin private SeccompProfiles profiles = new SeccompProfiles();

  @Parameters(
      arity = "0..1",
      paramLabel = "PROFILE|CONTAINER",
      description = {
        SeccompProfiles.PROFILE + " Default: default",
        "Anything else is the name of a container."
      })
  private String name = "default";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text, json or svg (a picture). Default: text")
  private Format format = Format.text;

  @Option(
      names = "--without",
      paramLabel = "ARCH",
      split = ",",
      description =
          "Conventions that this kernel was built without, for instance x32; they can then be"
              + " reached neither before nor after.")
  private Set<String> without = Set.of();

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "Where containers are asked for. Default: $DOCKER_HOST, else ${DEFAULT-VALUE}")
  private Path socket = Path.of(UpSettings.DEFAULT_SOCKET);

  @Override
  public Integer call() throws IOException, CommandFailure {
    Environment environment = host.environment();
    Profile profile = profile(environment);
    Set<Architecture> conventions = EnumSet.copyOf(environment.conventions());
    for (String each : without) {
      Architecture absent =
          Architecture.named(each)
              .orElseThrow(() -> new CommandFailure("No architecture is called " + each + "."));
      conventions.remove(absent);
    }
    try {
      Surface surface =
          Surface.of(
              environment.kernel(),
              conventions,
              "no filter",
              Surface.UNFILTERED,
              profiles.named(name),
              profile);
      spec.commandLine().getOut().print(text(surface));
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    } catch (SeccompException e) {
      throw new CommandFailure(name + ": " + e.getMessage(), e);
    }
  }

  private String text(Surface surface) {
    return switch (format) {
      case text -> surface.text();
      case json -> surface.json();
      case svg -> surface.svg();
    };
  }

  private Profile profile(Environment environment) throws IOException, CommandFailure {
    boolean isProfile = Base.named(name).isPresent() || Files.exists(Path.of(name));
    return isProfile
        ? profiles.load(name, environment)
        : ContainerFilter.of(name, address(), environment);
  }

  private Path address() throws CommandFailure {
    String variable = System.getenv("DOCKER_HOST");
    if (spec.commandLine().getParseResult().hasMatchedOption("--socket")
        || variable == null
        || variable.isEmpty()) {
      return socket;
    }
    try {
      return EngineAddress.parse(variable).socket();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("DOCKER_HOST: " + e.getMessage(), e);
    }
  }
}
