package dev.cofferdam.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --state}, which tells several gateways on one host apart. */
final class StateOption {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Directory of the gateway's state. Default: ${DEFAULT-VALUE}")
  private Path path = Path.of(StateDirectory.DEFAULT);

  StateDirectory directory() {
    return new StateDirectory(path);
  }
}
