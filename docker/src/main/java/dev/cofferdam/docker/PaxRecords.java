package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The records of a pax extended header: lines of {@code "length key=value\n"}. */
final class PaxRecords {
  private static final int LENGTH_DIGITS = 8;

  private PaxRecords() {}

  /**
   * Reads all records; texts with a char for each byte.
   *
   * @throws MalformedBody for what readers treat differently: a key twice, sparse files, a charset
   */
  static Map<String, String> parse(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    Map<String, String> records = new TreeMap<>();
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
      put(records, text.substring(space + 1, equals), text.substring(equals + 1, end - 1));
      at = end;
    }
    return records;
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

  private static void put(Map<String, String> records, String key, String value) {
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
    if (records.put(key, value) != null) {
      throw malformed("has a key that was there already");
    }
  }

  private static MalformedBody malformed(String problem) {
    return new MalformedBody("archive: a record of a pax header " + problem);
  }
}
