package dev.cofferdam.docker;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Labels that other systems take for orders. PSS has no control of them; to a reverse proxy that
 * watches the engine a label is a route from the outside, whoever wrote it.
 */
final class LabelRules {
  /**
   * Traefik and caddy-docker-proxy route to whoever has them, Watchtower and Ofelia run what they
   * say, and the engine takes the last for its own tasks. Those of compose are in every client's
   * use and no order to anybody.
   */
  private static final List<String> TRUSTED =
      List.of(
          "caddy", "com.centurylinklabs.watchtower.", "com.docker.swarm.", "ofelia.", "traefik.");

  private LabelRules() {}

  static void weigh(Map<String, Node> labels, Findings found) {
    labels.keySet().forEach(key -> weigh(key, found));
  }

  static void weigh(String key, Findings found) {
    String lower = key.toLowerCase(Locale.ROOT);
    for (String prefix : TRUSTED) {
      if (lower.startsWith(prefix)) {
        found.privileged("trusted-label:" + Shown.text(key));
        return;
      }
    }
  }
}
