package dev.cofferdam.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a log directory: {@code audit.jsonl} is written to, {@code audit-N.jsonl} are closed
 * and named after the number of their first record, so that a swapped or missing file shows.
 */
final class LogFiles {
  static final String ACTIVE = "audit.jsonl";
  static final String NEXT = "audit.jsonl.next";
  static final String LOCK = "audit.lock";

  private static final Pattern CLOSED = Pattern.compile("audit-([0-9]{12,18})\\.jsonl");
  private static final Pattern BESIDE =
      Pattern.compile("audit\\.lock|audit\\.jsonl\\.next|audit-[0-9]{12,18}(-[0-9]+)?\\.torn");

  /** A closed file and the number of the first record in it. */
  record Closed(long firstSeq, Path path) {}

  private LogFiles() {}

  static String closedName(long firstSeq) {
    return "audit-%012d.jsonl".formatted(firstSeq);
  }

  /** In the order of the chain. */
  static List<Closed> closed(Path directory) throws IOException {
    List<Closed> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path path : entries) {
        Matcher matcher = CLOSED.matcher(name(path));
        if (matcher.matches()) {
          files.add(new Closed(Long.parseLong(matcher.group(1)), path));
        }
      }
    }
    files.sort(Comparator.comparingLong(Closed::firstSeq));
    return files;
  }

  /** Whatever no gateway has put there. */
  static List<Path> foreign(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path path : entries) {
        String name = name(path);
        boolean known =
            name.equals(ACTIVE) || CLOSED.matcher(name).matches() || BESIDE.matcher(name).matches();
        if (!known || !regularOrGone(path)) {
          files.add(path);
        }
      }
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  /** A gateway that rotates may have taken a file away since it was listed. */
  private static boolean regularOrGone(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isRegularFile();
    } catch (NoSuchFileException _) {
      return true;
    }
  }

  static FileChannel read(Path file) throws IOException {
    return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
