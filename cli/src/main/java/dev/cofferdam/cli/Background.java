package dev.cofferdam.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that goes on without the terminal that started it: a session of its own, nothing to
 * read, and a log.
 */
final class Background {
  private static final long LARGE_LOG = 16 << 20;

  private Background() {}

  /**
   * Starts a program. {@code setsid} of util-linux makes the session and then becomes the program,
   * so the process is the program's own.
   */
  static Process start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    keepSmall(log);
    List<String> detached = new ArrayList<>(List.of("setsid"));
    detached.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(detached)
            .directory(new File("/"))
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** One older log is kept; the records of what was decided are elsewhere. */
  private static void keepSmall(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LARGE_LOG) {
      Files.move(
          log,
          log.resolveSibling(log.getFileName() + ".1"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log)) {
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }
}
