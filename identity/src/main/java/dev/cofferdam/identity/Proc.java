package dev.cofferdam.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What proc(5) tells of a process: its login uid, and enough to see that a pid was used again. */
final class Proc {
  /** What marks one use of a pid. */
  record Life(long startTime, long uid) {}

  /** (uid_t) -1, which the kernel shows for "never logged in". */
  private static final long UNSET = 4294967295L;

  private static final int STATE = 0;
  private static final int START_TIME = 19; // field 22 of proc_pid_stat(5), the state being field 3
  private static final int EFFECTIVE_UID = 1; // real, effective, saved, file system

  private final Path root;

  Proc(Path root) {
    this.root = root;
  }

  /**
   * Whether this kernel keeps login uids at all (CONFIG_AUDIT). Where proc is not mounted the
   * answer is yes: then reading one fails, and so does every identification.
   */
  boolean keepsLoginUids() {
    Path self = root.resolve("self");
    return Files.exists(self.resolve("loginuid")) || !Files.exists(self.resolve("stat"));
  }

  /** The login uid of a process, empty where it has none. */
  OptionalLong loginUid(int pid) throws IOException {
    return parseLoginUid(read(pid, "loginuid"));
  }

  static OptionalLong parseLoginUid(String text) throws IOException {
    long uid = number(text.strip());
    return uid == UNSET ? OptionalLong.empty() : OptionalLong.of(uid);
  }

  /** The start time and the effective uid of a process that has not ended. */
  Life life(int pid) throws IOException {
    return new Life(parseStartTime(read(pid, "stat")), parseUid(read(pid, "status")));
  }

  static long parseStartTime(String stat) throws IOException {
    // The second field is the program's own name in parentheses and may hold more of them.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length <= START_TIME) {
      throw new IOException("stat is cut short");
    }
    if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
      throw new IOException("it has ended");
    }
    try {
      return Long.parseUnsignedLong(fields[START_TIME]);
    } catch (NumberFormatException e) {
      throw new IOException("stat has no start time", e);
    }
  }

  static long parseUid(String status) throws IOException {
    for (String line : status.split("\n", -1)) {
      if (line.startsWith("Uid:")) {
        String[] uids = line.substring("Uid:".length()).strip().split("\t", -1);
        if (uids.length > EFFECTIVE_UID) {
          return number(uids[EFFECTIVE_UID]);
        }
      }
    }
    throw new IOException("status has no effective uid");
  }

  private String read(int pid, String file) throws IOException {
    Path path = root.resolve(Integer.toString(pid)).resolve(file);
    return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
  }

  private static long number(String digits) throws IOException {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IOException("not a uid");
    }
    try {
      long uid = Long.parseLong(digits);
      if (uid <= UNSET) {
        return uid;
      }
    } catch (NumberFormatException e) {
      throw new IOException("not a uid", e);
    }
    throw new IOException("not a uid");
  }
}
