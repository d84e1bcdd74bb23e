package dev.cofferdam.state;

import dev.cofferdam.state.LedgerLine.Header;
import dev.cofferdam.state.LedgerLine.NoLine;
import dev.cofferdam.state.LedgerLine.Released;
import dev.cofferdam.state.LedgerLine.Taken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The file of a ledger, and how far this process has read it. Others may add lines or write it anew
 * meanwhile; {@link #refresh} finds out. Whoever calls has the ledger's lock.
 *
 * <p>A line that was added is synchronised before anyone relies on it: by who added it, or, where
 * that process was killed in between, by who reads it first. What a crash can leave is therefore
 * the beginning of one line at the end, which nobody has relied on and which is cut off; anything
 * else is damage.
 */
final class LedgerFile {
  /** What learns the content. */
  interface Reader {
    /** Everything known so far is forgotten. */
    void begin(Header header);

    void line(LedgerLine line) throws NoLine;
  }

  private final Path directory;
  private final Path file;
  private String headerLine = "";
  private String checksum = "";
  private long offset;
  private long firstAdded;
  private long nextLine;
  private long lines;

  LedgerFile(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("ledger");
  }

  /** The number of the line that is added next. */
  long nextLine() {
    return nextLine;
  }

  /** The number of the first line that was added since the file was written anew. */
  long firstAdded() {
    return firstAdded;
  }

  /** How many lines the file has, with the first. */
  long lines() {
    return lines;
  }

  /** Reads what is new. */
  void refresh(Reader reader) throws IOException {
    if (!Files.exists(file)) {
      if (!headerLine.isEmpty()) {
        throw new StateException(
            "the ledger %s is gone; restart the gateway, which makes it again from the plans of the"
                    .formatted(file)
                + " containers");
      }
      reader.begin(write(List.of(), 0, 0));
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      boolean same = offset > 0 && firstLine(channel).equals(headerLine);
      if (!same) {
        forget();
        AtomicFile.synchronise(directory);
      }
      if (channel.size() == 0) {
        throw damaged("it is empty");
      }
      if (channel.size() < offset) {
        throw damaged("it is shorter than it was");
      }
      if (channel.size() > offset) {
        apply(read(channel, offset), channel, reader);
      }
    }
  }

  private void forget() {
    headerLine = "";
    checksum = "";
    offset = 0;
    nextLine = 0;
    lines = 0;
  }

  private static String firstLine(FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(LedgerLine.MOST_BYTES);
    while (start.hasRemaining() && channel.read(start, start.position()) > 0) {}
    String text = new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    return end < 0 ? "" : text.substring(0, end);
  }

  private byte[] read(FileChannel channel, long from) throws IOException {
    long size = channel.size() - from;
    if (size > Integer.MAX_VALUE / 2) {
      throw damaged("it has %d bytes".formatted(size));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw damaged("it is shorter than it was");
      }
    }
    return bytes.array();
  }

  private void apply(byte[] bytes, FileChannel channel, Reader reader) throws IOException {
    int start = 0;
    while (start < bytes.length) {
      int end = newline(bytes, start);
      boolean last = end < 0 || end == bytes.length - 1;
      if (last && lines > 0 && TornLine.is(bytes, start, offset)) {
        channel.truncate(offset);
        break;
      }
      if (end < 0) {
        throw damaged("it has no end");
      }
      line(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1), reader);
      offset += end + 1 - start;
      start = end + 1;
    }
    channel.force(true);
  }

  private static int newline(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void line(String line, Reader reader) throws StateException {
    try {
      LedgerLine parsed = LedgerLine.parse(line, checksum);
      switch (parsed) {
        case Header header -> {
          if (lines > 0) {
            throw new NoLine("a first line again");
          }
          headerLine = line;
          firstAdded = header.nextLine();
          nextLine = header.nextLine();
          reader.begin(header);
        }
        case Taken taken -> {
          numbered(taken.line());
          reader.line(taken);
        }
        case Released released -> {
          numbered(released.line());
          reader.line(released);
        }
      }
      checksum = LedgerLine.checksumOf(line);
      lines++;
    } catch (NoLine e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  private void numbered(long line) throws NoLine {
    if (lines == 0) {
      throw new NoLine("the first line is missing");
    }
    nextLine = Math.max(nextLine, line + 1);
  }

  private StateException damaged(String problem) {
    return new StateException(
        ("the ledger %s is damaged in line %d (byte %d): %s; no range can be given until it is"
                + " repaired: restore it from a backup, or see that no container runs, remove it and"
                + " restart the gateway, which makes it again from the plans of the containers")
            .formatted(file, lines + 1, offset, problem));
  }

  /** Adds a line, and returns when it is on the disk. */
  void append(LedgerLine line) throws IOException {
    String text = line.sealed(checksum);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      try {
        writeAt(channel, text);
        channel.force(true);
      } catch (IOException e) {
        // After a failed synchronisation a second one may succeed with nothing written.
        channel.truncate(offset);
        throw e;
      }
    }
    offset += text.length();
    checksum = LedgerLine.checksumOf(text.substring(0, text.length() - 1));
    nextLine++;
    lines++;
  }

  private void writeAt(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes, offset + bytes.position());
    }
  }

  /** Writes the file anew, with these lines only, which keep their numbers. */
  Header write(List<Taken> kept, long next, long goOnAfter) throws IOException {
    Header header = new Header(System.currentTimeMillis(), next, goOnAfter);
    StringBuilder text = new StringBuilder(header.sealed(""));
    String first = text.substring(0, text.length() - 1);
    String last = LedgerLine.checksumOf(first);
    for (Taken taken : kept) {
      String line = taken.sealed(last);
      text.append(line);
      last = LedgerLine.checksumOf(line.substring(0, line.length() - 1));
    }
    AtomicFile.write(file, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    headerLine = first;
    checksum = last;
    offset = text.length();
    firstAdded = next;
    nextLine = next;
    lines = kept.size() + 1L;
    return header;
  }
}
