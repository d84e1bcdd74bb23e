package dev.cofferdam.docker;

import java.util.List;

/** Plugins are programs of the engine's own: whatever they are given, they have it as root. */
final class PluginRules {
  private PluginRules() {}

  /** {@code plugin-privilege:mount=/data}. */
  static void asked(String name, List<String> values, Findings found) {
    String text = values.isEmpty() ? name : name + "=" + String.join(",", values);
    found.superPrivileged("plugin-privilege:" + Shown.text(text));
  }
}
