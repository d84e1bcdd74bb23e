package dev.cofferdam.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where something is mounted on this host, from proc_pid_mountinfo(5). */
final class MountPoints {
  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final int DEVICE = 2;
  private static final int ROOT = 3;
  private static final int POINT = 4;

  private MountPoints() {}

  /**
   * A line of the table.
   *
   * @param device {@code major:minor}
   * @param root what of the file system is mounted
   */
  record Entry(String device, String root, String point) {}

  static List<String> ofThisHost() throws EngineException {
    return of(table());
  }

  static String table() throws EngineException {
    try {
      return Files.readString(TABLE, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new EngineException("the mounts of this host cannot be read", unreadable);
    }
  }

  static List<String> of(String table) {
    return entries(table).stream().map(Entry::point).toList();
  }

  static List<Entry> entries(String table) {
    List<Entry> entries = new ArrayList<>();
    for (String line : table.lines().toList()) {
      String[] fields = line.split(" ", POINT + 2);
      if (fields.length > POINT) {
        entries.add(new Entry(fields[DEVICE], unescaped(fields[ROOT]), unescaped(fields[POINT])));
      }
    }
    return entries;
  }

  /** Blanks and backslashes are written in octal; the bytes are UTF-8 as paths are. */
  private static String unescaped(String field) {
    StringBuilder bytes = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      if (field.charAt(i) == '\\' && i + 3 < field.length()) {
        bytes.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        bytes.append(field.charAt(i));
      }
    }
    return new String(
        bytes.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
