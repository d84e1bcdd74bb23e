package dev.cofferdam.userns;

import java.util.OptionalLong;

/**
 * An unsigned number of 32 bits in decimal digits, without sign, space or other scripts' digits.
 */
final class Decimal {
  private static final int MOST_DIGITS = 10;

  private Decimal() {}

  static OptionalLong parse(String text) {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return OptionalLong.empty();
      }
      value = value * 10 + (c - '0');
    }
    return value <= 0xffff_ffffL ? OptionalLong.of(value) : OptionalLong.empty();
  }
}
