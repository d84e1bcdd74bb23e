package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this process is root's. */
final class Superuser {
  private Superuser() {}

  static void require(String command) throws IOException, CommandFailure {
    if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
      throw new CommandFailure(
          "`cofferdam %s` must be run as root: it starts and stops what guards an engine of root's."
              .formatted(command));
    }
  }
}
