package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One process, told apart from every other that has or will have the same number.
 *
 * <p>The kernel gives numbers out again. Together with its start time and the boot in which that
 * was counted, a number means one process only, so that a file left by a crash never gets a
 * stranger killed.
 *
 * @param start clock ticks between boot and the process's start: {@code starttime} in proc(5);
 *     execve(2) does not change it
 * @param boot {@code /proc/sys/kernel/random/boot_id}
 */
record ProcessId(long pid, long start, String boot) {
  private static final Path PROC = Path.of("/proc");
  private static final int STATE = 0;
  private static final int STARTTIME = 19;

  /** USER_HZ, the unit of times in proc(5), is 100 on every architecture that Java runs on. */
  private static final int MILLIS_PER_TICK = 10;

  private static final Duration POLL = Duration.ofMillis(20);

  /** The process that has this number now; empty where none has, or it is a zombie. */
  static Optional<ProcessId> running(long pid) {
    try {
      String stat =
          Files.readString(
              PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
      // The name, in parentheses, may itself have spaces and parentheses in it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
        return Optional.empty();
      }
      return Optional.of(new ProcessId(pid, Long.parseLong(fields[STARTTIME]), currentBoot()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The process that a file tells of; empty where the file is not there or not readable as one. */
  static Optional<ProcessId> read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Optional<ProcessId> parse(String text) {
    String[] words = text.strip().split(" ", -1);
    if (words.length != 3 || !number(words[0]) || !number(words[1]) || words[2].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new ProcessId(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]));
  }

  void write(Path file) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, pid + " " + start + " " + boot + "\n");
    Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  boolean alive() {
    return running(pid).equals(Optional.of(this));
  }

  /** Whether it ended without the whole host: what it started may then still be there. */
  boolean diedInThisBoot() throws IOException {
    return !alive() && boot.equals(currentBoot());
  }

  /** Asks it to end, SIGTERM. */
  void terminate() {
    if (alive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }
  }

  /** Whether it ended in time. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (alive()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  /** How long it has been running, to the hundredth of a second that the kernel counts in. */
  Duration age() throws IOException {
    String uptime = Files.readString(PROC.resolve("uptime"));
    double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
    return Duration.ofMillis(Math.max(0, Math.round(seconds * 1000) - start * MILLIS_PER_TICK));
  }

  private static boolean number(String word) {
    return !word.isEmpty()
        && word.length() < 19
        && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static String currentBoot() throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
  }
}
