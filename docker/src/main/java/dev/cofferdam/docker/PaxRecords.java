package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The records of a pax extended header: lines of {@code "length key=value\n"}. All are read, and
 * kept are those that say which file it is, whose, of when, and with which extended attributes.
 */
final class PaxRecords {
  /** What is before the name of an extended attribute. */
  static final String XATTR = "SCHILY.xattr.";

  private static final Set<String> KEPT = Set.of("path", "linkpath", "size", "uid", "gid", "mtime");
  private static final int LENGTH_DIGITS = 8;

  /** Go has no limit; archives have one for each time, owner and extended attribute. */
  private static final int MOST = 1024;

  private PaxRecords() {}

  /**
   * Texts with a char for each byte.
   *
   * @throws MalformedBody for what readers treat differently: a key twice, sparse files, a charset
   */
  static Map<String, String> parse(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    Map<String, String> kept = new TreeMap<>();
    Set<String> keys = new HashSet<>();
    int at = 0;
    while (at < text.length()) {
      int space = text.indexOf(' ', at);
      int end = at + length(text, at, space);
      int equals = text.indexOf('=', space);
      if (end > text.length() || equals <= space + 1 || equals >= end - 1) {
        throw malformed("is not as long as it says");
      }
      if (text.charAt(end - 1) != '\n') {
        throw malformed("does not end where it says");
      }
      String key = text.substring(space + 1, equals);
      if (!keys.add(key)) {
        throw malformed("has a key that was there already");
      }
      if (keys.size() > MOST) {
        throw malformed("is one of more than " + MOST);
      }
      put(kept, key, text.substring(equals + 1, end - 1));
      at = end;
    }
    return kept;
  }

  private static int length(String text, int from, int space) {
    if (space <= from || space - from > LENGTH_DIGITS || text.charAt(from) == '0') {
      throw malformed("has no length");
    }
    for (int i = from; i < space; i++) {
      if (!Names.isDigit(text.charAt(i))) {
        throw malformed("has no length");
      }
    }
    return Integer.parseInt(text.substring(from, space));
  }

  private static void put(Map<String, String> kept, String key, String value) {
    if (key.startsWith("GNU.sparse.")) {
      throw malformed("describes a sparse file: archive without --sparse");
    }
    if (key.equals("hdrcharset")) {
      throw malformed("sets a character set for names");
    }
    boolean names = key.equals("path") || key.equals("linkpath");
    if (key.indexOf('\0') >= 0 || (names && value.indexOf('\0') >= 0)) {
      throw malformed("has a NUL in a name");
    }
    if (value.isEmpty() && (names || key.equals("size"))) {
      throw malformed("takes a name or size away");
    }
    if (KEPT.contains(key) || key.startsWith(XATTR)) {
      kept.put(key, value);
    }
  }

  private static MalformedBody malformed(String problem) {
    return new MalformedBody("archive: a record of a pax header " + problem);
  }
}
