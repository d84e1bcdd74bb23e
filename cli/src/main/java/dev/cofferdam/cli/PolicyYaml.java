package dev.cofferdam.cli;

import dev.cofferdam.docker.Confinement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A policy that was made and not written by a person, as the YAML that a person goes on with. */
final class PolicyYaml {
  private static final int WIDTH = 110;

  private PolicyYaml() {}

  /**
   * A rule that allows.
   *
   * @param comments what it comes from, one line each
   * @param operations in their order
   * @param confinement empty for the one that rules have by themselves
   */
  record Rule(
      List<String> comments,
      List<String> operations,
      Selectors on,
      Optional<Confinement> confinement,
      List<String> grants) {
    Rule {
      comments = List.copyOf(comments);
      operations = List.copyOf(operations);
      grants = List.copyOf(grants);
    }
  }

  /** Names of objects; what is empty does not limit. */
  record Selectors(
      List<String> containers, List<String> images, List<String> volumes, List<String> networks) {
    static final Selectors NONE = new Selectors(List.of(), List.of(), List.of(), List.of());

    Selectors {
      containers = List.copyOf(containers);
      images = List.copyOf(images);
      volumes = List.copyOf(volumes);
      networks = List.copyOf(networks);
    }
  }

  /**
   * @param to subjects, for instance {@code user:admin1}
   */
  record Role(String name, List<Rule> rules, List<String> to) {
    Role {
      rules = List.copyOf(rules);
      to = List.copyOf(to);
    }
  }

  static String text(List<String> comments, List<Role> roles) {
    List<String> lines = new ArrayList<>();
    comments.forEach(comment -> lines.add(comment(comment)));
    lines.add("version: 1");
    lines.add("");
    lines.add("roles:");
    for (Role role : roles) {
      lines.add("  " + quoted(role.name()) + ":");
      role.rules().forEach(rule -> add(rule, lines));
    }
    lines.add("");
    lines.add("bindings:");
    for (Role role : roles) {
      lines.add("  - role: " + quoted(role.name()));
      lines.add("    to: " + list(role.to()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static void add(Rule rule, List<String> lines) {
    rule.comments().forEach(comment -> lines.add("    " + comment(comment)));
    operations(rule.operations(), lines);
    selector("containers", rule.on().containers(), lines);
    selector("images", rule.on().images(), lines);
    selector("volumes", rule.on().volumes(), lines);
    selector("networks", rule.on().networks(), lines);
    rule.confinement().ifPresent(tier -> lines.add("      confinement: " + tier.id()));
    selector("grant", rule.grants(), lines);
  }

  /** Names of operations need no quotes. */
  private static void operations(List<String> operations, List<String> lines) {
    String one = "    - allow: [" + String.join(", ", operations) + "]";
    if (one.length() <= WIDTH) {
      lines.add(one);
      return;
    }
    lines.add("    - allow:");
    operations.forEach(operation -> lines.add("        - " + operation));
  }

  private static void selector(String key, List<String> items, List<String> lines) {
    if (items.isEmpty()) {
      return;
    }
    String one = "      " + key + ": " + list(items);
    if (one.length() <= WIDTH) {
      lines.add(one);
      return;
    }
    lines.add("      " + key + ":");
    items.forEach(item -> lines.add("        - " + quoted(item)));
  }

  private static String list(List<String> items) {
    return items.stream().map(PolicyYaml::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** What came from a file or a record ends no line and hides nothing. */
  private static String comment(String text) {
    return ("# " + text.replaceAll("[^ -~]", "?")).stripTrailing();
  }

  private static String quoted(String text) {
    if (text.matches("[a-zA-Z][a-zA-Z0-9._-]*")
        && !text.matches("(?i)true|false|null|yes|no|on|off")) {
      return text;
    }
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
