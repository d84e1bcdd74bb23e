package dev.cofferdam.docker;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the variables of a Dockerfile's {@code FROM} may stand for: the arguments of the build, and
 * what the Dockerfile declares. Where it depends on how an engine reads the file, all that it may
 * be; an undeclared one is empty.
 */
final class BuildArguments {
  private static final int MOST = 64;
  private static final int DEEPEST = 8;

  private final Map<String, String> given;
  private final Map<String, Set<String>> declared = new LinkedHashMap<>();

  private BuildArguments(Map<String, String> given) {
    this.given = given;
  }

  /**
   * @param json the query parameter {@code buildargs}
   */
  static BuildArguments of(Optional<String> json) {
    Map<String, String> given = new LinkedHashMap<>();
    if (json.isPresent()) {
      QueryJson.entries(json)
          .forEach((name, value) -> {
            // One without a value is as if it were not given.
            if (value instanceof Node.Text(String text)) {
              given.put(name, text);
            }
          });
    }
    return new BuildArguments(given);
  }

  /** Notes {@code NAME=value} of an {@code ARG}. */
  void declare(String declaration) {
    int equals = declaration.indexOf('=');
    if (equals > 0) {
      declared
          .computeIfAbsent(declaration.substring(0, equals), name -> new LinkedHashSet<>())
          .add(declaration.substring(equals + 1));
    }
  }

  /**
   * All that a text with variables may become.
   *
   * @throws MalformedBody for what only a shell's word parser could tell
   */
  Set<String> expand(String text) {
    return expand(text, 0);
  }

  private Set<String> expand(String text, int depth) {
    if (depth > DEEPEST || !isPlain(text)) {
      throw unknown(text);
    }
    Set<String> results = new LinkedHashSet<>(Set.of(""));
    int at = 0;
    while (at < text.length()) {
      int dollar = text.indexOf('$', at);
      int end = dollar < 0 ? text.length() : dollar;
      results = appended(results, Set.of(text.substring(at, end)), text);
      at = end;
      if (dollar >= 0) {
        at = variableEnd(text, dollar);
        results = appended(results, values(text.substring(dollar, at), depth), text);
      }
    }
    return results;
  }

  private static Set<String> appended(Set<String> before, Set<String> after, String text) {
    Set<String> all = new LinkedHashSet<>();
    for (String left : before) {
      for (String right : after) {
        all.add(left + right);
      }
    }
    if (all.size() > MOST) {
      throw unknown(text);
    }
    return all;
  }

  private static int variableEnd(String text, int dollar) {
    int end;
    if (text.startsWith("${", dollar)) {
      end = text.indexOf('}', dollar) + 1;
    } else {
      end = dollar + 1;
      while (end < text.length() && isNamePart(text.charAt(end))) {
        end++;
      }
    }
    if (end <= dollar + 1) {
      throw unknown(text);
    }
    return end;
  }

  /**
   * @param variable {@code $NAME}, <code>${NAME}</code>, <code>${NAME:-word}</code> or <code>
   *     ${NAME:+word}</code>
   */
  private Set<String> values(String variable, int depth) {
    String inner =
        variable.startsWith("${")
            ? variable.substring(2, variable.length() - 1)
            : variable.substring(1);
    int length = 0;
    while (length < inner.length() && isNamePart(inner.charAt(length))) {
      length++;
    }
    String name = inner.substring(0, length);
    String rest = inner.substring(length);
    Set<String> values = new LinkedHashSet<>(valuesOf(name, variable, depth));
    if (rest.startsWith(":-") && rest.indexOf('$') < 0) {
      values.remove("");
      values.add(rest.substring(2));
    } else if (rest.startsWith(":+") && rest.indexOf('$') < 0) {
      values.clear();
      values.add("");
      values.add(rest.substring(2));
    } else if (!rest.isEmpty()) {
      throw unknown(variable);
    }
    return values;
  }

  private Set<String> valuesOf(String name, String variable, int depth) {
    if (name.isEmpty()
        || Names.isDigit(name.charAt(0))
        || name.startsWith("TARGET")
        || name.startsWith("BUILD")) {
      throw unknown(variable); // the engine's own: platforms
    }
    Set<String> values = new LinkedHashSet<>(Set.of(""));
    String fixed = given.get(name);
    if (fixed != null) {
      values.add(fixed);
      return values;
    }
    for (String value : declared.getOrDefault(name, Set.of())) {
      values.addAll(expand(unquoted(value), depth + 1));
    }
    return values;
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted && value.indexOf('$') < 0 ? value.substring(1, value.length() - 1) : value;
  }

  private static boolean isNamePart(char c) {
    return Names.isAlphanumeric(c) || c == '_';
  }

  /** Nothing that quotes or escapes, no white space, nothing but ASCII. */
  static boolean isPlain(String word) {
    return word.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\' && c != '"' && c != '\'');
  }

  private static MalformedBody unknown(String text) {
    return new MalformedBody(
        "Dockerfile: " + BadRequest.quoted(text) + " is not understood: write the image out");
  }
}
