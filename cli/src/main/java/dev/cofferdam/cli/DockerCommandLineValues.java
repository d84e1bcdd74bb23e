package dev.cofferdam.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the docker client reads numbers, sizes, durations and lists: the rules of Go's strconv. */
final class DockerCommandLineValues {
  private static final Pattern SIZE =
      Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kKmMgGtTpP]?)[iI]?[bB]?");
  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
  private static final Pattern DECIMAL = Pattern.compile("-?(\\d+\\.?\\d*|\\.\\d+)");
  private static final Map<String, Long> NANOSECONDS =
      Map.of(
          "ns",
          1L,
          "us",
          1_000L,
          "µs",
          1_000L,
          "μs",
          1_000L,
          "ms",
          1_000_000L,
          "s",
          1_000_000_000L,
          "m",
          60_000_000_000L,
          "h",
          3_600_000_000_000L);

  private DockerCommandLineValues() {}

  static boolean truth(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new DockerCommandLineException("neither true nor false");
    };
  }

  static long integer(String text) {
    return integer(text, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** With a prefix the base is another: {@code 0x1f}, {@code 0o17}, {@code 017}, {@code 0b1}. */
  static long integer(String text, long least, long most) {
    try {
      long value = parse(text);
      if (value < least || value > most) {
        throw new DockerCommandLineException("not between " + least + " and " + most);
      }
      return value;
    } catch (NumberFormatException e) {
      throw new DockerCommandLineException("not a whole number", e);
    }
  }

  private static long parse(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    int base = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      base =
          switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
          };
      boolean prefixed = !Character.isDigit(digits.charAt(1));
      digits = digits.substring(prefixed ? 2 : 1);
    }
    if (digits.isEmpty() || Character.digit(digits.charAt(0), base) < 0) {
      throw new NumberFormatException(text);
    }
    return Long.parseLong(negative ? "-" + digits : digits, base);
  }

  static long bytesOrUnlimited(String text) {
    return text.equals("-1") ? -1 : bytes(text);
  }

  /** {@code 512m}, {@code 1.5gb}, {@code 2GiB}, in powers of 1024. */
  static long bytes(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new DockerCommandLineException("not a size such as 512m");
    }
    String unit = size.group(2);
    int power = unit.isEmpty() ? 0 : "kmgtp".indexOf(Character.toLowerCase(unit.charAt(0))) + 1;
    BigDecimal value =
        new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
    if (value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new DockerCommandLineException("a size that does not fit into 64 bits");
    }
    return value.longValue();
  }

  /** A number of processors in billionths, for instance 1500000000 for {@code 1.5}. */
  static long billionths(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new DockerCommandLineException("not a decimal number");
    }
    try {
      return new BigDecimal(text).movePointRight(9).longValueExact();
    } catch (ArithmeticException e) {
      throw new DockerCommandLineException("value is too precise or too large", e);
    }
  }

  /** Go's time.ParseDuration: {@code 1h2m3.5s}. */
  static long nanoseconds(String text) {
    boolean negative = text.startsWith("-");
    String parts = negative || text.startsWith("+") ? text.substring(1) : text;
    if (parts.equals("0")) {
      return 0;
    }
    BigDecimal sum = BigDecimal.ZERO;
    Matcher part = DURATION_PART.matcher(parts);
    int end = 0;
    while (part.find() && part.start() == end) {
      end = part.end();
      Long unit = NANOSECONDS.get(part.group(2));
      sum =
          sum.add(
              new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit == null ? 0 : unit)));
    }
    boolean tooLong = sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0;
    if (end == 0 || end != parts.length() || tooLong) {
      throw new DockerCommandLineException("not a duration such as 30s or 1m30s");
    }
    return negative ? -sum.longValue() : sum.longValue();
  }

  /** {@code KEY=VALUE} lines as a map; a key alone has an empty value, the last of several wins. */
  static Map<String, Object> pairs(List<String> lines) {
    Map<String, Object> pairs = new LinkedHashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      pairs.put(
          equals < 0 ? line : line.substring(0, equals),
          equals < 0 ? "" : line.substring(equals + 1));
    }
    return pairs;
  }

  /** One line of comma-separated values, with fields in double quotes where they hold a comma. */
  static List<String> commaSeparated(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    int at = 0;
    while (at <= line.length()) {
      field.setLength(0);
      if (at < line.length() && line.charAt(at) == '"') {
        at = quoted(line, at + 1, field);
      } else {
        int comma = line.indexOf(',', at);
        int end = comma < 0 ? line.length() : comma;
        field.append(line, at, end);
        if (field.indexOf("\"") >= 0) {
          throw new DockerCommandLineException("bare \" in a field that is not quoted");
        }
        at = end;
      }
      fields.add(field.toString());
      at++;
    }
    return fields;
  }

  /** Reads up to the closing quote and returns the place of the comma or the end. */
  private static int quoted(String line, int from, StringBuilder field) {
    int at = from;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c != '"') {
        field.append(c);
      } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
        field.append('"');
        at++;
      } else if (at + 1 == line.length() || line.charAt(at + 1) == ',') {
        return at + 1;
      } else {
        break;
      }
      at++;
    }
    throw new DockerCommandLineException("a field in quotes does not end with a quote");
  }
}
