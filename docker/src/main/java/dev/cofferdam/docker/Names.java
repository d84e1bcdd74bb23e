package dev.cofferdam.docker;

/** The plain grammars of names and ids, written as loops because every request passes here. */
final class Names {
  static final int ID_LENGTH = 64;
  private static final int LONGEST = 255;

  private Names() {}

  /** {@code [a-zA-Z0-9][a-zA-Z0-9_.-]*}, moby's RestrictedNameChars, at most 255 characters. */
  static boolean isPlain(String text) {
    if (text.isEmpty() || text.length() > LONGEST || !isAlphanumeric(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      if (!isPlainRest(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean isVolume(String text) {
    return isPlain(text);
  }

  /** A name, an id or the beginning of an id, without the leading slash. */
  static boolean isContainer(String text) {
    return isPlain(text);
  }

  /**
   * What libnetwork took as a network's name while it still checked: a plain name that may begin
   * with an underscore and may have single spaces inside.
   */
  static boolean isNetwork(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean edge = i == 0 || i == text.length() - 1;
      boolean space = c == ' ' && !edge && text.charAt(i - 1) != ' ';
      boolean ordinary = i == 0 ? isAlphanumeric(c) || c == '_' : isPlainRest(c);
      if (!ordinary && !space) {
        return false;
      }
    }
    return true;
  }

  /** Lower-case hexadecimal digits only, at least one. */
  static boolean isHex(String text) {
    return isHex(text, 0, text.length());
  }

  static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return from < to;
  }

  static boolean isFullId(String text) {
    return text.length() == ID_LENGTH && isHex(text);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLowerAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || isDigit(c);
  }

  static boolean isAlphanumeric(char c) {
    return isLowerAlphanumeric(c) || (c >= 'A' && c <= 'Z');
  }

  private static boolean isPlainRest(char c) {
    return isAlphanumeric(c) || c == '_' || c == '.' || c == '-';
  }
}
