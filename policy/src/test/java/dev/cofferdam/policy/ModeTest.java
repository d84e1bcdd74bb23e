package dev.cofferdam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cofferdam.docker.Operation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeTest {
  /**
   * Roles a, b, … each with a mode, or - for none, bound to {@code u}; the last has these rules.
   */
  private static Policy policy(String modes, String... rules) {
    StringBuilder yaml = new StringBuilder("version: 1\nroles:\n");
    StringBuilder bindings = new StringBuilder("bindings:\n");
    String[] each = modes.split(" ");
    for (int i = 0; i < each.length; i++) {
      char name = (char) ('a' + i);
      yaml.append("  ").append(name).append(":\n");
      yaml.append(each[i].equals("-") ? "" : "    mode: " + each[i] + "\n");
      yaml.append("    rules:\n");
      for (String rule : i < each.length - 1 ? new String[] {"allow: [system.ping]"} : rules) {
        yaml.append("      - {").append(rule).append("}\n");
      }
      bindings.append("  - {role: ").append(name).append(", to: ['user:u']}\n");
    }
    return Policies.parse(yaml.toString() + bindings);
  }

  private static final Ask START = Ask.by("u", "container.start").on(Ask.container("web-1"));

  @Nested
  class What_no_rule_allows {
    @ParameterizedTest
    @ValueSource(strings = {"-", "enforce", "- -", "enforce observe", "warn enforce", "- enforce"})
    void is_refused_where_a_role_is_enforced_or_none_says_a_mode(String modes) {
      Policy policy = policy(modes, "allow: [container.list]");
      assertThat(START.of(policy)).isInstanceOf(Verdict.Deny.class);
      assertThat(policy.allows(START.question())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"warn, WARN", "observe, OBSERVE", "observe warn, WARN", "- observe, OBSERVE"})
    void is_allowed_in_the_strictest_mode_that_a_role_says(String modes, Mode mode) {
      Policy policy = policy(modes, "allow: [container.list]");
      assertThat(START.of(policy))
          .isEqualTo(new Verdict.AllowAnyway(mode, (Verdict.Deny) enforced(modes)));
      assertThat(policy.allows(START.question())).isTrue();
      assertThat(policy.mentions(new Caller("u", Set.of()), Operation.IMAGE_BUILD)).isTrue();
    }

    /** The refusal of the same policy with every role enforced. */
    private static Verdict enforced(String modes) {
      String strict = modes.replaceAll("warn|observe", "enforce");
      return START.of(policy(strict, "allow: [container.list]"));
    }

    @Test
    void is_refused_to_those_without_a_role() {
      Policy policy = policy("observe", "allow: [container.list]");
      assertThat(Ask.by("stranger", "container.start").of(policy)).isInstanceOf(Verdict.Deny.class);
      assertThat(policy.mentions(new Caller("stranger", Set.of()), Operation.IMAGE_BUILD))
          .isFalse();
    }
  }

  @Nested
  class What_a_rule_denies {
    private static final String[] RULES = {"allow: ['*']", "deny: [container.start]"};

    @Test
    void is_refused_where_its_role_is_enforced_whatever_others_say() {
      Policy policy =
          Policies.parse(
              """
              version: 1
              roles:
                strict:
                  - deny: [container.start]
                trial: {mode: observe, rules: [{allow: [container.list]}]}
              bindings:
                - {role: strict, to: ["user:u"]}
                - {role: trial, to: ["user:u"]}
              """);
      assertThat(START.of(policy)).isInstanceOf(Verdict.Deny.class);
      assertThat(Ask.by("u", "container.stop").on(Ask.container("web-1")).of(policy))
          .isInstanceOf(Verdict.AllowAnyway.class);
    }

    @Test
    void is_allowed_where_its_role_is_on_trial() {
      assertThat(START.of(policy("warn", RULES)))
          .isInstanceOfSatisfying(
              Verdict.AllowAnyway.class,
              anyway -> {
                assertThat(anyway.mode()).isEqualTo(Mode.WARN);
                assertThat(anyway.rule()).contains("a/2");
                assertThat(anyway.refusal().reason()).contains("rule a/2 forbids u");
              });
      assertThat(START.of(policy("enforce warn", RULES))).isInstanceOf(Verdict.Deny.class);
    }
  }

  @Nested
  class A_collection {
    private final Ask list = Ask.by("u", "container.list");

    @Test
    void is_shown_whole_and_what_would_be_left_out_is_said() {
      String rule = "allow: [container.list], containers: ['web-*']";
      assertThat(list.of(policy("observe", rule)))
          .isInstanceOfSatisfying(
              Verdict.AllowAnyway.class,
              anyway ->
                  assertThat(anyway.refusal().reason())
                      .isEqualTo(
                          "rule a/1 lets u list containers in part only (those that fit containers"
                              + " web-*)"));
      String denied = "deny: [container.list], containers: ['db']";
      assertThat(list.of(policy("observe", "allow: ['*']", denied)))
          .isInstanceOfSatisfying(
              Verdict.AllowAnyway.class, anyway -> assertThat(anyway.rule()).contains("a/2"));
    }

    @Test
    void keeps_hidden_what_an_enforced_role_hides() {
      Policy policy =
          Policies.parse(
              """
              version: 1
              roles:
                strict: [{deny: [container.list], containers: ["db"]}]
                trial: {mode: observe, rules: [{allow: [container.list], containers: ["web-*"]}]}
              bindings:
                - {role: strict, to: ["user:u"]}
                - {role: trial, to: ["user:u"]}
              """);
      assertThat(list.of(policy)).isInstanceOf(Verdict.AllowSome.class);
      assertThat(policy.allows(list.on(Ask.container("db")).question())).isFalse();
      assertThat(policy.allows(list.on(Ask.container("other")).question())).isTrue();
    }
  }

  @Test
  void secrets_are_hidden_on_trial_too() {
    Ask secrets = Ask.by("u", "secrets.read").on(Ask.container("web-1"));
    assertThat(secrets.of(policy("observe", "allow: [container.list]")))
        .isInstanceOf(Verdict.Deny.class);
    assertThat(secrets.of(policy("observe", "allow: [secrets.read]")))
        .isInstanceOf(Verdict.Allow.class);
  }

  @Test
  void a_condition_that_cannot_be_answered_is_on_trial_as_well() {
    Policy policy =
        policy("warn", "allow: [container.create], when: \"request.labels['team'] == 'web'\"");
    assertThat(Ask.creating("u", "web-1", "foobar").saying("{\"Image\":\"foobar\"}").of(policy))
        .isInstanceOfSatisfying(
            Verdict.AllowAnyway.class,
            anyway -> assertThat(anyway.refusal().reason()).contains("a key that is not there"));
  }

  @Test
  void a_policy_knows_how_many_roles_are_in_which_mode() {
    assertThat(policy("- warn observe enforce observe", "allow: ['*']").roleModes())
        .containsEntry(Mode.ENFORCE, 2)
        .containsEntry(Mode.WARN, 1)
        .containsEntry(Mode.OBSERVE, 2);
  }

  @Test
  void a_mode_that_is_none_is_a_mistake() {
    String yaml =
        """
        version: 1
        roles:
          r:
            mode: observ
            rules: [{allow: ['*']}]
        bindings: [{role: r, to: ['user:u']}]
        """;
    PolicyException wrong =
        catchThrowableOfType(PolicyException.class, () -> Policy.parse(yaml, "p.yaml"));
    assertThat(wrong.problems())
        .extracting(Problem::toString)
        .isEqualTo(
            List.of(
                "p.yaml:4:11: error: unknown mode \"observ\"; did you mean \"observe\"?"
                    + " (possible: enforce, warn, observe)"));
  }
}
