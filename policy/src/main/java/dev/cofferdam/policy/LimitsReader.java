package dev.cofferdam.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the {@code limits} of a role; what is wrong with them goes to the problems. */
final class LimitsReader {
  private static final String RATE = "rate";
  private static final List<String> KEYS =
      Stream.concat(Arrays.stream(Measure.values()).map(Measure::key), Stream.of(RATE)).toList();
  private static final String LIFTED = "unlimited";
  private static final Map<String, Integer> UNITS =
      Map.of("KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);
  private static final Map<String, Duration> PERIODS =
      Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1));

  private final Problems problems;

  LimitsReader(Problems problems) {
    this.problems = problems;
  }

  Limits read(Node node, String role) {
    Optional<Fields> fields = Fields.of(node, "\"limits\"", problems);
    if (fields.isEmpty()) {
      return Limits.NONE;
    }
    fields.get().onlyKeys(KEYS, problems);
    if (fields.get().all().isEmpty()) {
      problems.error(node, "\"limits\" is empty: limit something or leave it out");
    }
    Map<Measure, Limit> amounts = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      fields
          .get()
          .get(measure.key())
          .ifPresent(value ->
              amount(measure, value)
                  .ifPresent(most -> amounts.put(measure, new Limit(most, role))));
    }
    return new Limits(amounts, fields.get().get(RATE).flatMap(value -> rate(value, role)));
  }

  private OptionalLong amount(Measure measure, Node node) {
    if (plain(node).equals(LIFTED)) {
      return OptionalLong.of(Measure.UNLIMITED);
    }
    OptionalLong amount =
        switch (measure) {
          case CONTAINERS, PORTS -> count(node, 0);
          case PIDS -> count(node, 1);
          case CPUS -> cpus(node);
          case MEMORY -> memory(node);
        };
    if (amount.isEmpty()) {
      problems.error(node, "\"" + measure.key() + "\" is " + possible(measure) + not(node));
    }
    return amount;
  }

  private static String possible(Measure measure) {
    return switch (measure) {
      case CONTAINERS, PORTS -> "a whole number up to 999999999, or unlimited";
      case PIDS -> "a whole number from 1 to 999999999, or unlimited";
      case CPUS -> "a number above 0 with at most three decimals such as 2.5, or unlimited";
      case MEMORY ->
          "an amount above 0 with its unit (KiB, MiB, GiB, TiB) such as 512MiB or 1.5GiB, or"
              + " unlimited";
    };
  }

  private static String not(Node node) {
    return ", not " + Fields.kindOf(node);
  }

  private static OptionalLong count(Node node, long least) {
    String text = node.getTag().equals(Tag.INT) ? plain(node) : "";
    if (!text.matches("0|[1-9][0-9]{0,8}") || Long.parseLong(text) < least) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  private static OptionalLong cpus(Node node) {
    boolean number = node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT);
    return number ? scaled(plain(node), Measure.NANOS_PER_CPU) : OptionalLong.empty();
  }

  private static OptionalLong memory(Node node) {
    String text = plain(node);
    String unit = text.substring(Math.max(0, text.length() - 3));
    Integer shift = UNITS.get(unit);
    return shift == null
        ? OptionalLong.empty()
        : scaled(text.substring(0, text.length() - unit.length()), 1L << shift);
  }

  /** A decimal number above 0 in units; exact, and a fraction of the smallest unit rounds down. */
  private static OptionalLong scaled(String number, long unit) {
    if (!number.matches("(0|[1-9][0-9]{0,5})(\\.[0-9]{1,3})?")) {
      return OptionalLong.empty();
    }
    // At most 999 999 TiB: less than 2^60.
    long amount = new BigDecimal(number).multiply(BigDecimal.valueOf(unit)).longValue();
    return amount > 0 ? OptionalLong.of(amount) : OptionalLong.empty();
  }

  private Optional<Rate> rate(Node node, String role) {
    String text = plain(node);
    if (text.equals(LIFTED)) {
      return Optional.of(new Rate(Measure.UNLIMITED, Duration.ofSeconds(1), role));
    }
    if (!text.matches("[1-9][0-9]{0,5}/[smh]")) {
      problems.error(
          node,
          "\"rate\" is a number of requests from 1 to 999999 per s, m or h such as 20/s or"
              + " 600/m, or unlimited"
              + not(node));
      return Optional.empty();
    }
    int slash = text.indexOf('/');
    return Optional.ofNullable(PERIODS.get(text.substring(slash + 1)))
        .map(period -> new Rate(Long.parseLong(text.substring(0, slash)), period, role));
  }

  private static String plain(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
