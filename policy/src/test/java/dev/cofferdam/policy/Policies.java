package dev.cofferdam.policy;

/** Policies as tests write them. */
final class Policies {
  private Policies() {}

  static Policy parse(String yaml) {
    try {
      return Policy.parse(yaml, "test.yaml");
    } catch (PolicyException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** One role r with these rules, bound to the user {@code u} and the group {@code g}. */
  static Policy ofRules(String... rules) {
    StringBuilder yaml = new StringBuilder("version: 1\nroles:\n  r:\n");
    for (String rule : rules) {
      yaml.append("    - {").append(rule).append("}\n");
    }
    return parse(yaml + "bindings:\n  - role: r\n    to: [\"user:u\", \"group:g\"]\n");
  }
}
