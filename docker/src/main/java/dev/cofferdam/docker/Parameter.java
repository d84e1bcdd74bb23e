package dev.cofferdam.docker;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A query parameter of a route.
 *
 * @param allowed the values of a choice, the names of filters; empty where it means nothing
 */
public record Parameter(String name, Type type, Set<String> allowed) {
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
    /** A decimal number of 32 bits without a sign. */
    SIZE,
    STRING,
    /** Text that may be given several times. */
    STRINGS,
    /** The name that a container is to get. */
    NEW_NAME,
    /** A container's name or id, or the beginning of one. */
    CONTAINER,
    /** A plain name of something else. */
    NAME,
    /** The name of an image, with or without a tag. */
    REFERENCE,
    /** The same, several times. */
    REFERENCES,
    /** Names or ids of images, several times. */
    IMAGES,
    TAG,
    TAG_OR_DIGEST,
    TIME,
    TAIL,
    SIGNAL,
    PS_ARGS,
    /** An absolute path of the host. */
    HOST_PATH,
    /** One of the values that are allowed. */
    CHOICE,
    CHOICES,
    /** A platform as text, {@code linux/amd64}. */
    PLATFORM_TEXT,
    /** A platform as JSON or as text. */
    PLATFORM,
    PLATFORMS,
    /** Instructions of a Dockerfile, several times. */
    CHANGES,
    SECURITY_OPTIONS,
    /** JSON: filters with the names that are allowed, any where none are told. */
    FILTERS,
    /** JSON: an object of strings. */
    VARIABLES,
    /** The same, of labels. */
    LABELS,
    /** JSON: a list of strings. */
    WORDS,
    /** JSON: a list of ulimits. */
    ULIMITS,
    /** JSON: a list of what BuildKit exports. */
    OUTPUTS;

    boolean isFlag() {
      return this == BOOL || this == BOOL_OR_EMPTY || this == STRICT_BOOL;
    }

    boolean isNumber() {
      return this == INT || this == SIZE;
    }

    boolean repeats() {
      return switch (this) {
        case STRINGS, REFERENCES, IMAGES, CHOICES, PLATFORMS, CHANGES, SECURITY_OPTIONS -> true;
        default -> false;
      };
    }
  }

  Parameter(String name, Type type) {
    this(name, type, Set.of());
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

  static Parameter texts(String name) {
    return new Parameter(name, Type.STRINGS);
  }

  static Parameter typed(Type type, String name) {
    return new Parameter(name, type);
  }

  static Parameter choice(String name, String... values) {
    return new Parameter(name, Type.CHOICE, Set.of(values));
  }

  static Parameter choices(String name, String... values) {
    return new Parameter(name, Type.CHOICES, Set.of(values));
  }

  /** Any name, where it is not the engine's own set that is stable. */
  static Parameter filters(String... names) {
    return new Parameter("filters", Type.FILTERS, Set.of(names));
  }

  static Parameter newName(String name) {
    return new Parameter(name, Type.NEW_NAME);
  }

  /** The one way to write a value, or empty if it says no more than leaving it out would. */
  String canonical(String value) {
    if (value.isEmpty() && type != Type.BOOL) {
      return "";
    }
    return switch (type) {
      case BOOL, BOOL_OR_EMPTY -> isTrue(value) ? "1" : "0";
      case STRICT_BOOL -> strict(value) ? "1" : "0";
      case INT -> number(value);
      case SIZE -> size(value);
      case STRING, STRINGS -> value;
      case NEW_NAME -> new ContainerName(value).text();
      case CONTAINER -> QueryText.checked(this, value.startsWith("/") ? value.substring(1) : value);
      case REFERENCE, REFERENCES -> QueryText.reference(this, value);
      case NAME, IMAGES, TAG, TAG_OR_DIGEST, TIME, TAIL, SIGNAL -> QueryText.checked(this, value);
      case HOST_PATH -> HostPath.clean(QueryText.checked(this, value));
      case CHOICE, CHOICES, PLATFORM_TEXT -> QueryText.checked(this, value);
      case PS_ARGS -> PsArguments.checked(this, value);
      case CHANGES -> QueryText.changes(this, value);
      case SECURITY_OPTIONS -> QueryText.securityOption(this, value);
      case PLATFORM, PLATFORMS ->
          value.startsWith("{")
              ? QueryJson.platform(name, value)
              : QueryText.checked(new Parameter(name, Type.PLATFORM_TEXT), value);
      case FILTERS -> filters(value);
      case VARIABLES -> QueryJson.variables(name, value);
      case LABELS -> QueryJson.labels(name, value);
      case WORDS -> QueryJson.words(name, value);
      case ULIMITS -> QueryJson.ulimits(name, value);
      case OUTPUTS -> QueryJson.outputs(name, value);
    };
  }

  private String filters(String value) {
    Filters filters = Filters.parse(Optional.of(value));
    for (String filter : filters.names()) {
      if (!allowed.isEmpty() && !allowed.contains(filter)) {
        throw new BadRequest(
            "query parameter `filters` has no filter "
                + BadRequest.quoted(filter)
                + " here: there are "
                + String.join(", ", allowed.stream().sorted().toList()));
      }
    }
    return filters.names().isEmpty() ? "" : filters.write();
  }

  private String size(String value) {
    String number = number(value);
    if (number.startsWith("-") || Long.parseLong(number) > 0xffff_ffffL) {
      throw invalid(value, "has to be a number of 32 bits without a sign");
    }
    return number;
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

  BadRequest invalid(String value, String rule) {
    return new BadRequest(
        "query parameter `" + name + "` " + rule + ", not " + BadRequest.quoted(value));
  }
}
