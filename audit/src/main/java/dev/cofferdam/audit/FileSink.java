package dev.cofferdam.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The hash-chained log: JSON Lines in a directory, rotated by size.
 *
 * <p>Everything is written at a known position. After a write that failed in the middle (disk full)
 * the file is cut back to its last good end before anything else, so that there is neither a torn
 * nor a repeated line.
 */
final class FileSink implements Sink {
  private static final int CHUNK = 1 << 20;

  private final LogDirectory directory;
  private final long maxBytes;
  private final int keep;
  private final LineEncoder encoder = new LineEncoder();
  private FileChannel channel;
  private Link head;
  private Link encoded = Link.GENESIS;
  private long firstSeq;
  private long end;
  private boolean ragged;
  private boolean unsynced;

  private FileSink(LogDirectory directory, SinkSpec.File spec, Recovery.Found found) {
    this.directory = directory;
    this.maxBytes = spec.maxBytes();
    this.keep = spec.keep();
    this.channel = found.channel();
    this.head = found.head();
    this.firstSeq = found.firstSeq();
    this.end = found.size();
  }

  static FileSink open(SinkSpec.File spec) throws IOException {
    LogDirectory directory = LogDirectory.open(spec.directory());
    try {
      Recovery.Found found = new Recovery(directory).run();
      FileSink sink = new FileSink(directory, spec, found);
      if (found.repaired().isPresent()) {
        sink.note("audit.recovered", found.repaired().get());
      }
      return sink;
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  @Override
  public int write(List<Entry> entries, boolean durable) throws IOException {
    int taken = encode(entries, end == 0);
    if (taken == 0) {
      rotate();
      taken = encode(entries, true);
    }
    store(durable);
    return taken;
  }

  /**
   * As many as fit in the file and in one write.
   *
   * @param any whether the first is taken even where it makes the file too large
   */
  private int encode(List<Entry> entries, boolean any) {
    encoder.truncate(0);
    encoded = head;
    int taken = 0;
    while (taken < entries.size() && encoder.length() < CHUNK) {
      int before = encoder.length();
      Link next = encoder.append(entries.get(taken), encoded);
      boolean fits = end + encoder.length() <= maxBytes || (any && taken == 0);
      if (!fits) {
        encoder.truncate(before);
        break;
      }
      encoded = next;
      taken++;
    }
    return taken;
  }

  private void store(boolean durable) throws IOException {
    cutBack();
    try {
      ragged = true;
      Recovery.store(channel, encoder.buffer(), end);
      if (durable) {
        channel.force(false);
      }
      ragged = false;
    } catch (IOException e) {
      try {
        cutBack();
      } catch (IOException again) {
        e.addSuppressed(again); // tried again before the next write
      }
      throw e;
    }
    end += encoder.length();
    head = encoded;
    unsynced = !durable;
  }

  private void cutBack() throws IOException {
    if (ragged) {
      channel.truncate(end);
      ragged = false;
    }
  }

  /**
   * Closes the active file under its own name and begins the next. The active file is there at
   * every moment: a second name for it (link(2)), then another file renamed over the first name.
   */
  private void rotate() throws IOException {
    cutBack();
    channel.force(true);
    Path active = directory.file(LogFiles.ACTIVE);
    Path closed = directory.file(LogFiles.closedName(firstSeq));
    Path fresh = directory.file(LogFiles.NEXT);
    Files.deleteIfExists(fresh);
    FileChannel next = directory.open(LogFiles.NEXT, StandardOpenOption.CREATE_NEW);
    try {
      if (!Files.exists(closed) || !Files.isSameFile(closed, active)) {
        Files.createLink(closed, active);
      }
      Files.move(fresh, active, StandardCopyOption.ATOMIC_MOVE);
      directory.sync();
    } catch (IOException e) {
      next.close();
      throw e;
    }
    channel.close();
    channel = next;
    end = 0;
    firstSeq = head.seq() + 1;
    prune();
  }

  /** Says what goes before it goes, so that a crash in between leaves no gap unexplained. */
  private void prune() throws IOException {
    List<LogFiles.Closed> files = LogFiles.closed(directory.path());
    if (keep == 0 || files.size() <= keep) {
      return;
    }
    int gone = files.size() - keep;
    long through = files.get(gone).firstSeq() - 1;
    note(
        "audit.pruned",
        "removed records %d to %d, as keep=%d asks"
            .formatted(files.getFirst().firstSeq(), through, keep));
    for (LogFiles.Closed file : files.subList(0, gone)) {
      Files.delete(file.path());
    }
    directory.sync();
  }

  private void note(String name, String message) throws IOException {
    Entry event = new Entry.Event(Instant.now(), UUID.randomUUID().toString(), name, message);
    encoder.truncate(0);
    encoded = encoder.append(event, head);
    store(true);
  }

  @Override
  public void sync() throws IOException {
    if (unsynced) {
      channel.force(false);
      unsynced = false;
    }
  }

  @Override
  public void close() throws IOException {
    try (directory;
        FileChannel last = channel) {
      cutBack();
      last.force(true);
    }
  }
}
