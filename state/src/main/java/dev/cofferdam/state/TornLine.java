package dev.cofferdam.state;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a crash can leave of a line that was being added, as told from damage: the beginning of a
 * line; the same and zeros up to the end, where the file system had given the file its length and
 * not yet its content; or zeros up to the end of a block and then the rest.
 */
final class TornLine {
  /** The smallest part that a disk writes at once. */
  private static final int BLOCK = 512;

  private static final Pattern LINE =
      Pattern.compile(
          "(\\+ [0-9]{1,18} [0-9a-f]{64} [0-9]{1,10} [0-9]{1,10}|- [0-9]{1,18} [0-9a-f]{64})"
              + " [0-9a-f]{8}\n");

  private TornLine() {}

  /**
   * @param bytes the end of a file
   * @param start where in it the last line begins
   * @param offset where in the file that is
   */
  static boolean is(byte[] bytes, int start, long offset) {
    int length = bytes.length - start;
    if (length == 0 || length > LedgerLine.MOST_BYTES) {
      return false;
    }
    int leading = zeros(bytes, start);
    if (leading > 0) {
      return leading == length || (offset + leading) % BLOCK == 0;
    }
    int text = start;
    while (text < bytes.length && bytes[text] != 0) {
      text++;
    }
    boolean zerosFollow = text < bytes.length;
    if (zerosFollow && zeros(bytes, text) < bytes.length - text) {
      return false;
    }
    return isBeginning(new String(bytes, start, text - start, StandardCharsets.ISO_8859_1));
  }

  private static int zeros(byte[] bytes, int from) {
    int end = from;
    while (end < bytes.length && bytes[end] == 0) {
      end++;
    }
    return end - from;
  }

  @SuppressWarnings(
      "JdkObsolete") // hitEnd: whether more could make it a line; no scanner has that.
  private static boolean isBeginning(String text) {
    Matcher line = LINE.matcher(text);
    return !line.matches() && line.hitEnd();
  }
}
