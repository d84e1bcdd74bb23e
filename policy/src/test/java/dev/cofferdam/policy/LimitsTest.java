package dev.cofferdam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
  private static final String ALL =
      "containers: 5, memory: 4GiB, cpus: 2.5, pids: 500, ports: 10, rate: 20/s";

  /** The braces of the first role's limits are in line 5, column 13. */
  private static String of(String limits, String... more) {
    StringBuilder yaml = new StringBuilder("version: 1\nroles:\n");
    StringBuilder bindings = new StringBuilder("bindings:\n");
    yaml.append("  r0:\n    rules: [{allow: [system.ping]}]\n    limits: {").append(limits);
    yaml.append("}\n");
    bindings.append("  - {role: r0, to: [\"user:u\"]}\n");
    for (int i = 0; i < more.length; i++) {
      String limit = more[i].isEmpty() ? "" : ", limits: {" + more[i] + "}";
      yaml.append("  r%d: {rules: [{allow: [system.ping]}]%s}\n".formatted(i + 1, limit));
      bindings.append("  - {role: r%d, to: [\"group:g\"]}\n".formatted(i + 1));
    }
    return yaml.append(bindings).toString();
  }

  private static Limits limits(String limits, String... more) {
    return Policies.parse(of(limits, more)).limits(new Caller("u", Set.of("g")));
  }

  @Test
  void every_limit_is_read_in_its_unit() {
    Limits limits = limits(ALL);
    assertThat(limits.amounts())
        .isEqualTo(
            Map.of(
                Measure.CONTAINERS, new Limit(5, "r0"),
                Measure.MEMORY, new Limit(4L << 30, "r0"),
                Measure.CPUS, new Limit(2_500_000_000L, "r0"),
                Measure.PIDS, new Limit(500, "r0"),
                Measure.PORTS, new Limit(10, "r0")));
    assertThat(limits.rate()).contains(new Rate(20, Duration.ofSeconds(1), "r0"));
  }

  @Test
  void limits_are_told_with_the_role_that_gives_them() {
    assertThat(limits(ALL, "containers: 7").describe())
        .isEqualTo(
            "7 containers (role r1), 4GiB of memory (role r0), 2.5 CPUs (role r0), 500 pids (role"
                + " r0), 10 ports (role r0), 20/s (role r0)");
  }

  @Test
  void of_several_roles_the_most_generous_counts_for_each_limit() {
    Limits limits = limits(ALL, "containers: 7, memory: 1GiB", "cpus: 2, rate: 20/m");
    assertThat(limits.of(Measure.CONTAINERS)).contains(new Limit(7, "r1"));
    assertThat(limits.of(Measure.MEMORY)).contains(new Limit(4L << 30, "r0"));
    assertThat(limits.of(Measure.CPUS)).contains(new Limit(2_500_000_000L, "r0"));
    assertThat(limits.rate()).map(Rate::role).contains("r0");
  }

  @Test
  void a_role_that_does_not_speak_of_it_lifts_no_limit() {
    assertThat(limits("containers: 5", "", "memory: 1GiB").of(Measure.CONTAINERS))
        .contains(new Limit(5, "r0"));
  }

  @Test
  void only_the_word_lifts_a_limit_of_another_role() {
    assertThat(limits(ALL, "containers: unlimited, rate: unlimited, memory: unlimited").amounts())
        .containsOnlyKeys(Measure.CPUS, Measure.PIDS, Measure.PORTS);
    assertThat(limits(ALL, "rate: unlimited").rate()).isEmpty();
    assertThat(limits("rate: unlimited", "rate: 5/s").rate()).isEmpty();
  }

  @Test
  void whoever_has_no_role_with_limits_has_none() {
    Policy policy = Policies.parse(of(ALL, ""));
    assertThat(policy.limits(new Caller("other", Set.of("g"))).isNone()).isTrue();
    assertThat(policy.limits(new Caller("nobody", Set.of())).isNone()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "observe, , 5, OBSERVE",
    "warn, , 5, WARN",
    "observe, warn, 5, WARN",
    "observe, enforce, 5, ENFORCE",
    "enforce, observe, 5, ENFORCE",
    ", observe, 5, ENFORCE",
    "observe, , 10, OBSERVE",
    "observe, enforce, 10, ENFORCE"
  })
  void a_limit_is_on_trial_where_its_role_and_its_caller_are(
      String mode, String otherMode, int most, Mode expected) {
    String yaml =
        """
        version: 1
        roles:
          r: {%srules: [{allow: [system.ping]}], limits: {containers: %d}}
          s: {%srules: [{allow: [system.ping]}], limits: {containers: 4, rate: 5/s}}
        bindings:
          - {role: r, to: ["user:u"]}
          - {role: s, to: ["user:u"]}
        """
            .formatted(key(mode), most, key(otherMode));
    Limits limits = Policies.parse(yaml).limits(new Caller("u", Set.of()));
    assertThat(limits.of(Measure.CONTAINERS)).contains(new Limit(most, "r", expected));
    assertThat(limits.rate()).isPresent();
  }

  private static String key(String mode) {
    return mode == null ? "" : "mode: " + mode + ", ";
  }

  @ParameterizedTest
  @CsvSource({
    "20/s, 600/m, 20/s",
    "600/m, 20/s, 20/s",
    "10/s, 600/m, 600/m",
    "36000/h, 10/s, 36000/h",
    "999999/s, 999999/h, 999999/s"
  })
  void the_rate_that_gives_more_in_the_long_run_counts_and_then_the_one_that_gives_more_at_once(
      String one, String other, String more) {
    assertThat(limits("rate: " + one, "rate: " + other).rate()).map(Rate::describe).contains(more);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "containers: -1 | 5:26 | \"containers\" is a whole number up to 999999999, or unlimited, not \"-1\"",
        "containers: 1000000000 | 5:26 | \"containers\" is a whole number up to 999999999, or unlimited, not \"1000000000\"",
        "containers: 99999999999999999999 | 5:26 | \"containers\" is a whole number up to 999999999, or unlimited, not \"99999999999999999999\"",
        "containers: 0x10 | 5:26 | \"containers\" is a whole number up to 999999999, or unlimited, not \"0x10\"",
        "containers: 010 | 5:26 | \"containers\" is a whole number up to 999999999, or unlimited, not \"010\"",
        "containers: \"5\" | 5:26 | \"containers\" is a whole number up to 999999999, or unlimited, not \"5\"",
        "containers: 5.0 | 5:26 | \"containers\" is a whole number up to 999999999, or unlimited, not \"5.0\"",
        "containers: | 5:25 | \"containers\" is a whole number up to 999999999, or unlimited, not empty",
        "containers: [5] | 5:26 | \"containers\" is a whole number up to 999999999, or unlimited, not a list",
        "pids: 0 | 5:20 | \"pids\" is a whole number from 1 to 999999999, or unlimited, not \"0\"",
        "cpus: 0 | 5:20 | \"cpus\" is a number above 0 with at most three decimals such as 2.5, or unlimited, not \"0\"",
        "cpus: 1e3 | 5:20 | \"cpus\" is a number above 0 with at most three decimals such as 2.5, or unlimited, not \"1e3\"",
        "cpus: .inf | 5:20 | \"cpus\" is a number above 0 with at most three decimals such as 2.5, or unlimited, not \".inf\"",
        "cpus: 1.2345 | 5:20 | \"cpus\" is a number above 0 with at most three decimals such as 2.5, or unlimited, not \"1.2345\"",
        "memory: 4294967296 | 5:22 | \"memory\" is an amount above 0 with its unit (KiB, MiB, GiB, TiB) such as 512MiB or 1.5GiB, or unlimited, not \"4294967296\"",
        "memory: 4GB | 5:22 | \"memory\" is an amount above 0 with its unit (KiB, MiB, GiB, TiB) such as 512MiB or 1.5GiB, or unlimited, not \"4GB\"",
        "memory: 0.000GiB | 5:22 | \"memory\" is an amount above 0 with its unit (KiB, MiB, GiB, TiB) such as 512MiB or 1.5GiB, or unlimited, not \"0.000GiB\"",
        "memory: GiB | 5:22 | \"memory\" is an amount above 0 with its unit (KiB, MiB, GiB, TiB) such as 512MiB or 1.5GiB, or unlimited, not \"GiB\"",
        "rate: 20 | 5:20 | \"rate\" is a number of requests from 1 to 999999 per s, m or h such as 20/s or 600/m, or unlimited, not \"20\"",
        "rate: 0/s | 5:20 | \"rate\" is a number of requests from 1 to 999999 per s, m or h such as 20/s or 600/m, or unlimited, not \"0/s\"",
        "rate: 20/d | 5:20 | \"rate\" is a number of requests from 1 to 999999 per s, m or h such as 20/s or 600/m, or unlimited, not \"20/d\"",
        "containers: infinite | 5:26 | \"containers\" is a whole number up to 999999999, or unlimited, not \"infinite\"",
        "container: 5 | 5:14 | unknown key \"container\"; did you mean \"containers\"? (possible: containers, memory, cpus, pids, ports, rate)",
        " | 5:13 | \"limits\" is empty: limit something or leave it out"
      })
  void a_mistake_in_a_limit_is_told_with_its_place(String limits, String place, String message) {
    PolicyException malformed =
        catchThrowableOfType(
            PolicyException.class, () -> Policy.parse(of(limits == null ? "" : limits), "p.yaml"));
    assertThat(malformed.problems())
        .extracting(Problem::toString)
        .containsExactly("p.yaml:" + place + ": error: " + message);
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, 4294967296, 4GiB of memory",
    "MEMORY, 1610612736, 1.5GiB of memory",
    "MEMORY, 536870912, 512MiB of memory",
    "MEMORY, 4294967297, 4294967297 bytes of memory",
    "MEMORY, 0, 0 bytes of memory",
    "MEMORY, 9223372036854775807, unlimited memory",
    "CPUS, 2500000000, 2.5 CPUs",
    "CPUS, 1000000000, 1 CPU",
    "CPUS, 10000000000, 10 CPUs",
    "CONTAINERS, 1, 1 container",
    "CONTAINERS, 0, 0 containers",
    "PORTS, 2, 2 ports"
  })
  void an_amount_reads_as_a_policy_writes_it(Measure measure, long amount, String text) {
    assertThat(measure.describe(amount)).isEqualTo(text);
  }
}
