package dev.cofferdam.docker;

import java.util.List;
import java.util.Random;

/** Request lines for tests: one for each route, and any number by a seed. */
final class Samples {
  static final ApiVersion V1_24 = new ApiVersion(1, 24);
  static final ApiVersion V1_41 = new ApiVersion(1, 41);
  static final ApiVersion V1_56 = new ApiVersion(1, 56);
  static final ApiVersion.Range ACCEPTED = new ApiVersion.Range(V1_24, V1_56);
  static final String ID = "0123456789abcdef".repeat(4);

  private static final List<String> NAMES =
      List.of("web-1", "db", "a", "x_y.z", "json", "get", "create", "prune", "a..b", "V1.41", ID);
  private static final List<String> IMAGES =
      List.of(
          "foobar",
          "foobar:1.2",
          "json",
          "a/json",
          "get/tag",
          "team/app/push:1",
          "localhost:5000/x/history",
          "registry.example:5000/team/app@sha256:" + ID,
          "sha256:" + ID,
          "cafe");
  private static final List<String> TEXTS =
      List.of(
          "a", "a b", "ä€😀", "/etc/../x", "a&b=c", "100%", "+1;2", "{\"a\":[\"b\"]}", "#?", "\n");
  private static final List<String> TRUTHS =
      List.of("1", "0", "true", "No", "NONE", "maybe", " 0 ");

  private Samples() {}

  static ApiCall parse(String method, String target) {
    return ApiCall.parse(method, target, ACCEPTED);
  }

  static ApiCall get(String target) {
    return parse("GET", target);
  }

  static ApiCall post(String target) {
    return parse("POST", target);
  }

  /** The route's path with an argument that fits. */
  static String path(Route route) {
    String path = route.template();
    for (String argument : route.arguments()) {
      path = path.replace("{" + argument + "}", route.subject() == Subject.EXEC ? ID : "web-1");
    }
    return path;
  }

  /** A request target for a route, arguments, query and escapes by chance. */
  static String target(Route route, Random random) {
    if (!route.versioned()) {
      return path(route);
    }
    String path = route.template();
    for (String argument : route.arguments()) {
      List<String> from = route.subject().spansSegments() ? IMAGES : NAMES;
      boolean first = argument.equals(route.arguments().getFirst());
      String name = route.subject() == Subject.EXEC && first ? ID : one(from, random);
      path = path.replace("{" + argument + "}", name);
    }
    StringBuilder out = new StringBuilder(random.nextBoolean() ? "/v1.41" : "");
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean escape = c != '/' && random.nextInt(12) == 0;
      out.append(escape ? String.format("%%%02x", (int) c) : String.valueOf(c));
    }
    char separator = '?';
    for (Parameter parameter : route.parameters()) {
      // Beside fromImage it is refused.
      if (random.nextInt(3) == 0 && !parameter.name().equals("fromSrc")) {
        out.append(separator).append(parameter.name()).append('=');
        Query.escape(value(parameter, random), out);
        separator = '&';
      }
    }
    return out.toString();
  }

  private static String value(Parameter parameter, Random random) {
    return switch (parameter.type()) {
      case BOOL, BOOL_OR_EMPTY -> one(TRUTHS, random);
      case STRICT_BOOL -> one(List.of("", "t", "False", "1"), random);
      case INT -> one(List.of("", "0", "-1", "9223372036854775807", "12"), random);
      case SIZE -> one(List.of("", "0", "80", "4294967295"), random);
      case STRING, STRINGS -> one(TEXTS, random);
      case CONTAINER -> one(List.of("web-1", "/web-1", ID), random);
      case NAME -> one(List.of("a", "x_y.z"), random);
      case REFERENCE, REFERENCES -> one(List.of("foobar", "team/app:1", "r.example:5/x"), random);
      case IMAGES -> one(IMAGES, random);
      case TAG -> one(List.of("", "latest", "1.2"), random);
      case TAG_OR_DIGEST -> one(List.of("1.2", "sha256:" + ID), random);
      case TIME -> one(List.of("0", "1700000000.000000001", "-5"), random);
      case TAIL -> one(List.of("all", "10"), random);
      case SIGNAL -> one(List.of("KILL", "sigterm", "9", "RTMIN+3"), random);
      case PS_ARGS -> one(List.of("-ef", "aux", "-o pid,comm", "axe"), random);
      case HOST_PATH -> one(List.of("/srv/x", "/srv//y/../z"), random);
      case CHOICE, CHOICES -> one(List.copyOf(parameter.allowed()), random);
      case PLATFORM_TEXT -> one(List.of("linux", "linux/arm64/v8"), random);
      case PLATFORM, PLATFORMS ->
          one(List.of("linux/amd64", "{ \"os\":\"linux\",\"variant\":null}"), random);
      case CHANGES -> one(List.of("ENV A=b", "label x=y\nCMD [\"a\"]"), random);
      case SECURITY_OPTIONS -> one(List.of("seccomp=unconfined", "label:disable"), random);
      case FILTERS -> filters(parameter, random);
      case VARIABLES, LABELS -> one(List.of("{}", "null", "{\"a\":null,\"A\":\"b\"}"), random);
      case WORDS -> one(List.of("[]", "null", "[ \"a\",\"b\" ]"), random);
      case ULIMITS -> one(List.of("[{\"Hard\":5,\"Soft\":4,\"Name\":\"nofile\"}]"), random);
      case OUTPUTS -> one(List.of("[{\"Type\":\"local\",\"Attrs\":{\"dest\":\"x\"}}]"), random);
      case NEW_NAME -> one(List.of("", "web-1", "/web-1", "db01"), random);
    };
  }

  private static String filters(Parameter parameter, Random random) {
    String name =
        parameter.allowed().isEmpty() ? "x" : one(List.copyOf(parameter.allowed()), random);
    return one(
        List.of("{}", "{\"" + name + "\":[\"a\"]}", "{\"" + name + "\":{\"a\":true}}"), random);
  }

  private static String one(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
