package dev.cofferdam.policy;

/** Names from outside made fit for a sentence: no control characters, bounded length. */
final class Text {
  private static final int LIMIT = 200;

  private Text() {}

  static String plain(String name) {
    StringBuilder out = new StringBuilder(Math.min(name.length(), LIMIT) + 1);
    for (int i = 0; i < name.length(); i++) {
      if (out.length() >= LIMIT) {
        return out.append('…').toString();
      }
      char c = name.charAt(i);
      if (isUnprintable(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  static String quoted(String name) {
    return '"' + plain(name) + '"';
  }

  /** Controls, line and paragraph separators, formatting such as bidirectional overrides. */
  static boolean isUnprintable(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
