package dev.cofferdam.policy;

import static dev.cofferdam.docker.Confinement.BASELINE;
import static dev.cofferdam.docker.Confinement.PRIVILEGED;
import static dev.cofferdam.docker.Confinement.SUPER_PRIVILEGED;
import static dev.cofferdam.policy.Ask.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Subject;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
  private static final Resource.Network NETWORK =
      new Resource.Network("f".repeat(64), "back", Optional.empty());

  private static Verdict decide(Ask ask, String... rules) {
    return ask.of(Policies.ofRules(rules));
  }

  private static void allowed(Ask ask, String... rules) {
    assertThat(decide(ask, rules)).isEqualTo(new Verdict.Allow(Optional.of("r/1")));
  }

  private static Ask create() {
    return Ask.creating("u", "x", "foobar");
  }

  @Nested
  class Grants {
    @ParameterizedTest
    @CsvSource({
      "cap:NET_ADMIN, cap:NET_ADMIN",
      "cap:*, cap:SYS_ADMIN",
      "privileged, privileged",
      "mount:/srv/data/**:ro, mount:/srv/data/a/b:ro",
      "mount:/srv/data/**:ro, mount:/srv/data/.hidden:ro",
      "mount:/srv/data/**:ro, mount:/srv/data/..hidden:ro",
      "mount:/srv/data/**:rw, mount:/srv/data/a:ro",
      "mount:/srv/*/x:rw, mount:/srv/a/x:rw",
      "mount:/**, mount:/srv:rw",
      "namespace:pid=*, namespace:pid=host"
    })
    void give_what_they_name(String grant, String privilege) {
      allowed(
          create().with(SUPER_PRIVILEGED, privilege),
          "allow: [container.create], grant: [\"" + grant + "\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"volume:data-1:rw", "volume:data-1:ro", "network:back"})
    void are_also_the_selectors_of_volumes_and_networks(String privilege) {
      allowed(
          create().with(PRIVILEGED, privilege),
          "allow: [container.create], images: [foobar], volumes: [\"data-*\"], networks: [back]");
    }

    @Test
    void are_not_needed_within_the_confinement() {
      allowed(
          create().with(BASELINE, "user:root").with(PRIVILEGED, "privileged"),
          "allow: [\"*\"], confinement: privileged");
    }
  }

  @Nested
  class Selectors {
    @Test
    void of_images_speak_of_the_image_that_a_container_was_made_from() {
      allowed(
          Ask.by("u", "container.start").on(container("x", "v", "foobar")),
          "allow: [container.start], images: [foobar]");
    }

    @Test
    void of_images_suffice_to_create() {
      allowed(create(), "allow: [container.create], images: [foobar]");
    }

    @Test
    void of_containers_and_images_both_hold_for_a_new_container() {
      String rule = "allow: [container.create], containers: [\"web-*\"], images: [\"**\"]";
      allowed(Ask.creating("u", "web-1", "foobar"), rule);
      assertThat(decide(create(), rule)).isInstanceOf(Verdict.Deny.class);
    }

    @Test
    void may_ask_for_own_containers_on_a_network_of_all() {
      allowed(
          Ask.by("u", "network.connect").on(NETWORK, container("x", "u", "foobar")),
          "allow: [network.connect], networks: [back], owned: [containers]");
    }

    @Test
    void are_not_asked_where_the_rule_has_none() {
      allowed(
          Ask.by("u", "plugin.remove")
              .on(new Resource.Other(Subject.PLUGIN, "id", "p", Optional.empty())),
          "allow: [\"*\"]");
    }
  }

  @Nested
  class Collections {
    @Test
    void are_allowed_in_part_by_a_rule_with_selectors() {
      assertThat(decide(Ask.by("u", "container.list"), "allow: [\"*\"], containers: [\"web-*\"]"))
          .isEqualTo(new Verdict.AllowSome(Optional.of("r/1")));
    }

    @Test
    void are_allowed_in_whole_by_a_rule_without() {
      allowed(
          Ask.by("u", "container.list"), "allow: [\"*\"]", "allow: [\"*\"], containers: [\"w\"]");
    }

    @Test
    void are_the_callers_own_as_a_whole_only_where_nothing_else_is_asked() {
      Ask prune = Ask.by("u", "container.prune");
      assertThat(decide(prune, "allow: [\"*\"], containers: [a]", "allow: [\"*\"], owned: true"))
          .isEqualTo(new Verdict.AllowSome(Optional.of("r/2"), true));
      Verdict items = new Verdict.AllowSome(Optional.of("r/1"), false);
      assertThat(decide(prune, "allow: [\"*\"], owned: true, containers: [\"*\"]"))
          .isEqualTo(items);
      assertThat(decide(prune, "allow: [\"*\"], owned: true, images: [\"**\"]")).isEqualTo(items);
      assertThat(decide(prune, "allow: [\"*\"], owned: [volumes]")).isEqualTo(items);
      assertThat(
              decide(prune, "allow: [\"*\"], owned: true", "deny: [\"*\"], containers: [\"p-*\"]"))
          .isEqualTo(items);
      assertThat(decide(Ask.by("u", "image.prune"), "allow: [\"*\"], owned: true"))
          .isEqualTo(items);
    }

    @Test
    void are_allowed_in_part_where_a_rule_denies_some() {
      String[] rules = {"allow: [\"*\"]", "deny: [\"*\"], containers: [\"prod-*\"]"};
      Ask list = Ask.by("u", "container.list");
      assertThat(decide(list, rules)).isEqualTo(new Verdict.AllowSome(Optional.of("r/1")));
      assertThat(decide(list.on(container("prod-1")), rules)).isInstanceOf(Verdict.Deny.class);
      allowed(list.on(container("web-1")), rules);
      assertThat(decide(Ask.by("u", "system.events"), rules)).isInstanceOf(Verdict.AllowSome.class);
    }

    @Test
    void of_other_kinds_are_not_touched_by_a_denial() {
      allowed(
          Ask.by("u", "system.ping"), "allow: [\"*\"]", "deny: [\"*\"], containers: [\"prod-*\"]");
      allowed(
          Ask.by("u", "network.prune"), "allow: [\"*\"]", "deny: [\"*\"], containers: [\"p-*\"]");
    }
  }

  @Nested
  class Denials {
    @Test
    void with_privileges_deny_only_requests_that_carry_one() {
      String[] rules = {
        "allow: [\"*\"], confinement: super-privileged", "deny: [\"*\"], privileges: [\"cap:*\"]"
      };
      allowed(create(), rules);
      allowed(create().with(PRIVILEGED, "privileged"), rules);
      assertThat(decide(create().with(PRIVILEGED, "privileged", "cap:NET_RAW"), rules))
          .isEqualTo(
              new Verdict.Deny(
                  Optional.of("r/2"),
                  "rule r/2 forbids u to create containers (it denies container.create with"
                      + " cap:NET_RAW)",
                  java.util.List.of(
                      "In the request: leave out --cap-add NET_RAW.",
                      "In the policy: change rule r/2 (line 5), which wins over every rule that"
                          + " allows.")));
    }

    @Test
    void with_several_selectors_need_something_for_each() {
      String[] rules = {"allow: [\"*\"]", "deny: [\"*\"], containers: [\"prod-*\"], images: [bad]"};
      allowed(Ask.creating("u", "prod-1", "foobar"), rules);
      allowed(Ask.creating("u", "x", "bad"), rules);
      assertThat(decide(Ask.creating("u", "prod-1", "bad"), rules))
          .isInstanceOf(Verdict.Deny.class);
    }
  }

  @Nested
  class Reasons {
    private String reason(Ask ask, String... rules) {
      return decide(ask, rules) instanceof Verdict.Deny deny ? deny.reason() : "allowed";
    }

    @Test
    void name_the_container_and_the_pattern() {
      assertThat(
              reason(
                  Ask.by("u", "container.start").on(container("db-1")),
                  "allow: [container.start], containers: [\"web-*\"]"))
          .isEqualTo(
              "no rule lets u start container:db-1"
                  + " (container:db-1 is another; r/1 is for containers web-*)");
    }

    @Test
    void name_who_owns_nothing_here() {
      assertThat(
              reason(
                  Ask.by("u", "container.remove").on(container("x")),
                  "allow: [container.remove], owned: true"))
          .isEqualTo(
              "no rule lets u remove container:x"
                  + " (container:x is not u's own; r/1 is for own objects)");
    }

    @Test
    void say_that_nothing_names_the_operation() {
      assertThat(reason(Ask.by("u", "swarm.init"), "allow: [\"container.*\"]"))
          .isEqualTo("no rule lets u use swarm.init");
    }

    @Test
    void say_that_no_role_is_bound() {
      assertThat(reason(Ask.by("v", "swarm.init"), "allow: [\"*\"]"))
          .isEqualTo("no role is bound to v or a group of v");
    }
  }

  @Test
  void a_group_gives_its_roles() {
    allowed(Ask.by("x", "system.ping").inGroups("other", "g"), "allow: [system.ping]");
  }

  @Test
  void what_is_mentioned_is_what_some_rule_allows() {
    Policy policy = Policies.ofRules("allow: [exec.start], owned: true", "deny: [image.pull]");
    Caller caller = new Caller("u", Set.of());
    assertThat(policy.mentions(caller, Operation.EXEC_START)).isTrue();
    assertThat(policy.mentions(caller, Operation.IMAGE_PULL)).isFalse();
    assertThat(policy.mentions(new Caller("v", Set.of("g")), Operation.EXEC_START)).isTrue();
    assertThat(policy.mentions(new Caller("v", Set.of()), Operation.EXEC_START)).isFalse();
  }

  @Test
  void an_explanation_has_a_step_for_every_rule() {
    Policy policy =
        Policies.ofRules(
            "allow: [\"container.*\"]",
            "deny: [container.kill], containers: [p]",
            "allow: [\"*\"]");
    Explanation explanation =
        policy.explain(create().inGroups("g").with(PRIVILEGED, "cap:NET_RAW").question());
    assertThat(explanation.verdict()).isInstanceOf(Verdict.Deny.class);
    assertThat(explanation.steps())
        .extracting(Explanation.Step::rule, Explanation.Step::line, Explanation.Step::why)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "r/1", 4, "asks for cap:NET_RAW (privileged; r allows up to baseline)"),
            org.assertj.core.groups.Tuple.tuple("r/2", 5, "r/2 does not name container.create"),
            org.assertj.core.groups.Tuple.tuple(
                "r/3", 6, "asks for cap:NET_RAW (privileged; r allows up to baseline)"));
    assertThat(explanation.steps().getFirst().boundBy()).containsExactly("user:u", "group:g");
  }
}
