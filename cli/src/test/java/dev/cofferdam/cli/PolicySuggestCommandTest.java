package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.audit.LogRecord;
import dev.cofferdam.policy.Policy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cofferdam policy suggest}. */
class PolicySuggestCommandTest {
  private static final List<String> LOG =
      List.of(
          line("admin1", "system.ping", "allow", "", "", ""),
          line("admin1", "container.list", "allow", "", "", ""),
          line("admin1", "container.start", "allow", "\"container:web-1\"", "", ""),
          line("admin1", "container.start", "allow", "\"container:web-2\"", "", ""),
          line("admin1", "container.stop", "allow", "\"container:web-1\"", "", ""),
          line("admin1", "container.stop", "allow", "\"container:web-2\"", "", ""),
          line("admin1", "container.logs", "allow", "\"container:web-1\"", "", ""),
          line("admin1", "exec.create", "deny", "\"container:web-1\"", "", ""),
          line(
              "admin2",
              "container.create",
              "allow",
              "\"container:(new)\",\"image:foobar\"",
              "docker.io/library/foobar:latest",
              "\"mount:/srv/data:ro\",\"cap:NET_ADMIN\",\"cap:default\",\"user:root\""),
          line(
              "admin2",
              "container.create",
              "allow",
              "\"container:(new)\",\"image:foobar\"",
              "docker.io/library/foobar:latest",
              "\"mount:/srv/data:rw\",\"cap:NET_ADMIN\",\"cap:default\""),
          line(
              "admin2",
              "container.create",
              "allow",
              "\"container:db\",\"image:registry.example:5000/team/db:1.2\"",
              "registry.example:5000/team/db:1.2",
              "\"volume:data:rw\",\"cap:default\""),
          line("admin2", "volume.remove", "allow", "\"volume:data\"", "", ""),
          line("admin2", "network.connect", "allow", "\"network:back\",\"container:db\"", "", ""),
          line(
              "admin2",
              "image.pull",
              "allow",
              "\"image:docker.io/library/foobar:latest\"",
              "docker.io/library/foobar:latest",
              ""));

  @TempDir private Path directory = Path.of("");

  private record Run(int code, String out, String err) {}

  private static String line(
      String user,
      String operation,
      String decision,
      String resources,
      String image,
      String privileges) {
    return "{\"kind\":\"decision\",\"id\":\"x\",\"user\":\"%s\",\"operation\":\"%s\",%s%s%s\"decision\":\"%s\"}"
        .formatted(
            user,
            operation,
            resources.isEmpty() ? "" : "\"resources\":[" + resources + "],",
            image.isEmpty() ? "" : "\"image\":\"" + image + "\",",
            privileges.isEmpty()
                ? ""
                : "\"privileges\":[" + privileges + "],\"confinement\":\"privileged\",",
            decision);
  }

  private Run suggest(List<String> log, String... options) throws Exception {
    Path file = directory.resolve("audit.jsonl");
    Files.writeString(file, String.join("\n", log) + "\n");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of(options));
    words.add(file.toString());
    int code =
        new picocli.CommandLine(new PolicySuggestCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words.toArray(String[]::new));
    return new Run(code, out.toString(), err.toString());
  }

  private List<RecordedRequest> requests(List<String> log, boolean denied) throws Exception {
    Path file = Files.writeString(directory.resolve("again.jsonl"), String.join("\n", log) + "\n");
    List<RecordedRequest> all = new ArrayList<>();
    dev.cofferdam.audit.AuditLog.readFile(
        file,
        dev.cofferdam.audit.LogFilter.ALL,
        each -> {
          try {
            if (denied || each.text("decision").equals("allow")) {
              all.add(RecordedRequest.of(each));
            }
          } catch (RecordedRequest.Unusable e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(all).isNotEmpty();
    return all;
  }

  private static boolean allowsAll(String policy, List<RecordedRequest> requests) {
    try {
      Policy parsed = Policy.parse(policy, "suggested.yaml");
      return requests.stream()
          .allMatch(each -> PolicySuggestion.isAllowed(parsed.decide(each.question()), each));
    } catch (dev.cofferdam.policy.PolicyException nothingLeft) {
      return false;
    }
  }

  @Test
  void everything_that_was_allowed_is_allowed_again_and_the_policy_has_no_warnings()
      throws Exception {
    Run run = suggest(LOG);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(allowsAll(run.out(), requests(LOG, false))).isTrue();
    assertThat(Policy.parse(run.out(), "suggested.yaml").warnings()).isEmpty();
    assertThat(allowsAll(run.out(), requests(LOG, true))).isFalse();
  }

  /** Each item of each list of each rule is taken out of the text; a list that is empty, whole. */
  @Test
  void without_any_rule_operation_or_grant_something_is_refused() throws Exception {
    for (String[] options : new String[][] {{}, {"--generalise"}, {"--include-denied"}}) {
      String policy = suggest(LOG, options).out();
      List<RecordedRequest> requests = requests(LOG, List.of(options).contains("--include-denied"));
      assertThat(allowsAll(policy, requests)).isTrue();
      int tried = 0;
      Matcher list = Pattern.compile("(allow|grant): \\[([^\\]]*)]").matcher(policy);
      while (list.find()) {
        List<String> items = List.of(list.group(2).split(", "));
        for (String item : items) {
          List<String> fewer = new ArrayList<>(items);
          fewer.remove(item);
          String without =
              fewer.isEmpty() && list.group(1).equals("grant")
                  ? ""
                  : list.group(1)
                      + ": ["
                      + (fewer.isEmpty() ? "debug.read" : String.join(", ", fewer))
                      + "]";
          String smaller =
              policy.substring(0, list.start()) + without + policy.substring(list.end());
          assertThat(allowsAll(smaller, requests)).as("without %s:\n%s", item, smaller).isFalse();
          tried++;
        }
      }
      assertThat(tried).isGreaterThan(8);
    }
  }

  @Test
  void nothing_is_allowed_that_was_not_seen() throws Exception {
    String policy = suggest(LOG).out();
    for (String unseen :
        List.of(
            line("admin1", "container.start", "deny", "\"container:web-3\"", "", ""),
            line("admin1", "container.logs", "deny", "\"container:web-2\"", "", ""),
            line("admin2", "container.start", "deny", "\"container:web-1\"", "", ""),
            line(
                "admin2",
                "network.connect",
                "deny",
                "\"network:back\",\"container:web-1\"",
                "",
                ""),
            line(
                "admin2",
                "container.create",
                "deny",
                "\"container:db\",\"image:registry.example:5000/team/db:1.2\"",
                "registry.example:5000/team/db:1.2",
                "\"cap:NET_ADMIN\""))) {
      assertThat(allowsAll(policy, requests(List.of(unseen), true))).as(unseen).isFalse();
    }
  }

  @Test
  void operations_on_the_same_objects_are_one_rule_and_a_list_shows_these_objects()
      throws Exception {
    assertThat(suggest(LOG).out())
        .contains(
            """
                - allow: [container.list, container.start, container.stop]
                  containers: [web-1, web-2]
                  confinement: restricted
            """);
  }

  @Test
  void what_every_container_has_is_baseline_and_no_grant() throws Exception {
    String ordinary =
        line(
                "eve",
                "container.create",
                "allow",
                "\"container:(new)\",\"image:foobar\"",
                "docker.io/library/foobar:latest",
                "\"cap:default\",\"new-privileges\",\"user:root\"")
            .replace("\"confinement\":\"privileged\"", "\"confinement\":\"baseline\"");
    assertThat(suggest(List.of(ordinary)).out())
        .contains("      images: [foobar]\n      confinement: baseline\n\nbindings:");
    assertThat(suggest(LOG).out()).doesNotContain("cap:default", "user:root");
  }

  @Test
  void a_grant_to_write_is_one_to_read() throws Exception {
    assertThat(suggest(LOG).out())
        .contains("grant: [\"cap:NET_ADMIN\", \"mount:/srv/data:rw\"]")
        .doesNotContain("mount:/srv/data:ro");
  }

  @Test
  void names_become_patterns_only_where_that_is_asked_for() throws Exception {
    assertThat(suggest(LOG).out()).doesNotContain("*");
    assertThat(suggest(LOG, "--generalise").out()).contains("containers: [\"web-*\"]");
  }

  @Test
  void what_was_refused_is_allowed_only_where_that_is_asked_for() throws Exception {
    assertThat(suggest(LOG).out()).doesNotContain("exec.create");
    assertThat(suggest(LOG, "--include-denied").out()).contains("exec.create");
  }

  @Test
  void those_who_need_the_same_have_one_role_unless_each_is_to_have_his_own() throws Exception {
    List<String> two =
        List.of(
            line("eve", "system.info", "allow", "", "", ""),
            line("bob", "system.info", "allow", "", "", ""));
    assertThat(suggest(two).out()).contains("to: [\"user:bob\", \"user:eve\"]");
    assertThat(suggest(two, "--per-user").out()).contains("  bob-seen:", "  eve-seen:");
  }

  @Test
  void the_order_of_the_log_does_not_matter() throws Exception {
    String policy = suggest(LOG).out();
    assertThat(suggest(LOG.reversed()).out()).isEqualTo(policy);
  }

  @Test
  void what_cannot_be_told_is_named_and_not_guessed() throws Exception {
    String cut =
        line("admin1", "container.start", "allow", "\"container:x\"", "", "")
            .replace(
                "\"decision\":\"allow\"", "\"decision\":\"allow\",\"shortened\":[\"resources\"]");
    List<String> log = new ArrayList<>(LOG);
    log.add(cut);
    log.add(line("admin1", "container.fly", "allow", "", "", ""));
    log.add(line("", "system.ping", "allow", "", "", ""));
    log.add(line("admin1", "image.inspect", "allow", "\"image:4bcff63911fc\"", "4bcff63911fc", ""));
    log.add(line("admin1", "image.pull", "allow", "\"image:foobar\"", "", ""));
    log.add(line("admin1", "exec.create", "allow", "\"container:web-1\"", "", "\"mount:/a*:rw\""));
    log.add("no record at all");
    Run run = suggest(log);
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .contains("its resources were shortened in the log: audit.jsonl:15")
        .contains("the operation container.fly is not known")
        .contains("who asked was not known")
        .contains("image 4bcff63911fc may be an id")
        .contains("image foobar was pulled with every tag")
        .contains("a privilege with a star cannot be granted alone")
        .contains("1 lines are no records");
    assertThat(run.out()).isEqualTo(suggest(LOG).out());
  }

  @Test
  void a_name_that_no_policy_can_have_is_left_out() throws Exception {
    LogRecord odd =
        new LogRecord(
            "f",
            1,
            new LinkedHashMap<>(
                Map.of("user", "a b", "operation", "system.ping", "kind", "decision")),
            "");
    PolicySuggestion suggestion = new PolicySuggestion(false, false);
    RecordedRequest request = RecordedRequest.of(odd);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> suggestion.add(request))
        .hasMessageContaining("no rule can name just this");
    assertThat(suggestion.isEmpty()).isTrue();
  }

  @Test
  void an_empty_log_is_2_and_one_that_is_not_there_1() throws Exception {
    Run run = suggest(List.of());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("shows nothing that a policy can be made of");
    StringWriter err = new StringWriter();
    int code =
        Cofferdam.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute("policy", "suggest", "/nonexistent/audit.jsonl");
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("/nonexistent/audit.jsonl: no such file");
  }
}
