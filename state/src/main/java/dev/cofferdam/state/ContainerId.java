package dev.cofferdam.state;

/** The engine's name of a container, which is also a name of a directory: 64 hex digits. */
final class ContainerId {
  private static final int DIGITS = 64;

  private ContainerId() {}

  static boolean is(String text) {
    if (text.length() != DIGITS) {
      return false;
    }
    for (int i = 0; i < DIGITS; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static String check(String text) {
    if (!is(text)) {
      throw new IllegalArgumentException("the id of a container is 64 hex digits");
    }
    return text;
  }
}
