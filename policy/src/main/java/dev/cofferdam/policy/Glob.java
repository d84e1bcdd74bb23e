package dev.cofferdam.policy;

/**
 * A pattern for names: {@code *} stands for any characters within one segment, {@code **} for any
 * characters; everything else stands for itself.
 *
 * <p>Segments end at {@code /} and {@code :}. What a pattern must not miss and what it must not
 * take differ with its use, so there are two ways to match: {@link #covers} is for what is allowed
 * (a star takes nothing unprintable and ends with its segment), {@link #touches} for what is denied
 * (any star takes anything).
 */
final class Glob {
  private final String text;
  private final boolean literal;

  Glob(String text) {
    this.text = text;
    this.literal = text.indexOf('*') < 0;
  }

  boolean covers(String name) {
    return literal ? text.equals(name) : matches(name, true);
  }

  boolean touches(String name) {
    return literal ? text.equals(name) : matches(name, false);
  }

  boolean isLiteral() {
    return literal;
  }

  /**
   * Greedy with two places to return to. Returning to the last {@code *} only is enough: text
   * between two of them that holds a separator can be found at one place only, and for other text
   * the first place found leaves the most to the rest. The same holds for {@code **}.
   */
  private boolean matches(String name, boolean narrow) {
    int p = 0;
    int n = 0;
    int star = -1;
    int starEnd = 0;
    int deep = -1;
    int deepEnd = 0;
    while (true) {
      if (p < text.length() && text.charAt(p) == '*') {
        if (!narrow || (p + 1 < text.length() && text.charAt(p + 1) == '*')) {
          while (p < text.length() && text.charAt(p) == '*') {
            p++;
          }
          deep = p;
          deepEnd = n;
          star = -1;
        } else {
          star = ++p;
          starEnd = n;
        }
      } else if (n == name.length() ? p == text.length() : isAt(p, name.charAt(n))) {
        if (n == name.length()) {
          return true;
        }
        p++;
        n++;
      } else if (star >= 0 && starEnd < name.length() && inSegment(name.charAt(starEnd))) {
        p = star;
        n = ++starEnd;
      } else if (deep >= 0
          && deepEnd < name.length()
          && !(narrow && Text.isUnprintable(name.charAt(deepEnd)))) {
        p = deep;
        n = ++deepEnd;
        star = -1;
      } else {
        return false;
      }
    }
  }

  private boolean isAt(int p, char c) {
    return p < text.length() && text.charAt(p) == c;
  }

  private static boolean inSegment(char c) {
    return c != '/' && c != ':' && !Text.isUnprintable(c);
  }

  @Override
  public String toString() {
    return text;
  }
}
