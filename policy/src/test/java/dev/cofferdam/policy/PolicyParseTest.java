package dev.cofferdam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cofferdam.docker.Contain;
import dev.cofferdam.docker.NamespaceHost;
import dev.cofferdam.docker.NamespaceHost.Wrapping;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.SeccompBase;
import dev.cofferdam.userns.Mode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParseTest {
  private static final String BINDINGS = "bindings:\n  - {role: r, to: [\"user:u\"]}\n";

  private static List<String> problems(String yaml) {
    return catchThrowableOfType(PolicyException.class, () -> Policy.parse(yaml, "p.yaml"))
        .problems()
        .stream()
        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
        .map(Problem::toString)
        .toList();
  }

  private static String ofRule(String rule) {
    return "version: 1\nroles:\n  r:\n    - {" + rule + "}\n" + BINDINGS;
  }

  /** The rule's brace is in line 4, column 7. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "allow: [container.strat] | 4:16 | unknown operation \"container.strat\"; did you mean \"container.start\"?",
        "deny: [\"container.exec*\"] | 4:15 | no operation fits \"container.exec*\"; did you mean \"exec.*\"?",
        "allow: [Container.list] | 4:16 | unknown operation \"Container.list\"; did you mean \"container.list\"?",
        "allow: [\"containers.*\"] | 4:16 | no operation fits \"containers.*\"; did you mean \"container.*\"?",
        "allow: [] | 4:15 | \"allow\" is an empty list: name something or leave it out",
        "allow: container.list | 4:15 | \"allow\" is a list, not \"container.list\": write [a, b]",
        "allow: [\"*\"], container: [x] | 4:22 | unknown key \"container\"; did you mean \"containers\"? (possible: allow, deny, containers, images, volumes, networks, services, secrets, configs, nodes, owned, confinement, grant, privileges, when)",
        "allow: [\"*\"], allow: [\"*\"] | 4:22 | the key \"allow\" is already in line 4",
        "allow: [\"*\"], deny: [\"*\"] | 4:7 | a rule has either allow or deny: make two rules of this one",
        "images: [a] | 4:7 | a rule without allow or deny: name the operations, for instance \"allow: [container.list]\"",
        "allow: [\"*\"], containers: [\"web-?\"] | 4:35 | \"web-?\" is no pattern for names: letters, digits, _ . - and * for any of these",
        "allow: [\"*\"], containers: [\"**\"] | 4:35 | \"**\" is no pattern for names: letters, digits, _ . - and * for any of these",
        "allow: [\"*\"], containers: [12] | 4:35 | a name is text: put 12 into quotes",
        "allow: [\"*\"], containers: [] | 4:34 | \"containers\" is an empty list: name something or leave it out",
        "allow: [\"*\"], owned: yes | 4:29 | \"owned\" is true or a list of containers, volumes, networks, services, secrets, configs, not \"yes\": leave it out where anyone's objects are meant",
        "allow: [\"*\"], owned: [images] | 4:30 | \"images\" has no owner (possible: containers, volumes, networks, services, secrets, configs)",
        "allow: [\"*\"], confinement: priviledged | 4:35 | unknown confinement \"priviledged\"; did you mean \"privileged\"? (possible: restricted, baseline, privileged, super-privileged)",
        "allow: [\"*\"], grant: [\"cap:net_admn\"] | 4:30 | unknown capability \"net_admn\"; did you mean \"NET_ADMIN\"? (upper case, without CAP_)",
        "allow: [\"*\"], grant: [\"seccomp:allow:clock_adjtme\"] | 4:30 | seccomp:allow:clock_adjtme: no system call is called clock_adjtme (did you mean clock_adjtime or clock_adjtime64 or clock_gettime?)",
        "allow: [\"*\"], grant: [\"seccomp:allow:@mounts\"] | 4:30 | seccomp:allow:@mounts: no group of system calls is called @mounts (did you mean @mount?)",
        "allow: [\"*\"], grant: [\"userns:hots\"] | 4:30 | unknown mode of user namespaces \"hots\" (possible: root-shift, user, identity, host)",
        "allow: [\"*\"], grant: [\"userns:private\"] | 4:30 | a user namespace of one's own takes no privilege: \"userns:private\"",
        "deny: [\"*\"], privileges: [\"seccomp:deny:bpf\"] | 4:34 | to deny a system call takes no privilege: \"seccomp:deny:bpf\"",
        "allow: [\"*\"], grant: [\"mount:srv\"] | 4:30 | the path of a mount begins with /: \"mount:srv\"",
        "allow: [\"*\"], grant: [\"**\"] | 4:30 | \"**\" has no kind: write the kind before the star, for instance \"cap:*\"; everything is \"confinement: super-privileged\"",
        "deny: [\"*\"], grant: [privileged] | 4:28 | \"grant\" belongs to allow rules; a deny rule has \"privileges\"",
        "allow: [\"*\"], privileges: [privileged] | 4:34 | \"privileges\" belongs to deny rules; what a rule gives is in \"grant\"",
        "allow: [\"*\"], images: [&x foobar] | 4:31 | no anchors; text that begins with & needs quotes",
        "allow: [!!str x] | 4:16 | no tags; text that begins with ! needs quotes",
        "allow: [*] | 4:17 | no valid YAML: unexpected character found ](93) (text that begins with * needs quotes: \"*\")"
      })
  void a_mistake_in_a_rule_is_told_with_its_place(String rule, String place, String message) {
    assertThat(problems(ofRule(rule))).contains("p.yaml:" + place + ": error: " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Foo Bar", "a//b", "", "/a", "-"})
  void a_bad_image_pattern_is_told_with_its_place(String image) {
    assertThat(problems(ofRule("allow: [\"*\"], images: [\"" + image + "\"]")))
        .singleElement()
        .asString()
        .startsWith("p.yaml:4:31: error: ");
  }

  @Test
  void all_mistakes_are_told_in_the_order_of_the_text() {
    assertThat(
            problems(
                """
                version: 2
                rolls: {}
                roles:
                  a b:
                    - allow: [x.y]
                  c: []
                bindings:
                  - role: d
                    to: [admin1, "user:", "user:*", "group:a b"]
                  - to: x
                """))
        .extracting(line -> line.substring(0, line.indexOf(": error")))
        .containsExactly(
            "p.yaml:1:10",
            "p.yaml:2:1",
            "p.yaml:4:3",
            "p.yaml:5:15",
            "p.yaml:6:6",
            "p.yaml:8:11",
            "p.yaml:9:10",
            "p.yaml:9:18",
            "p.yaml:9:27",
            "p.yaml:9:37",
            "p.yaml:10:5",
            "p.yaml:10:9");
  }

  @Test
  void a_role_may_be_a_mapping_with_its_rules() throws Exception {
    String list = "version: 1\nroles:\n  r:\n    - {allow: [container.list]}\n" + BINDINGS;
    String mapping =
        "version: 1\nroles:\n  r:\n    rules:\n      - {allow: [container.list]}\n" + BINDINGS;
    Question question =
        new Question(
            new Caller("u", Set.of()),
            Operation.CONTAINER_LIST,
            List.of(),
            Set.of(),
            Ask.NOTHING_SAID);
    assertThat(Policy.parse(mapping, "p.yaml").decide(question))
        .isEqualTo(Policy.parse(list, "p.yaml").decide(question))
        .isInstanceOf(Verdict.Allow.class);
  }

  @Test
  void a_role_that_is_a_mapping_has_rules_and_no_unknown_keys() {
    assertThat(problems("version: 1\nroles:\n  r:\n    rule: []\n" + BINDINGS))
        .containsExactlyInAnyOrder(
            "p.yaml:4:5: error: the key \"rules\" is missing",
            "p.yaml:4:5: error: unknown key \"rule\"; did you mean \"rules\"? (possible: rules, limits, mode, userns, capabilities)");
  }

  @Test
  void a_mapping_merged_into_another_is_refused() {
    assertThat(problems("a: &a {x: 1}\nb:\n  <<: *a\n"))
        .containsExactly(
            "p.yaml:1:4: error: no anchors; text that begins with & needs quotes",
            "p.yaml:3:7: error: no aliases; text that begins with * needs quotes, for instance"
                + " \"*\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "[]",
        "version: 1",
        "version: \"1\"",
        "version: 1.0\nroles: 1",
        "---\n---\n",
        "%YAML 1.1\n---\nversion: 1",
        "\ufeffversion: 1",
        "version: 1\u0000",
        "a: b: c",
        "- \t- x",
        "? [a]\n: b"
      })
  void what_is_no_policy_is_refused(String yaml) {
    assertThat(problems(yaml)).isNotEmpty();
  }

  @Test
  void depth_is_bounded() {
    assertThat(problems("[".repeat(100_000))).anyMatch(p -> p.contains("levels deep"));
  }

  @Test
  void length_is_bounded() {
    assertThat(problems("#".repeat(YamlText.LIMIT + 1)))
        .containsExactly("p.yaml:1:1: error: longer than 8388608 characters");
  }

  @Test
  void writable_directories_inside_one_another_are_a_warning() {
    Policy policy =
        Policies.parse(
            """
            version: 1
            roles:
              r:
                - allow: [container.create]
                  grant: ["mount:/a/**", "mount:/b/**:rw", "mount:/c/**:ro", "mount:/d/*:rw", "replaceable:/e"]
                - deny: [container.create]
                  privileges: ["mount:/a/**"]
            bindings:
              - {role: r, to: ["user:u"]}
            """);
    assertThat(policy.warnings())
        .extracting(Problem::toString)
        .hasSize(3)
        .anyMatch(
            text -> text.startsWith("test.yaml:5:15: warning: \"mount:/a/**\" gives writable"))
        .anyMatch(text -> text.startsWith("test.yaml:5:30: warning: \"mount:/b/**:rw\" gives writ"))
        .anyMatch(text -> text.contains(": warning: \"replaceable:/e\" lets who has it"));
  }

  @Test
  void a_role_for_nobody_and_a_rule_for_nothing_are_warnings() {
    Policy policy =
        Policies.parse(
            """
            version: 1
            roles:
              idle:
                - allow: [system.ping]
              r:
                - allow: [container.create, system.ping]
                  containers: ["web-*"]
                - allow: [container.list]
                  owned: true
            bindings:
              - {role: r, to: ["user:u", "user:u"]}
            """);
    assertThat(policy.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "test.yaml:3:3: warning: the role \"idle\" is bound to nobody",
            "test.yaml:6:15: warning: container.create acts on images, so this rule never allows"
                + " it; add \"images\"",
            "test.yaml:6:33: warning: system.ping acts on no object, so this rule never allows it;"
                + " put it into a rule without selectors",
            "test.yaml:11:30: warning: \"user:u\" has the role r already");
    assertThat(policy.roleCount()).isEqualTo(2);
    assertThat(policy.bindingCount()).isEqualTo(1);
  }

  @Test
  void the_version_is_of_the_text() {
    String yaml = ofRule("allow: [\"*\"]");
    assertThat(Policies.parse(yaml).version())
        .matches("[0-9a-f]{12}")
        .isEqualTo(Policies.parse(yaml).version())
        .isNotEqualTo(Policies.parse(yaml + "# changed\n").version());
  }

  private static final String ROLES = "roles:\n  r:\n    - {allow: [\"*\"]}\n" + BINDINGS;

  @ParameterizedTest
  @CsvSource({"default, DEFAULT", "mission, MISSION", "none, NONE", "engine, ENGINE"})
  void a_policy_says_what_filters_start_from(String id, SeccompBase base) throws PolicyException {
    String yaml = "version: 1\nseccomp: {base: " + id + "}\n" + ROLES;
    assertThat(Policy.parse(yaml, "p.yaml").seccompBase()).isEqualTo(base);
  }

  @Test
  void filters_start_from_the_default_base_where_it_says_nothing() throws PolicyException {
    assertThat(Policy.parse("version: 1\n" + ROLES, "p.yaml").seccompBase())
        .isEqualTo(SeccompBase.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{base: defualt} | 2:17 | unknown base \"defualt\"; did you mean \"default\"? (possible: default, mission, none, engine)",
        "{} | 2:10 | the key \"base\" is missing",
        "{base: none, profile: x} | 2:23 | unknown key \"profile\" (possible: base)"
      })
  void a_base_that_is_none_is_a_mistake(String seccomp, String place, String problem) {
    assertThat(problems("version: 1\nseccomp: " + seccomp + "\n" + ROLES))
        .containsExactly("p.yaml:" + place + ": error: " + problem);
  }

  private static NamespaceHost namespaces(String yaml) throws PolicyException {
    return Policy.parse(yaml, "p.yaml").namespaces(new Caller("u", Set.of("g")));
  }

  private static String withRoles(String userns, String one, String two) {
    return """
    version: 1
    %s
    roles:
      one: {%s rules: [{allow: ["*"]}]}
      two: {%s rules: [{allow: ["*"]}]}
      idle: {userns: host, rules: [{allow: ["*"]}]}
    bindings:
      - {role: one, to: ["user:u"]}
      - {role: two, to: ["group:g"]}
      - {role: idle, to: ["user:other"]}
    """
        .formatted(userns, one, two);
  }

  @Test
  void containers_have_a_namespace_of_their_own_where_it_says_nothing() throws PolicyException {
    assertThat(namespaces(withRoles("", "", "")))
        .isEqualTo(new NamespaceHost(Contain.PREFERRED, Mode.PRIVATE, false, Wrapping.UNKNOWN));
  }

  @Test
  void a_policy_says_which_namespace_containers_have_and_whether() throws PolicyException {
    assertThat(namespaces(withRoles("userns: {contain: required, default: identity}", "", "")))
        .isEqualTo(new NamespaceHost(Contain.REQUIRED, Mode.IDENTITY, true, Wrapping.UNKNOWN));
    assertThat(namespaces(withRoles("userns: {contain: off}", "", "")).contain())
        .isEqualTo(Contain.OFF);
    assertThat(namespaces(withRoles("userns: {}", "", "")).told()).isTrue();
  }

  @Test
  void of_the_namespaces_of_roles_the_strongest_counts() throws PolicyException {
    String identity = "userns: {default: identity}";
    assertThat(namespaces(withRoles(identity, "userns: host,", "")).standard())
        .isEqualTo(Mode.HOST);
    assertThat(namespaces(withRoles(identity, "userns: host,", "userns: root-shift,")).standard())
        .isEqualTo(Mode.ROOT_SHIFT);
    assertThat(namespaces(withRoles(identity, "", "")).standard()).isEqualTo(Mode.IDENTITY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{contain: require} | 2:19 | unknown word \"require\"; did you mean \"required\"? (possible: required, preferred, off)",
        "{default: shared} | 2:19 | unknown mode of user namespaces \"shared\" (possible: private, root-shift, user, identity, host)",
        "{mode: host} | 2:10 | unknown key \"mode\" (possible: contain, default)"
      })
  void a_namespace_that_is_none_is_a_mistake(String userns, String place, String problem) {
    assertThat(problems("version: 1\nuserns: " + userns + "\n" + ROLES))
        .containsExactly("p.yaml:" + place + ": error: " + problem);
  }

  @Test
  void of_the_capabilities_of_roles_none_counts() throws PolicyException {
    Caller caller = new Caller("u", Set.of("g"));
    assertThat(Policy.parse(withRoles("", "", ""), "p.yaml").dropsCapabilities(caller)).isFalse();
    assertThat(
            Policy.parse(withRoles("", "capabilities: default,", "capabilities: none,"), "p.yaml")
                .dropsCapabilities(caller))
        .isTrue();
    assertThat(
            Policy.parse(withRoles("", "capabilities: default,", ""), "p.yaml")
                .dropsCapabilities(caller))
        .isFalse();
    assertThat(problems(withRoles("", "capabilities: some,", "")))
        .containsExactly("p.yaml:4:23: error: unknown word \"some\" (possible: none, default)");
  }
}
