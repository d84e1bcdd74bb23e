package dev.cofferdam.audit;

/**
 * Which characters of a value from outside can mislead whoever reads the record, and what is
 * written in their place.
 */
final class Characters {
  private Characters() {}

  /**
   * Control characters (C0, DEL, C1), the line and paragraph separators that JavaScript and some
   * pagers break lines at, and the invisible ones that reorder or hide what a terminal shows
   * (Unicode Technical Report 36, section 2.10; CVE-2021-42574).
   */
  static boolean misleading(char c) {
    if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) {
      return true;
    }
    if (c < 0x2000) {
      return c == 0x00ad || c == 0x061c || c == 0x180e;
    }
    return (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0xfeff
        || (c >= 0xfff9 && c <= 0xfffb)
        || c >= 0xfffe;
  }

  /**
   * Cuts at {@code limit} code units, never through a surrogate pair, and says how many are gone.
   */
  static String shorten(String value, int limit) {
    if (value.length() <= limit) {
      return value;
    }
    int end = limit;
    if (Character.isHighSurrogate(value.charAt(end - 1))
        && Character.isLowSurrogate(value.charAt(end))) {
      end--;
    }
    return value.substring(0, end) + "…[" + (value.length() - end) + " more characters]";
  }

  /**
   * One line that a person reads: what misleads is written as {@code \}{@code u000a}, an unpaired
   * surrogate, which UTF-8 has no bytes for, as U+FFFD.
   */
  static String visible(String value) {
    int clean = 0;
    while (clean < value.length() && plain(value.charAt(clean))) {
      clean++;
    }
    if (clean == value.length()) {
      return value;
    }
    StringBuilder out = new StringBuilder(value.length() + 16).append(value, 0, clean);
    for (int i = clean; i < value.length(); i++) {
      char c = value.charAt(i);
      if (misleading(c)) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
      } else if (pairAt(value, i)) {
        out.append(c).append(value.charAt(++i));
      } else {
        out.append(Character.isSurrogate(c) ? '\ufffd' : c);
      }
    }
    return out.toString();
  }

  /** The value with U+FFFD for each unpaired surrogate. */
  static String paired(String value) {
    StringBuilder out = new StringBuilder(0);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (pairAt(value, i)) {
        i++;
        continue;
      }
      if (out.isEmpty()) {
        out.append(value);
      }
      out.setCharAt(i, '\ufffd');
    }
    return out.isEmpty() ? value : out.toString();
  }

  /** Whether a surrogate pair begins at {@code i}. */
  static boolean pairAt(String value, int i) {
    return Character.isHighSurrogate(value.charAt(i))
        && i + 1 < value.length()
        && Character.isLowSurrogate(value.charAt(i + 1));
  }

  private static boolean plain(char c) {
    return c >= 0x20 && c < 0x7f;
  }
}
