package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which engine's configuration {@code install} and {@code uninstall} change. */
final class EngineConfigurationOptions {
  private static final String USUAL_PID_FILE = "/var/run/docker.pid";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The engine's configuration. Default: ${DEFAULT-VALUE}")
  private Path config = Path.of("/etc/docker/daemon.json");

  @Option(
      names = "--engine",
      paramLabel = "URL",
      description = "Where the engine answers. Default: unix:///var/run/docker.sock")
  private Optional<String> engine = Optional.empty();

  @Option(
      names = "--pidfile",
      paramLabel = "FILE",
      description =
          "Where the engine says which process it is. Default: as its configuration says, else "
              + USUAL_PID_FILE)
  private Optional<Path> pidFile = Optional.empty();

  EngineConfiguration configuration() throws IOException {
    return EngineConfiguration.at(config);
  }

  EngineReload reload() throws IOException, CommandFailure {
    EngineAddress address;
    try {
      address = engine.map(EngineAddress::parse).orElse(EngineAddress.DEFAULT);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--engine: " + e.getMessage(), e);
    }
    if (pidFile.isPresent()) {
      return new EngineReload(address, pidFile.get());
    }
    try {
      Optional<String> said = configuration().read().pidFile();
      return new EngineReload(address, Path.of(said.orElse(USUAL_PID_FILE)));
    } catch (Json.Unexpected e) {
      throw new CommandFailure(config + ": `pidfile`: " + e.getMessage(), e);
    }
  }
}
