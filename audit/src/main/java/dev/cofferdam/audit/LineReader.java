package dev.cofferdam.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Reads a file line by line, up to the size that it had at the beginning, in memory bounded by the
 * longest line there can be.
 */
final class LineReader {
  /** Far above what {@link EntryFields} lets a record grow to. */
  static final int LONGEST = 4 << 20;

  private final FileChannel channel;
  private final long end;
  private byte[] bytes = new byte[64 << 10];
  private int from;
  private int filled;
  private int length;
  private int skip;
  private long position;
  private boolean complete = true;
  private long number;

  LineReader(FileChannel channel, long start) throws IOException {
    this.channel = channel;
    this.position = start;
    this.end = channel.size();
  }

  /** Goes to the next line; false at the end of the file. */
  boolean next() throws IOException {
    from += skip;
    int scanned = from;
    while (true) {
      for (int i = scanned; i < filled; i++) {
        if (bytes[i] == '\n') {
          return line(i - from, 1, true);
        }
      }
      int unscanned = filled - from;
      if (unscanned >= LONGEST || !fill()) {
        return filled > from && line(filled - from, 0, false);
      }
      scanned = from + unscanned;
    }
  }

  private boolean line(int lineLength, int terminator, boolean whole) {
    length = lineLength;
    skip = lineLength + terminator;
    complete = whole;
    number++;
    return true;
  }

  private boolean fill() throws IOException {
    System.arraycopy(bytes, from, bytes, 0, filled - from);
    filled -= from;
    from = 0;
    if (filled == bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    int most = (int) Math.min(bytes.length - filled, end - position);
    int count = most <= 0 ? -1 : channel.read(ByteBuffer.wrap(bytes, filled, most), position);
    if (count <= 0) {
      return false;
    }
    filled += count;
    position += count;
    return true;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  /** Without the line's end. */
  int length() {
    return length;
  }

  /** Whether the line has its end; one without is torn, or longer than any record. */
  boolean complete() {
    return complete;
  }

  /** Counted from 1 at the place where reading began. */
  long number() {
    return number;
  }

  /** Where in the file the line begins. */
  long offset() {
    return position - (filled - from);
  }
}
