package dev.cofferdam.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway does with the log that it finds: checks the end of the chain, moves a torn last
 * line aside, completes a rotation that a crash cut short, and refuses a chain that does not hold.
 *
 * <p>Only the last {@link #TAIL} bytes are checked, so that a start takes no longer with a large
 * log; {@code cofferdam audit verify} checks all of it.
 */
final class Recovery {
  static final long TAIL = 4 << 20;

  private final LogDirectory directory;

  Recovery(LogDirectory directory) {
    this.directory = directory;
  }

  /**
   * @param head the last record of the chain
   * @param firstSeq number of the active file's first record, or of the next one where it has none
   * @param size of the active file
   * @param repaired what had to be done, one sentence
   */
  record Found(
      FileChannel channel, Link head, long firstSeq, long size, Optional<String> repaired) {}

  Found run() throws IOException {
    Files.deleteIfExists(directory.file(LogFiles.NEXT));
    List<LogFiles.Closed> closed = LogFiles.closed(directory.path());
    Path active = directory.file(LogFiles.ACTIVE);
    Link before = Link.GENESIS;
    if (!closed.isEmpty()) {
      LogFiles.Closed last = closed.getLast();
      if (!Files.exists(active, LinkOption.NOFOLLOW_LINKS)) {
        throw broken(LogFiles.ACTIVE + " is not there, and older files are");
      }
      if (Files.isSameFile(active, last.path())) {
        replaceActive();
      }
      try (FileChannel channel = LogFiles.read(last.path())) {
        Tail tail = tail(channel, last.path());
        if (tail.torn > 0 || tail.head.equals(Link.GENESIS)) {
          throw broken(LogFiles.name(last.path()) + " does not end with a whole record");
        }
        before = tail.head;
      }
    }
    FileChannel channel = directory.open(LogFiles.ACTIVE, StandardOpenOption.CREATE);
    try {
      Found found = active(channel, active, before);
      directory.sync();
      return found;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private Found active(FileChannel channel, Path file, Link before) throws IOException {
    Optional<SealedLine> first = firstLine(channel, file);
    if (first.isPresent() && !first.get().follows(before)) {
      throw broken(
          "%s begins with record %d, and the record before it is %s"
              .formatted(
                  LogFiles.ACTIVE,
                  first.get().seq(),
                  before.seq() == 0 ? "not there" : "number " + before.seq()));
    }
    Tail tail = tail(channel, file);
    Link head = first.isPresent() ? tail.head : before;
    long firstSeq = first.isPresent() ? first.get().seq() : before.seq() + 1;
    Optional<String> repaired = Optional.empty();
    if (tail.torn > 0) {
      repaired = Optional.of(moveAside(channel, tail, head.seq() + 1));
    }
    return new Found(channel, head, firstSeq, tail.end, repaired);
  }

  private void replaceActive() throws IOException {
    directory.open(LogFiles.NEXT, StandardOpenOption.CREATE_NEW).close();
    Files.move(
        directory.file(LogFiles.NEXT),
        directory.file(LogFiles.ACTIVE),
        StandardCopyOption.ATOMIC_MOVE);
  }

  private Optional<SealedLine> firstLine(FileChannel channel, Path file) throws IOException {
    LineReader lines = new LineReader(channel, 0);
    if (!lines.next() || !lines.complete()) {
      return Optional.empty();
    }
    return Optional.of(sealed(lines, file));
  }

  /**
   * @param end where the last whole line ends
   * @param torn bytes after it
   */
  private record Tail(Link head, long end, long torn) {}

  private Tail tail(FileChannel channel, Path file) throws IOException {
    long size = channel.size();
    LineReader lines = new LineReader(channel, Math.max(0, size - TAIL - LineReader.LONGEST / 2));
    boolean whole = size <= TAIL + LineReader.LONGEST / 2;
    if (!whole) {
      lines.next(); // begins somewhere in a line
    }
    Link head = Link.GENESIS;
    long end = 0;
    while (lines.next()) {
      if (!lines.complete()) {
        return new Tail(head, lines.offset(), size - lines.offset());
      }
      SealedLine line = sealed(lines, file);
      boolean first = head.equals(Link.GENESIS);
      if (!first && !line.follows(head)) {
        throw broken(
            "%s: record %d stands where %d has to follow"
                .formatted(LogFiles.name(file), line.seq(), head.seq() + 1));
      }
      head = line.link();
      end = lines.offset() + lines.length() + 1;
    }
    return new Tail(head, end, 0);
  }

  private SealedLine sealed(LineReader lines, Path file) throws IOException {
    return SealedLine.parse(lines.bytes(), lines.from(), lines.length())
        .filter(SealedLine::intact)
        .orElseThrow(() ->
            broken(
                "%s: the line at byte %d was changed"
                    .formatted(LogFiles.name(file), lines.offset())));
  }

  private String moveAside(FileChannel channel, Tail tail, long seq) throws IOException {
    String name = "";
    for (int i = 0; name.isEmpty(); i++) {
      String candidate = "audit-%012d%s.torn".formatted(seq, i == 0 ? "" : "-" + i);
      try (FileChannel torn = directory.open(candidate, StandardOpenOption.CREATE_NEW)) {
        long copied = 0;
        while (copied < tail.torn) {
          copied += channel.transferTo(tail.end + copied, tail.torn - copied, torn);
        }
        torn.force(true);
        name = candidate;
      } catch (FileAlreadyExistsException _) {
        // an earlier crash at the same record
      }
    }
    channel.truncate(tail.end);
    channel.force(true);
    return "the last line was torn: its %d bytes are in %s".formatted(tail.torn, name);
  }

  private IOException broken(String what) {
    return new IOException(
        "the chain in %s does not hold: %s; look at it with `cofferdam audit verify`, then move the directory away"
            .formatted(directory.path(), what));
  }

  /** Writes all of it at a place. */
  static void store(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }
}
