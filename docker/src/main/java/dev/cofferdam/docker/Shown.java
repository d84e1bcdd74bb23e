package dev.cofferdam.docker;

/** A piece of a body in a message: short, printable, in one line. */
final class Shown {
  private static final int LONGEST = 80;

  private Shown() {}

  static String text(String value) {
    StringBuilder shown = new StringBuilder(Math.min(value.length(), LONGEST) + 1);
    for (int i = 0; i < value.length(); i++) {
      if (i == LONGEST) {
        return shown.append('…').toString();
      }
      char c = value.charAt(i);
      shown.append(c < 0x20 || c > 0x7e ? '?' : c);
    }
    return shown.toString();
  }
}
