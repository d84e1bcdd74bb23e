package dev.cofferdam.userns;

/** Text of a file as a message may have it: short, printable ASCII. */
final class Printable {
  private static final int MOST = 64;

  private Printable() {}

  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MOST); i++) {
      char c = text.charAt(i);
      shown.append(c < 0x20 || c > 0x7e ? '?' : c);
    }
    return shown.toString();
  }
}
