package dev.cofferdam.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The policy that a gateway starts with where nobody has written one: root may, nobody else may.
 */
final class FirstPolicy {
  private static final String RESOURCE = "default-policy.yaml";

  private FirstPolicy() {}

  /**
   * @param file what to guard with
   * @param written whether it had to be written first
   */
  record Chosen(Path file, boolean written) {}

  static Chosen choose(Optional<Path> named, StateDirectory state)
      throws IOException, CommandFailure {
    if (named.isPresent()) {
      Path file = named.get().toAbsolutePath().normalize();
      if (!Files.isReadable(file)) {
        throw new CommandFailure("The policy " + file + " is not there, or not readable.");
      }
      return new Chosen(file, false);
    }
    Path file = state.policy();
    if (Files.exists(file)) {
      return new Chosen(file, false);
    }
    Path next = file.resolveSibling("policy.yaml.new");
    Files.write(next, content());
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
    Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    return new Chosen(file, true);
  }

  static byte[] content() throws IOException {
    try (InputStream in = FirstPolicy.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(RESOURCE + " is missing from the program");
      }
      return in.readAllBytes();
    }
  }
}
