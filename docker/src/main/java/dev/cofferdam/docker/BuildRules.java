package dev.cofferdam.docker;

import java.util.List;

/**
 * A build runs commands: as root in the engine's default confinement, unless it asks for more.
 *
 * <p>What a BuildKit build does is said inside a session and inside images that serve as frontends,
 * where nobody but the engine reads it: that is a privilege of its own.
 */
final class BuildRules {
  static final String SESSION = "build:session";

  /** BuildKit's, moby api/types.BuilderBuildKit; the classic builder is 1 and nothing. */
  private static final String BUILDKIT = "2";

  /** Where BuildKit takes the context from: the session, or another request of the client. */
  private static final List<String> FROM_CLIENT = List.of("client-session", "upload-request");

  private BuildRules() {}

  static void weigh(Query query, Findings found) {
    found.privileged("build");
    query
        .text("networkmode")
        .filter(mode -> !List.of("default", "none", "bridge").contains(mode))
        .ifPresent(mode -> found.superPrivileged("build:network=" + mode));
    boolean buildKit = query.text("version").filter(BUILDKIT::equals).isPresent();
    if (buildKit || query.has("session")) {
      found.superPrivileged(SESSION);
    }
    query
        .text("remote")
        .filter(remote -> !(buildKit && FROM_CLIENT.contains(remote)))
        .ifPresent(remote -> found.superPrivileged("build:remote"));
    for (String name : List.of("cgroupparent", "outputs")) {
      if (query.has(name)) {
        found.superPrivileged("build:" + name);
      }
    }
    for (String name : List.of("securityopt", "extrahosts")) {
      if (!query.texts(name).isEmpty()) {
        found.superPrivileged("build:" + name);
      }
    }
  }
}
