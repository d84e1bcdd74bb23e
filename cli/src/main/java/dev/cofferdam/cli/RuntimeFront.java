package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The program that an engine calls for each container: a copy of the script {@code
 * cofferdam-runtime} in the state directory, with its settings filled in. It is a copy because
 * containers that run need it after the program has been built again or has gone.
 *
 * @param template the script as it was built
 * @param library the folder of the program's jars
 */
record RuntimeFront(Path template, Path library) {
  /** What engines know it by. */
  static final String NAME = "cofferdam";

  private static final String FILE = "cofferdam-runtime";

  /** Of this program; empty where it does not run from an installation, as in tests. */
  static Optional<RuntimeFront> ofThisProcess() {
    return Optional.ofNullable(System.getProperty("cofferdam.lib"))
        .map(lib -> Path.of(lib).toAbsolutePath())
        .map(lib -> new RuntimeFront(lib.resolveSibling(FILE), lib))
        .filter(front -> Files.exists(front.template));
  }

  /** Where a state directory has it. */
  static Path in(Path state) {
    return state.toAbsolutePath().normalize().resolve(FILE);
  }

  /**
   * Writes it, whole or not at all, and returns where.
   *
   * @param runtime what does the work; with the empty text, crun where there is one, else runc
   */
  Path write(Path state, String runtime) throws IOException {
    Path file = in(state);
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(template)) {
      text.append(
              switch (line) {
                case "state=/var/lib/cofferdam" ->
                    "state=" + quoted(file.resolveSibling("").toString());
                case "runtime=" -> "runtime=" + quoted(runtime);
                case "lib=" -> "lib=" + quoted(library.toString());
                default -> line;
              })
          .append('\n');
    }
    Path made = file.resolveSibling(FILE + ".new");
    Files.writeString(made, text);
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
