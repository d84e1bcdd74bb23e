package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The policies that the tests run with. */
final class Policies {
  private Policies() {}

  /** The repository's root; the tests run in {@code system-test}. */
  static Path repository() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("system-test")) ? here : here.resolveSibling(".").normalize();
  }

  static Path exampleFile() {
    return repository().resolve("examples/three-admins.yaml");
  }

  /** The example of the README, word for word, for the throw-away users instead of admin1 to 3. */
  static String threeAdmins() {
    try {
      return Files.readString(exampleFile()).replaceAll("\\badmin([123])\\b", "cf-test-admin$1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, and root may do what admin3 may. */
  static String threeAdminsAndRoot() {
    return threeAdmins()
        .replace(
            "  - role: host-operator\n    to: [",
            "  - role: host-operator\n    to: [\"user:root\", ");
  }

  /** Root may do everything that can be allowed: what is refused under it, nobody gets. */
  static String everythingForRoot() {
    return forRoot("[\"*\"]", "super-privileged");
  }

  /** Root may do everything, as long as it asks for no more than this tier. */
  static String everyOperation(String confinement) {
    return forRoot("[\"*\"]", confinement);
  }

  /** Root may build, and join what is no more than an ordinary container. */
  static String ordinaryAndSharedForRoot() {
    return forRoot("[\"*\"]", "baseline")
        .replace(
            "confinement: baseline",
            "grant: [build, \"volumes-from:**\", \"namespace:*=container:*\"]");
  }

  /** Root may look and do nothing: what happens under it was never authorised. */
  static String lookingForRoot() {
    return forRoot("[system.ping, system.version, container.list]", "restricted");
  }

  private static String forRoot(String operations, String confinement) {
    return """
    version: 1
    roles:
      tester:
        - allow: %s
          confinement: %s
    bindings:
      - role: tester
        to: ["user:root"]
    """
        .formatted(operations, confinement);
  }
}
