package dev.cofferdam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cofferdam.docker.Confinement;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
  /** A policy that lets {@code u} create what this condition is for. */
  private static Policy allowingWhen(String condition) {
    return Policies.ofRules("allow: [container.create], when: " + quoted(condition));
  }

  private static Policy denyingWhen(String condition) {
    return Policies.ofRules(
        "allow: ['*'], confinement: super-privileged",
        "deny: ['container.*'], when: " + quoted(condition));
  }

  private static String quoted(String condition) {
    return "'" + condition.replace("'", "''") + "'";
  }

  private static Ask creating(String body) {
    return Ask.creating("u", "web-1", "foobar").saying(body);
  }

  private static boolean allows(String condition, Ask ask) {
    return ask.of(allowingWhen(condition)) instanceof Verdict.Allow;
  }

  private static String refusal(Policy policy, Ask ask) {
    assertThat(ask.of(policy)).isInstanceOf(Verdict.Deny.class);
    return ((Verdict.Deny) ask.of(policy)).reason();
  }

  private static String problem(String condition) {
    PolicyException wrong =
        catchThrowableOfType(
            PolicyException.class,
            () ->
                Policy.parse(
                    "version: 1\nroles:\n  r:\n    - allow: [container.create]\n      when: "
                        + quoted(condition)
                        + "\nbindings:\n  - {role: r, to: ['user:u']}\n",
                    "p.yaml"));
    assertThat(wrong).as(condition).isNotNull();
    return wrong.problems().getFirst().toString();
  }

  @Nested
  class A_limit {
    @Test
    void of_memory_is_kept() {
      String limit = "request.memory <= 512 * MiB";
      String small = "{\"Image\":\"foobar\",\"HostConfig\":{\"Memory\":536870912}}";
      String large = "{\"Image\":\"foobar\",\"HostConfig\":{\"Memory\":536870913}}";
      assertThat(allows(limit, creating(small))).isTrue();
      assertThat(allows(limit, creating(large))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"Image\":\"foobar\"}",
          "{\"Image\":\"foobar\",\"HostConfig\":{}}",
          "{\"Image\":\"foobar\",\"HostConfig\":{\"Memory\":0,\"NanoCpus\":0,\"PidsLimit\":0}}",
          "{\"Image\":\"foobar\",\"HostConfig\":{\"Memory\":-1,\"CpuQuota\":-1,\"PidsLimit\":-1}}"
        })
    void that_is_not_set_is_none_and_not_a_small_one(String body) {
      assertThat(allows("request.memory <= 512 * MiB", creating(body))).isFalse();
      assertThat(allows("request.memorySwap <= 512 * MiB", creating(body))).isFalse();
      assertThat(allows("request.cpus <= 64", creating(body))).isFalse();
      assertThat(allows("request.pids <= 100000", creating(body))).isFalse();
      assertThat(creating(body).of(denyingWhen("request.memory > 4 * GiB")))
          .isInstanceOf(Verdict.Deny.class);
    }

    @ParameterizedTest
    @CsvSource({
      "NanoCpus=1500000000, 1.5",
      "CpuQuota=50000, 0.5",
      "CpuQuota=50000;CpuPeriod=25000, 2.0"
    })
    void of_processors_is_one_number_however_it_is_written(String fields, String cpus) {
      String json = "\"" + fields.replace("=", "\":").replace(";", ",\"");
      String body = "{\"Image\":\"foobar\",\"HostConfig\":{" + json + "}}";
      assertThat(allows("request.cpus == " + cpus, creating(body))).isTrue();
    }

    @Test
    void of_swap_is_what_the_engine_makes_of_it() {
      String body = "{\"Image\":\"foobar\",\"HostConfig\":{\"Memory\":1048576%s}}";
      assertThat(allows("request.memorySwap == 2 * MiB", creating(body.formatted("")))).isTrue();
      assertThat(
              allows(
                  "request.memorySwap > 1000 * GiB",
                  creating(body.formatted(",\"MemorySwap\":-1"))))
          .isTrue();
    }
  }

  @Nested
  class The_words {
    private static final String BODY =
        """
        {"Image":"foobar","User":"app","Tty":true,"Cmd":["serve"],
         "Labels":{"team":"web"},"Env":["TOKEN=hush"],
         "HostConfig":{"Binds":["/srv/data:/data:ro"],"ReadonlyRootfs":true,
           "RestartPolicy":{"Name":"always"},
           "PortBindings":{"80/tcp":[{"HostPort":"8080-8082"}]}}}
        """;

    @ParameterizedTest
    @ValueSource(
        strings = {
          "request.operation == 'container.create'",
          "request.name == 'web-1'",
          "request.image == 'docker.io/library/foobar:latest'",
          "request.images == ['docker.io/library/foobar:latest']",
          "request.containers == ['web-1']",
          "request.owners == ['u']",
          "request.user == 'app'",
          "request.tty",
          "!request.privileged",
          "request.readonlyRootfs",
          "request.command == ['serve'] && request.entrypoint == []",
          "request.labels['team'] in identity.groups",
          "request.labels.team == 'web'",
          "has(request.labels.team) && !has(request.labels.other)",
          "'team' in request.labels",
          "request.envNames == ['TOKEN']",
          "request.hostPaths.all(p, p.startsWith('/srv/'))",
          "request.mounts == ['bind:/srv/data:/data:ro']",
          "request.ports == ['0.0.0.0:8080-8082/tcp']",
          "request.hostPorts.all(p, p >= 8080 && p <= 8082) && request.hostPorts.size() == 3",
          "request.restartPolicy == 'always'",
          "request.capabilities == ['NET_RAW']",
          "request.privileges == ['cap:NET_RAW', 'network:back', 'volume:data:rw']",
          "request.volumes == ['data'] && request.networks == ['back']",
          "request.confinement == 'baseline'",
          "identity.user == 'u' && identity.via == 'unix'",
          "now.getHours('Europe/Berlin') == 13 && now.getHours() == 12",
          "now.getDayOfWeek('UTC') in [1, 2, 3, 4, 5]",
          "now < timestamp('2027-01-01T00:00:00Z')",
          "request.image.matches('^docker[.]io/library/[a-z]+:latest$')"
        })
    void say_what_is_asked(String condition) {
      Ask ask =
          creating(BODY)
              .inGroups("web")
              .with(Confinement.BASELINE, "cap:NET_RAW", "volume:data:rw", "network:back");
      assertThat(ask.of(allowingWhen(condition))).as(condition).isInstanceOf(Verdict.Allow.class);
      assertThat(ask.of(allowingWhen("!(" + condition + ")")))
          .as("not " + condition)
          .isInstanceOf(Verdict.Deny.class);
    }

    @Test
    void tell_the_time_of_the_question_and_no_other() {
      Policy policy = allowingWhen("now.getHours('Europe/Berlin') < 18");
      Ask ask = creating("{\"Image\":\"foobar\"}");
      assertThat(ask.at("2026-07-01T15:59:59Z").of(policy)).isInstanceOf(Verdict.Allow.class);
      assertThat(ask.at("2026-07-01T16:00:00Z").of(policy)).isInstanceOf(Verdict.Deny.class);
    }
  }

  @Nested
  class What_cannot_be_answered {
    private final Ask plain = creating("{\"Image\":\"foobar\"}");

    @Test
    void is_not_allowed_and_the_refusal_says_why() {
      assertThat(refusal(allowingWhen("request.labels['team'] == 'web'"), plain))
          .contains("r/1", "it looks for a key that is not there at character 15");
      assertThat(
              refusal(
                  Policies.ofRules("allow: [container.start], when: request.memory < 3"),
                  Ask.by("u", "container.start").on(Ask.container("web-1"))))
          .contains("container.start does not say what request.memory is");
    }

    @Test
    void is_denied_by_a_rule_that_denies() {
      assertThat(refusal(denyingWhen("request.labels['team'] == 'web'"), plain))
          .contains("r/2", "it looks for a key that is not there");
      assertThat(plain.of(denyingWhen("'team' in request.labels")))
          .isInstanceOf(Verdict.Allow.class);
    }

    @Test
    void tells_nothing_of_what_the_client_sent() {
      Ask ask = creating("{\"Image\":\"foobar\",\"Labels\":{\"a\":\"hush\"},\"User\":\"hush\"}");
      for (String condition :
          List.of(
              "request.labels[request.labels['a']] == ''",
              "int(request.user) > 3",
              "timestamp(request.user) > now",
              "1 / size(request.envNames) > 0",
              "request.envNames[3] == request.user")) {
        assertThat(refusal(allowingWhen(condition), ask)).as(condition).doesNotContain("hush");
      }
    }

    @Test
    void is_not_asked_where_the_rest_decides() {
      Policy policy =
          Policies.ofRules(
              "allow: ['container.*'],"
                  + " when: \"request.operation != 'container.create' || request.memory < 3\"");
      assertThat(Ask.by("u", "container.start").on(Ask.container("web-1")).of(policy))
          .isInstanceOf(Verdict.Allow.class);
    }

    @Test
    void is_also_what_is_too_large_to_be_looked_at() {
      String labels = "\"l\":\"" + "x".repeat(2000) + "\"";
      assertThat(
              refusal(
                  allowingWhen("request.labels.all(l, l.size() > 0)"),
                  creating("{\"Image\":\"foobar\",\"Labels\":{" + labels + "}}")))
          .contains("request.labels has more than 256 items, or one of more than 1024 characters");
    }
  }

  @Nested
  class Collections {
    private final Ask list = Ask.by("u", "container.list");

    @Test
    void are_listed_in_part_where_the_condition_is_on_items() {
      Policy policy =
          Policies.ofRules("allow: [container.list], when: \"request.name.startsWith('web-')\"");
      assertThat(list.of(policy)).isInstanceOf(Verdict.AllowSome.class);
      assertThat(policy.allows(list.on(Ask.container("web-1")).question())).isTrue();
      assertThat(policy.allows(list.on(Ask.container("db")).question())).isFalse();
    }

    @Test
    void are_limited_by_a_rule_that_denies_items() {
      Policy policy =
          Policies.ofRules(
              "allow: [container.list]",
              "deny: [container.list], when: \"request.name.startsWith('web-')\"");
      assertThat(list.of(policy)).isInstanceOf(Verdict.AllowSome.class);
      assertThat(policy.allows(list.on(Ask.container("web-1")).question())).isFalse();
      assertThat(policy.allows(list.on(Ask.container("db")).question())).isTrue();
    }

    @Test
    void have_no_item_for_a_condition_on_what_items_do_not_tell() {
      Policy policy =
          Policies.ofRules(
              "allow: [container.list], containers: ['*'],"
                  + " when: \"request.labels['team'] == 'web'\"");
      assertThat(list.of(policy)).isInstanceOf(Verdict.Deny.class);
      assertThat(policy.allows(list.on(Ask.container("web-1")).question())).isFalse();
    }

    @Test
    void are_listed_whole_where_the_condition_is_on_the_caller() {
      Policy policy = Policies.ofRules("allow: [container.list], when: \"'g' in identity.groups\"");
      assertThat(list.inGroups("g").of(policy)).isInstanceOf(Verdict.Allow.class);
      assertThat(list.inGroups("h").of(policy)).isInstanceOf(Verdict.Deny.class);
    }
  }

  @Nested
  class Mistakes {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "request.memoy < 3 | p.yaml:5:14: error: \"when\" at character 1: there is no"
              + " \"request.memoy\"; did you mean \"request.memory\"?",
          "true && request.memory <= \"a\" | p.yaml:5:37: error: \"when\" at character 24: found no"
              + " matching overload for '_<=_' applied to '(int, string)'",
          "request.memory | p.yaml:5:21: error: \"when\" at character 8: expected type 'bool' but"
              + " found 'int'",
          "1 + | p.yaml:5:17: error: \"when\" at character 4: mismatched input '<EOF>'",
          "request | p.yaml:5:14: error: \"when\" at character 1: there is no \"request\"",
          "dyn(1) == 2 | p.yaml:5:17: error: \"when\" at character 4: there is no \"dyn\"",
          "now.getHours(\"Europ/Berlin\") < 3 | p.yaml:5:27: error: \"when\" at character 14: unknown"
              + " time zone \"Europ/Berlin\": write \"Europe/Berlin\" or \"UTC\"",
          "now.getHours(request.user) < 3 | p.yaml:5:34: error: \"when\" at character 21: a time"
              + " zone is written out, not computed",
          "request.user.matches(\"(\") | p.yaml:5:35: error: \"when\" at character 22: no regular"
              + " expression of RE2: missing closing )",
          "request.user.matches(request.name) | p.yaml:5:42: error: \"when\" at character 29: the"
              + " pattern of matches is written out, not computed"
        })
    void are_pointed_at(String condition, String expected) {
      assertThat(problem(condition)).isEqualTo(expected);
    }

    @Test
    void in_several_lines_are_counted_from_the_first() {
      String yaml =
          """
          version: 1
          roles:
            r:
              - allow: [container.create]
                when: |
                  request.memory < 3 &&
                    nonsense
          bindings: [{role: r, to: ["user:u"]}]
          """;
      PolicyException wrong =
          catchThrowableOfType(PolicyException.class, () -> Policy.parse(yaml, "p.yaml"));
      assertThat(wrong.problems().getFirst().toString())
          .isEqualTo("p.yaml:5:13: error: \"when\" at character 25: there is no \"nonsense\"");
    }
  }

  @Nested
  class Too_much {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "request.labels.all(a, request.labels.all(b, request.labels.all(c, a != b || b != c)))",
          "request.labels.all(a, request.labels.all(b, (a + b).matches('^(a*)*$')))",
          "[request.user].map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a)"
              + ".map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a)"
              + ".map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a).size() > 1",
          "request.envNames.exists(a, request.envNames.exists(b, a.contains(b)))"
        })
    void work_is_a_mistake(String condition) {
      assertThat(problem(condition)).contains("it can take too long");
    }

    @Test
    void text_depth_or_pattern_is_a_mistake() {
      assertThat(problem("true" + " || true".repeat(400))).contains("longer than 2048 characters");
      assertThat(problem("(".repeat(200) + "true" + ")".repeat(200))).contains("recursion");
      assertThat(problem("request.user.matches('(a{1,100}){1,10}')"))
          .contains("pattern is too large");
    }

    @Test
    void is_never_done_for_the_largest_request() {
      StringBuilder labels = new StringBuilder();
      for (int i = 0; i < 256; i++) {
        String key = "a".repeat(1000) + i;
        labels.append(i == 0 ? "" : ",").append("\"" + key + "\":\"" + "a".repeat(1024) + "\"");
      }
      Ask ask = creating("{\"Image\":\"foobar\",\"Labels\":{" + labels + "}}");
      for (String condition :
          List.of(
              "request.labels.all(a, request.labels.exists_one(b, a == b))",
              "!request.labels.exists(a, request.labels[a].matches('^(a*)*b$'))",
              "request.labels.map(a, a + a).filter(a, a.contains('aab')).size() > 3")) {
        Policy policy = allowingWhen(condition);
        long begun = System.nanoTime();
        assertThat(ask.of(policy)).isInstanceOf(Verdict.class);
        assertThat((System.nanoTime() - begun) / 1_000_000).as(condition).isLessThan(5_000);
      }
    }
  }
}
