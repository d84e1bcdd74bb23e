package dev.cofferdam.cli;

import dev.cofferdam.audit.SinkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The log to read: {@code --dir}, or where the gateway of {@code --state} writes. */
final class AuditDirectory {
  private static final String SETTING = "--audit ";

  @Mixin private StateOption state = new StateOption();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Directory of the log. Default: where the gateway of --state writes.")
  private Optional<Path> directory = Optional.empty();

  Path path() throws IOException {
    return directory.isPresent() ? directory.get() : of(state.directory());
  }

  /** Where the gateway with this state writes its file. */
  static Path of(StateDirectory home) throws IOException {
    return new DaemonProcess(home)
        .settings()
        .lines()
        .filter(line -> line.startsWith(SETTING))
        .map(line -> SinkSpec.parse(line.substring(SETTING.length()), home.audit()))
        .filter(SinkSpec.File.class::isInstance)
        .map(sink -> ((SinkSpec.File) sink).directory())
        .findFirst()
        .orElse(home.audit());
  }
}
