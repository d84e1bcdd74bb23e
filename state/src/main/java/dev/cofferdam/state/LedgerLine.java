package dev.cofferdam.state;

import dev.cofferdam.userns.IdRange;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One line of the ledger of ranges, without its checksum. Lines are counted: a number that was used
 * is not used again, also when the ledger is written anew.
 *
 * <pre>
 * cofferdam-ranges 1 GENERATION NEXT-LINE AFTER-ID CHECKSUM
 * + LINE CONTAINER FIRST COUNT CHECKSUM
 * - LINE CONTAINER CHECKSUM
 * </pre>
 *
 * <p>A checksum is the CRC-32C, in eight hex digits, of the checksum before it and the line: so a
 * line that was changed, moved, or taken out of the middle is found.
 */
sealed interface LedgerLine {
  /** No line is longer, with checksum and newline. */
  int MOST_BYTES = 160;

  int CHECKSUM = 8;

  /**
   * The first line.
   *
   * @param generation when this file was begun, in milliseconds; says whether it is still the same
   * @param nextLine the number of the first line that is added
   * @param goOnAfter the last range that was given ends before this id
   */
  record Header(long generation, long nextLine, long goOnAfter) implements LedgerLine {
    @Override
    public String text() {
      return "cofferdam-ranges 1 " + generation + ' ' + nextLine + ' ' + goOnAfter;
    }
  }

  /** A container has a range from here on. */
  record Taken(long line, String container, IdRange range) implements LedgerLine {
    @Override
    public String text() {
      return "+ " + line + ' ' + container + ' ' + range.first() + ' ' + range.count();
    }
  }

  /** A container has none from here on. */
  record Released(long line, String container) implements LedgerLine {
    @Override
    public String text() {
      return "- " + line + ' ' + container;
    }
  }

  String text();

  /** What is not a line. */
  final class NoLine extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1;

    NoLine(String problem) {
      super(problem);
    }
  }

  /** The line as it is in the file, with checksum and newline, after the one with a checksum. */
  default String sealed(String checksumBefore) {
    return seal(text(), checksumBefore);
  }

  /** Any text as a line of the file. */
  static String seal(String text, String checksumBefore) {
    return text + ' ' + checksum(checksumBefore, text) + '\n';
  }

  /** The checksum that ends a line of the file. */
  static String checksumOf(String line) {
    return line.substring(line.length() - CHECKSUM);
  }

  /**
   * Reads a line of the file, without its newline.
   *
   * @throws NoLine if it is not what {@link #sealed} writes
   */
  static LedgerLine parse(String line, String checksumBefore) throws NoLine {
    int end = line.length() - CHECKSUM - 1;
    if (end < 1 || line.charAt(end) != ' ') {
      throw new NoLine("it has no checksum");
    }
    String text = line.substring(0, end);
    if (!checksumOf(line).equals(checksum(checksumBefore, text))) {
      throw new NoLine("its checksum is another");
    }
    return Form.parse(text);
  }

  private static String checksum(String before, String text) {
    CRC32C crc = new CRC32C();
    crc.update(before.getBytes(StandardCharsets.ISO_8859_1));
    crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /** The forms of the three kinds. */
  final class Form {
    private static final Pattern HEADER =
        Pattern.compile(
            "cofferdam-ranges 1 (0|[1-9][0-9]{0,17}) (0|[1-9][0-9]{0,17}) (0|[1-9][0-9]{0,9})");
    private static final Pattern TAKEN =
        Pattern.compile(
            "\\+ (0|[1-9][0-9]{0,17}) ([0-9a-f]{64}) (0|[1-9][0-9]{0,9}) (0|[1-9][0-9]{0,9})");
    private static final Pattern RELEASED =
        Pattern.compile("- (0|[1-9][0-9]{0,17}) ([0-9a-f]{64})");

    private Form() {}

    private static LedgerLine parse(String text) throws NoLine {
      Matcher taken = TAKEN.matcher(text);
      if (taken.matches()) {
        return new Taken(number(taken, 1), taken.group(2), range(taken));
      }
      Matcher released = RELEASED.matcher(text);
      if (released.matches()) {
        return new Released(number(released, 1), released.group(2));
      }
      Matcher header = HEADER.matcher(text);
      if (header.matches()) {
        return new Header(number(header, 1), number(header, 2), number(header, 3));
      }
      throw new NoLine("it is of no known form");
    }

    private static IdRange range(Matcher taken) throws NoLine {
      try {
        return new IdRange(number(taken, 3), number(taken, 4));
      } catch (IllegalArgumentException e) {
        throw new NoLine(String.valueOf(e.getMessage()));
      }
    }

    private static long number(Matcher matcher, int group) {
      return Long.parseLong(matcher.group(group));
    }
  }
}
