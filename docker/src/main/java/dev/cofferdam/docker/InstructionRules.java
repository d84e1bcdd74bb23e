package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the instructions of a Dockerfile ask for beside the images that they use: labels that others
 * trust, and what the engine itself fetches, in the host's network whatever that of the build is.
 */
final class InstructionRules {
  private static final Pattern BLANKS = Pattern.compile("[\\t\\u000b\\f\\r ]+");

  /** moby pkg/urlutil, of the engine's own builder. */
  private static final List<String> REMOTE = List.of("http://", "https://");

  private InstructionRules() {}

  /**
   * Weighs a whole Dockerfile.
   *
   * @throws MalformedBody if a label cannot be told, or is the gateway's own
   */
  static void weigh(DockerfileLines lines, Findings found) {
    for (int i = 0; i < lines.count(); i++) {
      if (!lines.surelyGoesOn(i)) {
        weigh(lines.instruction(i), found);
      }
    }
  }

  /**
   * Weighs what an image is given for whoever builds from it: {@code ONBUILD}, which nobody sees
   * then. Taking anything of an image would be the same as a build that was not looked into.
   */
  static void triggers(List<String> texts, Findings found) {
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      try {
        weigh(DockerfileLines.of(bytes), found);
        if (!Dockerfile.images(bytes, Optional.empty()).isEmpty()) {
          found.superPrivileged(BuildRules.UNINSPECTED);
        }
      } catch (MalformedBody unknown) {
        found.superPrivileged(BuildRules.UNINSPECTED);
      }
    }
  }

  private static void weigh(String instruction, Findings found) {
    String[] parts = BLANKS.split(instruction, 2);
    String rest = parts.length == 2 ? parts[1] : "";
    switch (parts[0].toUpperCase(Locale.ROOT)) {
      case "ONBUILD" -> weigh(rest, found);
      case "LABEL" -> label(rest, found);
      case "ADD" -> {
        if (mayFetch(rest)) {
          found.superPrivileged(BuildRules.REMOTE);
        }
      }
      default -> {}
    }
  }

  /** {@code name=value …}, or one name and the rest its value. Engines expand names as well. */
  private static void label(String rest, Findings found) {
    // Where a backslash may end quotes or not, every blank counts as one that separates.
    boolean quotes = rest.indexOf('\\') < 0;
    if (names(rest, quotes).stream().anyMatch(name -> name.indexOf('$') >= 0)) {
      throw new MalformedBody("Dockerfile: a variable in the name of a label: write the name out");
    }
    for (String name : names(rest, false)) {
      if (name.toLowerCase(Locale.ROOT).startsWith(Resource.RESERVED_PREFIX)) {
        throw new MalformedBody(
            "Dockerfile: labels that start with "
                + Resource.RESERVED_PREFIX
                + " are set by Cofferdam alone");
      }
      LabelRules.weigh(name, found);
    }
  }

  /** Without quotes and escapes. */
  private static List<String> names(String rest, boolean quotes) {
    List<String> words = words(rest, quotes);
    boolean one = !words.isEmpty() && words.getFirst().indexOf('=') < 0;
    return words.stream()
        .filter(word -> one ? word.equals(words.getFirst()) : word.indexOf('=') >= 0)
        .map(word -> unquoted(word.split("=", 2)[0]))
        .toList();
  }

  private static List<String> words(String text, boolean quotes) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && DockerfileLines.isSpace(c)) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
        continue;
      }
      if (quotes && (c == '"' || c == '\'') && (quote == 0 || quote == c)) {
        quote = quote == 0 ? c : 0;
      }
      word.append(c);
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  /** Whether one of the sources, all words but the last, is a URL or may become one. */
  private static boolean mayFetch(String rest) {
    List<String> words = new ArrayList<>(List.of(BLANKS.split(rest)));
    words.removeIf(word -> word.startsWith("--"));
    if (!words.isEmpty() && words.getFirst().startsWith("[")) {
      try {
        String list = rest.substring(rest.indexOf('['));
        Node read = StrictJson.read(list.getBytes(StandardCharsets.UTF_8), Types.TEXTS);
        words = read instanceof Node.Items(List<Node> texts) ? Node.texts(texts) : List.of();
      } catch (MalformedBody noList) {
        return true;
      }
    }
    return words.size() > 1
        && words.subList(0, words.size() - 1).stream().anyMatch(InstructionRules::mayBeRemote);
  }

  private static boolean mayBeRemote(String source) {
    String plain = unquoted(source).toLowerCase(Locale.ROOT);
    int variable = plain.indexOf('$');
    return REMOTE.stream()
        .anyMatch(scheme ->
            plain.startsWith(scheme)
                || (variable >= 0 && scheme.startsWith(plain.substring(0, variable))));
  }

  private static String unquoted(String word) {
    return word.replaceAll("[\"'\\\\]", "");
  }
}
