package dev.cofferdam.docker;

import java.util.Locale;

/** A query parameter of a route. */
public record Parameter(String name, Type type) {
  /** How a value is read, and so how it is written again. */
  public enum Type {
    /** True unless empty, {@code 0}, {@code no}, {@code false}, {@code none} in any case. */
    BOOL,
    /** The same, but an empty value counts as absent, not as false: {@code rm} of a build. */
    BOOL_OR_EMPTY,
    /** What Go's strconv.ParseBool takes, and nothing else. */
    STRICT_BOOL,
    /** A decimal number of 64 bits. */
    INT,
    STRING,
    /** Text that holds a JSON document; only checked to be text here. */
    JSON,
    /** Text that may be given several times. */
    STRINGS,
    /** The name that a container is to get. */
    NEW_NAME;

    boolean isFlag() {
      return this == BOOL || this == BOOL_OR_EMPTY || this == STRICT_BOOL;
    }
  }

  static Parameter bool(String name) {
    return new Parameter(name, Type.BOOL);
  }

  static Parameter boolOrEmpty(String name) {
    return new Parameter(name, Type.BOOL_OR_EMPTY);
  }

  static Parameter strictBool(String name) {
    return new Parameter(name, Type.STRICT_BOOL);
  }

  static Parameter integer(String name) {
    return new Parameter(name, Type.INT);
  }

  static Parameter text(String name) {
    return new Parameter(name, Type.STRING);
  }

  static Parameter json(String name) {
    return new Parameter(name, Type.JSON);
  }

  static Parameter texts(String name) {
    return new Parameter(name, Type.STRINGS);
  }

  static Parameter newName(String name) {
    return new Parameter(name, Type.NEW_NAME);
  }

  /** The one way to write a value, or empty if it says no more than leaving it out would. */
  String canonical(String value) {
    return switch (type) {
      case BOOL -> isTrue(value) ? "1" : "0";
      case BOOL_OR_EMPTY -> value.isEmpty() ? "" : isTrue(value) ? "1" : "0";
      case STRICT_BOOL -> value.isEmpty() ? "" : strict(value) ? "1" : "0";
      case INT -> value.isEmpty() ? "" : number(value);
      case STRING, JSON, STRINGS -> value;
      case NEW_NAME -> value.isEmpty() ? "" : new ContainerName(value).text();
    };
  }

  /**
   * The engine's rule (moby, httputils.BoolValue): surrounding white space and case do not count.
   * No character outside ASCII lower-cases into one of these words.
   */
  private static boolean isTrue(String value) {
    return switch (trimmed(value).toLowerCase(Locale.ROOT)) {
      case "", "0", "no", "false", "none" -> false;
      default -> true;
    };
  }

  /** Unicode's White_Space as Go trims it: Java's strip() knows neither U+0085 nor U+00A0. */
  private static String trimmed(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && isSpace(value.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
  }

  private boolean strict(String value) {
    return switch (value) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw invalid(value, "has to be true or false");
    };
  }

  private String number(String value) {
    boolean negative = value.startsWith("-");
    int from = negative ? 1 : 0;
    int digits = value.length() - from;
    if (digits < 1 || digits > 19 || (value.charAt(from) == '0' && value.length() > 1)) {
      throw invalid(value, "has to be a decimal number");
    }
    for (int i = from; i < value.length(); i++) {
      if (!Names.isDigit(value.charAt(i))) {
        throw invalid(value, "has to be a decimal number");
      }
    }
    try {
      return Long.toString(Long.parseLong(value));
    } catch (NumberFormatException e) {
      throw invalid(value, "has to fit into 64 bits");
    }
  }

  private BadRequest invalid(String value, String rule) {
    return new BadRequest(
        "query parameter `" + name + "` " + rule + ", not " + BadRequest.quoted(value));
  }
}
