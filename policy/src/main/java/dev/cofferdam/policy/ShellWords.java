package dev.cofferdam.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A line split into words at spaces, with quotes and backslashes as in a shell (POSIX, 2.2);
 * nothing is expanded.
 */
final class ShellWords {
  private ShellWords() {}

  /**
   * @throws IllegalArgumentException with a sentence, where a quote does not end
   */
  static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == ' ') {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
        }
        inWord = false;
        continue;
      }
      inWord = true;
      i =
          switch (c) {
            case '\'' -> quoted(line, i, false, word);
            case '"' -> quoted(line, i, true, word);
            case '\\' -> escaped(line, i, word);
            default -> {
              word.append(c);
              yield i;
            }
          };
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  private static int escaped(String line, int at, StringBuilder word) {
    if (at + 1 == line.length()) {
      throw new IllegalArgumentException("the backslash at the end stands before nothing");
    }
    word.append(line.charAt(at + 1));
    return at + 1;
  }

  /** Appends what is within the quotes and returns where they end. */
  private static int quoted(String line, int from, boolean escapes, StringBuilder word) {
    char quote = line.charAt(from);
    for (int i = from + 1; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == quote) {
        return i;
      }
      boolean escape =
          escapes
              && c == '\\'
              && i + 1 < line.length()
              && "\"\\$`".indexOf(line.charAt(i + 1)) >= 0;
      word.append(escape ? line.charAt(++i) : c);
    }
    throw new IllegalArgumentException("the quote " + quote + " has no end");
  }
}
