package dev.cofferdam.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The log that a file sink writes, for whoever reads it; a gateway may be running meanwhile. */
public final class AuditLog {
  /**
   * @param records that were looked at
   * @param matched of them, that the filter let through
   * @param unreadable lines that are no records: {@link #verify} says more
   */
  public record Reading(long records, long matched, long unreadable) {}

  private AuditLog() {}

  /**
   * Follows the whole chain.
   *
   * <p>The chain shows what was changed afterwards by somebody who could not compute all later
   * hashes anew. It cannot show that its last records were cut off: {@link
   * Verification.Intact#lastHash}, kept elsewhere, does.
   *
   * @throws IOException when the directory cannot be read
   */
  public static Verification verify(Path directory) throws IOException {
    check(directory);
    return Verifier.run(directory);
  }

  /**
   * Gives each record that matches, in the log's order, in bounded memory.
   *
   * @throws IOException when the directory cannot be read
   */
  public static Reading read(Path directory, LogFilter filter, Consumer<LogRecord> each)
      throws IOException {
    check(directory);
    Reader reader = new Reader(filter, each);
    Path active = directory.resolve(LogFiles.ACTIVE);
    // Opened before the others are listed: a file that is closed in between is then in the list.
    try (FileChannel last = openIfThere(active)) {
      List<LogFiles.Closed> closed = LogFiles.closed(directory);
      for (LogFiles.Closed file : closed) {
        try (FileChannel channel = openIfThere(file.path())) {
          if (channel != null) {
            reader.file(LogFiles.name(file.path()), channel);
          }
        }
      }
      if (last != null && !alreadyRead(last, closed)) {
        reader.file(LogFiles.ACTIVE, last);
      }
    }
    return new Reading(reader.records, reader.matched, reader.unreadable);
  }

  /**
   * The same of a single file, for instance one that was closed and moved elsewhere.
   *
   * @throws IOException when the file cannot be read
   */
  public static Reading readFile(Path file, LogFilter filter, Consumer<LogRecord> each)
      throws IOException {
    Reader reader = new Reader(filter, each);
    try (FileChannel channel = LogFiles.read(file)) {
      reader.file(LogFiles.name(file), channel);
    }
    return new Reading(reader.records, reader.matched, reader.unreadable);
  }

  /** Null where a running gateway has removed it, as its configuration asks. */
  private static @Nullable FileChannel openIfThere(Path file) throws IOException {
    try {
      return LogFiles.read(file);
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  private static boolean alreadyRead(FileChannel active, List<LogFiles.Closed> closed)
      throws IOException {
    LineReader lines = new LineReader(active, 0);
    if (!lines.next()) {
      return false;
    }
    Optional<SealedLine> first = SealedLine.parse(lines.bytes(), lines.from(), lines.length());
    return first.isPresent()
        && closed.stream().anyMatch(file -> file.firstSeq() == first.get().seq());
  }

  private static void check(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
  }

  private static final class Reader {
    private final LogFilter filter;
    private final Consumer<LogRecord> each;
    private long records;
    private long matched;
    private long unreadable;

    private Reader(LogFilter filter, Consumer<LogRecord> each) {
      this.filter = filter;
      this.each = each;
    }

    private void file(String name, FileChannel channel) throws IOException {
      LineReader lines = new LineReader(channel, 0);
      while (lines.next()) {
        if (lines.complete()) {
          line(name, lines);
        }
      }
    }

    private void line(String file, LineReader lines) {
      Optional<Map<String, Object>> fields =
          LineDecoder.decode(lines.bytes(), lines.from(), lines.length());
      if (fields.isEmpty()) {
        unreadable++;
        return;
      }
      records++;
      String json = new String(lines.bytes(), lines.from(), lines.length(), StandardCharsets.UTF_8);
      LogRecord entry = new LogRecord(file, lines.number(), fields.get(), json);
      if (filter.matches(entry)) {
        matched++;
        each.accept(entry);
      }
    }
  }
}
