package dev.cofferdam.audit;

import dev.cofferdam.audit.Verification.Broken;
import dev.cofferdam.audit.Verification.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows a chain through all files of a directory, while a gateway may be writing to it: after
 * each file comes the one that is named after the next number, and where there is none, the active
 * one.
 *
 * <p>A gateway may close the active file, or remove the oldest, between two looks at the directory.
 * What is found broken then may be whole: {@link #run} looks again for as long as the gateway moved
 * files during the look before.
 */
final class Verifier {
  private static final int LOOKS = 1000;
  private static final Pattern PRUNED =
      Pattern.compile("removed records [0-9]+ to ([0-9]{1,18}),.*");

  private final Path directory;
  private Link head = Link.GENESIS;
  private long firstSeq;
  private long records;
  private int files;
  private long prunedThrough;

  private Verifier(Path directory) {
    this.directory = directory;
  }

  static Verification run(Path directory) throws IOException {
    for (int look = 1; ; look++) {
      List<LogFiles.Closed> before = LogFiles.closed(directory);
      Verification found;
      try {
        found = new Verifier(directory).look(before);
      } catch (NoSuchFileException e) {
        if (look == LOOKS || LogFiles.closed(directory).equals(before)) {
          throw e;
        }
        continue;
      }
      boolean moved = !LogFiles.closed(directory).equals(before);
      if (found instanceof Verification.Intact || !moved || look == LOOKS) {
        return found;
      }
    }
  }

  private Verification look(List<LogFiles.Closed> closed) throws IOException {
    Optional<Broken> broken = foreign();
    if (broken.isEmpty()) {
      broken = follow(closed);
    }
    if (broken.isPresent()) {
      return broken.get();
    }
    return new Verification.Intact(files, records, firstSeq, head.seq(), head.hash());
  }

  private Optional<Broken> foreign() throws IOException {
    List<Path> foreign = LogFiles.foreign(directory);
    if (foreign.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Broken(
            LogFiles.name(foreign.getFirst()),
            0,
            0,
            Kind.FOREIGN_FILE,
            "no gateway wrote this file: look at it, and move it away"));
  }

  private Optional<Broken> follow(List<LogFiles.Closed> closed) throws IOException {
    long expected = closed.isEmpty() ? 1 : closed.getFirst().firstSeq();
    while (true) {
      while (isClosed(expected)) {
        Path file = directory.resolve(LogFiles.closedName(expected));
        Optional<Broken> broken = file(file, false);
        if (broken.isPresent()) {
          return broken;
        }
        if (head.seq() < expected) {
          return Optional.of(
              new Broken(LogFiles.name(file), 0, expected, Kind.REMOVED, "the file is empty"));
        }
        expected = head.seq() + 1;
      }
      Optional<Broken> broken = unreached(expected);
      if (broken.isEmpty()) {
        broken = active(expected);
      }
      boolean rotatedMeanwhile = head.seq() + 1 == expected && isClosed(expected);
      if (!rotatedMeanwhile) {
        return broken;
      }
    }
  }

  private boolean isClosed(long firstRecord) {
    return Files.exists(
        directory.resolve(LogFiles.closedName(firstRecord)), LinkOption.NOFOLLOW_LINKS);
  }

  /** A closed file that the chain does not lead to: the one before it is gone or was cut. */
  private Optional<Broken> unreached(long expected) throws IOException {
    for (LogFiles.Closed file : LogFiles.closed(directory)) {
      if (file.firstSeq() > expected) {
        return Optional.of(
            new Broken(
                LogFiles.name(file.path()),
                0,
                expected,
                Kind.REMOVED,
                "records %d to %d are not there".formatted(expected, file.firstSeq() - 1)));
      }
    }
    return Optional.empty();
  }

  private Optional<Broken> active(long expected) throws IOException {
    Path active = directory.resolve(LogFiles.ACTIVE);
    if (!Files.exists(active, LinkOption.NOFOLLOW_LINKS)) {
      return files == 0
          ? Optional.empty()
          : Optional.of(
              new Broken(LogFiles.ACTIVE, 0, expected, Kind.REMOVED, "the file is not there"));
    }
    List<LogFiles.Closed> closed = LogFiles.closed(directory);
    boolean rotating =
        !closed.isEmpty()
            && Files.isSameFile(active, closed.getLast().path()); // a crash in between
    if (!rotating) {
      Optional<Broken> broken = file(active, true);
      if (broken.isPresent()) {
        return broken;
      }
    }
    if (firstSeq > 1 && prunedThrough < firstSeq - 1) {
      return Optional.of(
          new Broken(
              LogFiles.name(closed.isEmpty() ? active : closed.getFirst().path()),
              1,
              firstSeq,
              Kind.REMOVED,
              "records 1 to %d are not there, and no record says that they were removed as configured"
                  .formatted(firstSeq - 1)));
    }
    return Optional.empty();
  }

  private Optional<Broken> file(Path file, boolean active) throws IOException {
    files++;
    String name = LogFiles.name(file);
    try (FileChannel channel = LogFiles.read(file)) {
      LineReader lines = new LineReader(channel, 0);
      while (lines.next()) {
        long expected = head.seq() + 1;
        if (!lines.complete()) {
          return torn(name, lines, active);
        }
        Optional<SealedLine> line = sealed(lines);
        if (line.isEmpty() || !line.get().intact()) {
          return Optional.of(
              new Broken(
                  name,
                  lines.number(),
                  line.map(SealedLine::seq).orElse(expected),
                  Kind.CHANGED,
                  line.isEmpty()
                      ? "this line is no record"
                      : "the record's bytes do not have the hash that it carries"));
        }
        Optional<Broken> broken = order(name, lines.number(), line.get());
        if (broken.isPresent()) {
          return broken;
        }
        head = line.get().link();
        records++;
      }
    }
    return Optional.empty();
  }

  private Optional<SealedLine> sealed(LineReader lines) {
    Optional<SealedLine> line = SealedLine.parse(lines.bytes(), lines.from(), lines.length());
    Optional<Map<String, Object>> fields =
        LineDecoder.decode(lines.bytes(), lines.from(), lines.length());
    fields.ifPresent(this::noticePruning);
    return fields.isPresent() ? line : Optional.empty();
  }

  private void noticePruning(Map<String, Object> fields) {
    if ("audit.pruned".equals(fields.get("event"))
        && fields.get("message") instanceof String message) {
      Matcher matcher = PRUNED.matcher(message);
      if (matcher.matches()) {
        prunedThrough = Math.max(prunedThrough, Long.parseLong(matcher.group(1)));
      }
    }
  }

  private Optional<Broken> order(String file, long lineNumber, SealedLine line) {
    if (records == 0) {
      firstSeq = line.seq();
      boolean named = file.equals(LogFiles.ACTIVE) || file.equals(LogFiles.closedName(firstSeq));
      if (!named) {
        return misplaced(file, lineNumber, line, "the file begins with record " + line.seq());
      }
      if (firstSeq > 1 || line.follows(Link.GENESIS)) {
        return Optional.empty();
      }
    } else if (line.follows(head)) {
      return Optional.empty();
    }
    if (line.seq() == head.seq() + 1) {
      String message =
          "the record before this one was replaced: its hash is not the one named here";
      return Optional.of(new Broken(file, lineNumber, line.seq(), Kind.CHANGED, message));
    }
    if (line.seq() <= head.seq() || laterHas(file, lineNumber, head.seq() + 1)) {
      return misplaced(
          file,
          lineNumber,
          line,
          "record %d stands where %d belongs".formatted(line.seq(), head.seq() + 1));
    }
    String message = "records %d to %d are not there".formatted(head.seq() + 1, line.seq() - 1);
    return Optional.of(new Broken(file, lineNumber, head.seq() + 1, Kind.REMOVED, message));
  }

  private static Optional<Broken> misplaced(
      String file, long lineNumber, SealedLine line, String message) {
    return Optional.of(new Broken(file, lineNumber, line.seq(), Kind.REORDERED, message));
  }

  /** Whether a record that is missed stands further down: it was moved, not removed. */
  private boolean laterHas(String file, long lineNumber, long seq) {
    try (FileChannel channel = LogFiles.read(directory.resolve(file))) {
      LineReader lines = new LineReader(channel, 0);
      while (lines.next()) {
        if (lines.number() > lineNumber) {
          Optional<SealedLine> line = SealedLine.parse(lines.bytes(), lines.from(), lines.length());
          if (line.isPresent() && line.get().seq() == seq) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException _) {
      return false;
    }
  }

  /** A gateway that runs may be in the middle of a line; it is torn only when nobody writes. */
  private Optional<Broken> torn(String file, LineReader lines, boolean active) throws IOException {
    if (active && LogDirectory.inUse(directory)) {
      return Optional.empty();
    }
    String message =
        active
            ? "the last line has no end: %d bytes, which the gateway's next start moves aside"
                .formatted(lines.length())
            : "the file's last line has no end";
    return Optional.of(
        new Broken(
            file, lines.number(), head.seq() + 1, active ? Kind.TORN_TAIL : Kind.CHANGED, message));
  }
}
