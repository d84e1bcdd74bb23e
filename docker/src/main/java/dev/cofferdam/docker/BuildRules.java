package dev.cofferdam.docker;

import java.util.List;

/** A build runs commands: as root in the engine's default confinement, unless it asks for more. */
final class BuildRules {
  private BuildRules() {}

  static void weigh(Query query, Findings found) {
    found.privileged("build");
    query
        .text("networkmode")
        .filter(mode -> !List.of("default", "none", "bridge").contains(mode))
        .ifPresent(mode -> found.superPrivileged("build:network=" + mode));
    for (String name : List.of("remote", "cgroupparent", "outputs", "session")) {
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
