package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The images of a Dockerfile as two generations of engines read it: a plain sequential parser, as
 * nothing of the product is. Only what needs no variables; files with directives are left out.
 */
final class EngineDockerfile {
  private EngineDockerfile() {}

  /** Of the reading in which indented comments interrupt nothing, and of the other. */
  static Set<String> images(byte[] file) {
    String text = new String(file, StandardCharsets.UTF_8);
    Set<String> images = new HashSet<>();
    images.addAll(read(text, true));
    images.addAll(read(text, false));
    return images;
  }

  private static Set<String> read(String text, boolean indentedComments) {
    Set<String> images = new HashSet<>();
    List<String> stages = new ArrayList<>();
    for (String instruction : instructions(text, indentedComments)) {
      String[] words = trimmed(instruction).split("[\\t\\u000b\\f\\r ]+");
      switch (words[0].toLowerCase(Locale.ROOT)) {
        case "from" -> from(words, stages, images);
        case "copy" -> copy(words, stages, images);
        case "arg", "onbuild" -> {}
        default -> {}
      }
    }
    return images;
  }

  private static void from(String[] words, List<String> stages, Set<String> images) {
    int at = 1;
    while (at < words.length && words[at].startsWith("--")) {
      if (words[at++].equals("--")) {
        break;
      }
    }
    boolean named = words.length == at + 3 && words[at + 1].equalsIgnoreCase("as");
    if (words.length != at + 1 && !named) {
      return;
    }
    String base = words[at].toLowerCase(Locale.ROOT);
    if (!stages.contains(base) && !base.equals("scratch") && !base.contains("$")) {
      add(words[at], images);
    }
    stages.add(named ? words[at + 2].toLowerCase(Locale.ROOT) : " ");
  }

  private static void copy(String[] words, List<String> stages, Set<String> images) {
    for (int at = 1; isFlag(words, at); at++) {
      if (words[at].startsWith("--from=")) {
        String from = words[at].substring("--from=".length());
        boolean index = from.matches("[0-9]{1,3}") && Integer.parseInt(from) < stages.size();
        if (!index && !stages.contains(from.toLowerCase(Locale.ROOT))) {
          add(from, images);
        }
      }
    }
  }

  /** Two dashes alone end the flags. */
  private static boolean isFlag(String[] words, int at) {
    return at < words.length && words[at].startsWith("--") && words[at].length() > 2;
  }

  /** The engine takes only references. */
  private static void add(String image, Set<String> images) {
    if (ImageReference.isReferenceOrId(image)) {
      images.add(image);
    }
  }

  /** As Go's {@code strings.TrimSpace}; the separators of ASCII are no white space there. */
  private static String trimmed(String text) {
    String space = "[\\t-\\r \\x85\\p{Z}]+";
    return text.replaceAll("^" + space + "|" + space + "$", "");
  }

  private static List<String> instructions(String text, boolean indentedComments) {
    List<String> all = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    boolean continued = false;
    for (String line : text.split("\n", -1)) {
      String own = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      boolean comment =
          (!continued || indentedComments) ? trimmed(own).startsWith("#") : own.startsWith("#");
      if (comment || (continued && trimmed(own).isEmpty())) {
        continue;
      }
      String end = own.replaceAll("[ \\t]+$", "");
      boolean more = end.endsWith("\\");
      current.append(more ? end.substring(0, end.length() - 1) : own);
      if (!more) {
        all.add(current.toString());
        current.setLength(0);
      }
      continued = more;
    }
    if (continued) {
      all.add(current.toString());
    }
    return all;
  }
}
