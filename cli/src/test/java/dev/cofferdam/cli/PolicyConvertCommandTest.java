package dev.cofferdam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cofferdam.docker.Facts;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Route;
import dev.cofferdam.docker.Routes;
import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.Circumstances;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.Question;
import dev.cofferdam.policy.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cofferdam policy convert}. */
class PolicyConvertCommandTest {
  private static final List<String> SECTIONS =
      List.of(
          ("AUTH BUILD COMMIT CONFIGS CONTAINERS DISTRIBUTION EVENTS EXEC GRPC IMAGES INFO NETWORKS"
                  + " NODES PING PLUGINS SECRETS SERVICES SESSION SWARM SYSTEM TASKS VERSION VOLUMES")
              .split(" "));

  @TempDir private Path directory = Path.of("");

  private record Run(int code, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new picocli.CommandLine(new PolicyConvertCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setUnmatchedOptionsArePositionalParams(false)
            .execute(arguments);
    return new Run(code, out.toString(), err.toString());
  }

  /** Everything that the printed policy allows a member of the group, asked one by one. */
  private static Set<Operation> allowed(String policy) throws Exception {
    Policy parsed = Policy.parse(policy, "converted.yaml");
    assertThat(parsed.warnings()).isEmpty();
    Set<Operation> allowed = EnumSet.noneOf(Operation.class);
    for (Operation operation : Operation.values()) {
      Question question =
          new Question(
              new Caller("someone", Set.of("socket-proxy")),
              operation,
              List.of(),
              Questions.byItself(operation),
              new Circumstances(Facts.NONE, "unix", Instant.EPOCH));
      if (parsed.decide(question) instanceof Verdict.Allow) {
        allowed.add(operation);
      }
    }
    return allowed;
  }

  private static Set<Operation> operations(String... ids) {
    Set<Operation> all = EnumSet.noneOf(Operation.class);
    for (String id : ids) {
      all.add(Operation.of(id).orElseThrow());
    }
    return all;
  }

  private static boolean reads(Route route) {
    return route.method() == Route.Method.GET || route.method() == Route.Method.HEAD;
  }

  /** What HAProxy's rules say of a route, by the words of its path instead of by expressions. */
  private static boolean lets(Set<String> on, boolean linuxserver, Route route) {
    List<String> words = List.of(route.template().substring(1).split("/", -1));
    String last = words.getLast();
    boolean power =
        words.size() == 3
            && words.getFirst().equals("containers")
            && switch (last) {
              case "start" -> on.contains("ALLOW_START");
              case "stop" -> on.contains("ALLOW_STOP") || on.contains("ALLOW_RESTARTS");
              case "restart", "kill" -> on.contains("ALLOW_RESTARTS");
              case "pause" -> linuxserver && on.contains("ALLOW_PAUSE");
              case "unpause" -> linuxserver && on.contains("ALLOW_UNPAUSE");
              default -> false;
            };
    if (linuxserver && power) {
      return true;
    }
    String section = words.getFirst().replace("_", "").toUpperCase(Locale.ROOT);
    return (reads(route) || on.contains("POST")) && (power || on.contains(section));
  }

  private static Set<Operation> expected(Set<String> on, boolean linuxserver, boolean faithful) {
    Set<Operation> all = EnumSet.noneOf(Operation.class);
    for (Route route : Routes.all()) {
      boolean hidden = reads(route) && route.operation().access() == Operation.Access.WRITE;
      if (lets(on, linuxserver, route) && (faithful || !hidden)) {
        all.add(route.operation());
      }
    }
    if (faithful && all.contains(Operation.IMAGE_PULL)) {
      all.add(Operation.IMAGE_IMPORT);
    }
    return all;
  }

  @Nested
  class The_policy_of_a_proxy_with_switches {
    @Test
    void allows_exactly_the_operations_whose_routes_it_lets_through() throws Exception {
      List<String> names = new ArrayList<>(SECTIONS);
      names.addAll(
          List.of(
              "ALLOW_START",
              "ALLOW_STOP",
              "ALLOW_RESTARTS",
              "ALLOW_PAUSE",
              "ALLOW_UNPAUSE",
              "POST"));
      Random random = new Random(3);
      for (int i = 0; i < 60; i++) {
        boolean linuxserver = i % 2 == 1;
        boolean faithful = i % 4 > 1;
        Set<String> on = new java.util.TreeSet<>();
        List<String> words =
            new ArrayList<>(List.of("--proxy", linuxserver ? "LINUXSERVER" : "TECNATIVA"));
        if (faithful) {
          words.add("--faithful");
        }
        for (String name : names) {
          boolean set = name.equals("POST") ? random.nextBoolean() : random.nextInt(3) == 0;
          words.add(name + (set ? "=1" : "=0"));
          if (set) {
            on.add(name);
          }
        }
        Set<Operation> expected = expected(on, linuxserver, faithful);
        Run run = run(words.toArray(String[]::new));
        if (expected.isEmpty()) {
          assertThat(run.code()).isEqualTo(2);
        } else {
          assertThat(run.code()).as(run.err()).isZero();
          assertThat(allowed(run.out())).as(words.toString()).isEqualTo(expected);
        }
      }
    }

    @Test
    void has_what_is_on_by_itself() throws Exception {
      assertThat(allowed(run("LOG_LEVEL=info").out()))
          .isEqualTo(operations("system.events", "system.ping", "system.version"));
    }

    @Test
    void names_the_variables_behind_each_rule() {
      assertThat(run("CONTAINERS=1", "POST=1").out())
          .contains("    # CONTAINERS=1 and POST=1\n    - allow:")
          .contains("        - container.create\n");
    }

    @Test
    void gives_no_privileged_container_unless_it_is_to_be_faithful() throws Exception {
      Run careful = run("CONTAINERS=1", "POST=1");
      assertThat(careful.err()).contains("--privileged or -v /:/host, which is root on the host");
      assertThat(careful.out()).doesNotContain("super-privileged\n");
      Run faithful = run("--faithful", "CONTAINERS=1", "POST=1");
      assertThat(faithful.out()).contains("confinement: super-privileged");
      assertThat(faithful.err()).contains("root on the host");
    }

    @Test
    void leaves_out_what_changes_things_by_a_get_and_says_so() throws Exception {
      Run run = run("CONTAINERS=1");
      assertThat(run.err()).contains("container.attach although it is a GET: left out");
      assertThat(allowed(run.out())).doesNotContain(Operation.CONTAINER_ATTACH);
    }

    @Test
    void warns_of_values_and_names_that_mean_nothing_to_the_proxy() {
      Run run = run("CONTAINERS=true", "IMAGES=1", "CONTAINER=1", "ALLOW_START=1");
      assertThat(run.code()).isZero();
      assertThat(run.err())
          .contains("CONTAINERS=true: the proxy reads numbers only, so this switches it off")
          .contains("CONTAINER is no variable of this proxy")
          .contains("ALLOW_START=1 lets nothing through without POST=1");
      assertThat(run.out()).doesNotContain("container.");
    }
  }

  @Nested
  class The_policy_of_a_proxy_with_expressions {
    @Test
    void allows_exactly_the_operations_whose_routes_fit() throws Exception {
      Run run = run("--", "-allowGET=/v1\\..{1,2}/(version|containers/.*|events.*)");
      assertThat(run.code()).as(run.err()).isZero();
      Set<Operation> expected = operations("system.version", "system.events");
      for (Route route : Routes.all()) {
        if (route.method() == Route.Method.GET
            && route.template().startsWith("/containers/")
            && route.operation().access() == Operation.Access.READ) {
          expected.add(route.operation());
        }
      }
      assertThat(allowed(run.out())).isEqualTo(expected);
    }

    @Test
    void has_several_expressions_for_a_method() throws Exception {
      Run run = run("SP_ALLOW_GET=/version", "SP_ALLOW_GET_2=/_ping", "SP_ALLOW_HEAD=/_ping");
      assertThat(allowed(run.out())).isEqualTo(operations("system.version", "system.ping"));
    }

    @Test
    void takes_directories_that_may_be_mounted_as_grants() {
      assertThat(
              run("SP_ALLOW_POST=.*/containers/create", "SP_ALLOWBINDMOUNTFROM=/srv,/data/").out())
          .contains("mount:/srv:rw", "mount:/srv/**:rw", "mount:/data:rw", "mount:/data/**:rw");
    }

    @Test
    void leaves_names_to_a_person_and_says_which() {
      Run run = run("SP_ALLOW_GET=/version", "SP_ALLOW_POST=/containers/(web|shop)/start");
      assertThat(run.err())
          .contains("POST /containers/{id}/start through for some names only (web, shop)");
      assertThat(run.out()).doesNotContain("container.start");
    }

    @Test
    void is_none_where_an_expression_is_none_or_takes_for_ever() {
      Run none = run("SP_ALLOW_GET=/version(");
      assertThat(none.code()).isEqualTo(2);
      assertThat(none.err()).contains("SP_ALLOW_GET is no regular expression");
      Run slow = run("SP_ALLOW_GET=((0+)+)+x");
      assertThat(slow.code()).isEqualTo(2);
    }
  }

  @Nested
  class The_input {
    private Run file(String name, String text, String... more) throws IOException {
      List<String> words = new ArrayList<>(List.of(more));
      words.add(Files.writeString(directory.resolve(name), text).toString());
      return run(words.toArray(String[]::new));
    }

    @Test
    void may_be_an_environment_file() throws Exception {
      Run run =
          file("proxy.env", "# the proxy\nexport IMAGES=\"1\"\nEVENTS=0\n\nPING=0\nVERSION=0\n");
      assertThat(run.out()).contains("image.list").doesNotContain("system.");
    }

    @Test
    void may_be_a_compose_file_with_a_map_or_a_list() throws Exception {
      String compose =
          """
          services:
            web: {image: nginx, environment: {TZ: UTC}}
            socket-proxy:
              image: lscr.io/linuxserver/socket-proxy:latest
              environment:
                %s
          """;
      Run map = file("map.yaml", compose.formatted("{ALLOW_START: 1, EVENTS: 0}"));
      assertThat(map.code()).as(map.err()).isZero();
      assertThat(map.out()).contains("# ALLOW_START=1\n    - allow: [container.start]");
      Run list = file("list.yml", compose.formatted("[ALLOW_START=1, EVENTS=0]"));
      assertThat(list.out()).isEqualTo(map.out());
    }

    @Test
    void may_be_the_command_of_a_service() throws Exception {
      Run run =
          file(
              "compose.yaml",
              """
              services:
                dockerproxy:
                  image: wollomatic/socket-proxy:1
                  command: ["-loglevel=info", "-allowGET=/version"]
              """);
      assertThat(allowed(run.out())).isEqualTo(operations("system.version"));
    }

    @Test
    void names_one_service_of_several() throws Exception {
      String two =
          "services:\n  a: {environment: [CONTAINERS=1]}\n  b: {environment: [IMAGES=1]}\n";
      Run ambiguous = file("two.yaml", two);
      assertThat(ambiguous.code()).isEqualTo(2);
      assertThat(ambiguous.err()).contains("name one with --service: a, b");
      assertThat(file("two.yaml", two, "--service", "b").out()).contains("image.list");
      assertThat(file("two.yaml", two, "--service", "c").err()).contains("no service \"c\"");
    }

    @Test
    void that_is_wrong_is_2_with_a_sentence() throws Exception {
      assertThat(file("x.env", "IMAGES=1\nwhat is this\n").err()).contains("x.env:2: no line");
      assertThat(file("x.yaml", "a: [").err()).contains("no valid YAML");
      assertThat(file("x.yaml", "a: 1").err()).contains("no compose file");
      assertThat(run("--to", "everyone", "IMAGES=1").err())
          .contains("write user:NAME or group:NAME");
      assertThat(run("--to", "everyone", "IMAGES=1").code()).isEqualTo(2);
      assertThat(run("EVENTS=0", "PING=0", "VERSION=0").code()).isEqualTo(2);
      assertThat(run().code()).isEqualTo(2);
    }

    @Test
    void cannot_write_rules_of_its_own() throws Exception {
      Run run = run("SP_ALLOW_GET=(/version|x\n    - allow: [\"*\"]\n)");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains("# SP_ALLOW_GET=(/version|x?    - allow: [\"*\"]?)\n");
      assertThat(allowed(run.out())).isEqualTo(operations("system.version"));
    }
  }
}
