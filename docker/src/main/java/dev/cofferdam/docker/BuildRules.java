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
  static final String UNINSPECTED = "build:uninspected";
  static final String REMOTE = "build:remote";

  /** BuildKit's, moby api/types.BuilderBuildKit; the classic builder is 1 and nothing. */
  private static final String BUILDKIT = "2";

  /** Where BuildKit takes the context from: the session, or another request of the client. */
  private static final List<String> FROM_CLIENT = List.of("client-session", "upload-request");

  /** The image that reads the Dockerfile in the engine's place. */
  private static final String FRONTEND = "BUILDKIT_SYNTAX";

  private BuildRules() {}

  static void weigh(Query query, Findings found) {
    found.privileged("build");
    containers(query, found);
    LabelRules.weigh(QueryJson.entries(query.text("labels")), found);
    if (QueryJson.entries(query.text("buildargs")).containsKey(FRONTEND)) {
      found.superPrivileged("build-arg:" + FRONTEND);
    }
    boolean buildKit = query.text("version").filter(BUILDKIT::equals).isPresent();
    if (buildKit || query.has("session")) {
      found.superPrivileged(SESSION);
    }
    query
        .text("remote")
        .filter(remote -> !(buildKit && FROM_CLIENT.contains(remote)))
        .ifPresent(remote -> found.superPrivileged(REMOTE));
    if (query.has("outputs")) {
      found.superPrivileged("build:outputs");
    }
  }

  /** What the containers get in which a build runs its commands: the same as any other by name. */
  private static void containers(Query query, Findings found) {
    query.text("networkmode").ifPresent(mode -> NamespaceRules.network(mode, found));
    ResourceRules.cgroupParent(query.text("cgroupparent").orElse(""), found);
    ResourceRules.sharedMemory(query.number("shmsize").orElse(0), found);
    for (Node ulimit : QueryJson.ulimits(query.text("ulimits"))) {
      ResourceRules.ulimit((Node.Struct) ulimit, found);
    }
    query.texts("extrahosts").forEach(entry -> NetworkRules.extraHost(entry, found));
    for (String option : query.texts("securityopt")) {
      SecurityRules.weigh(SecurityOption.parse(option, "securityopt"), found);
    }
  }
}
