package dev.cofferdam.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.Name;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code /proc/PID/mountinfo}, proc_pid_mountinfo(5). Its bytes are kept one to a
 * character (ISO 8859-1), and its escapes as they are, since only its parts can be unescaped.
 *
 * @param mountPoint where it is seen, unescaped
 * @param options of the mount: {@code rw,nosuid}
 * @param type of the file system
 * @param superOptions of the file system, escaped
 */
record MountEntry(
    long id, Name mountPoint, List<String> options, String type, String superOptions) {
  /** Those of the calling thread: it may have a mount namespace of its own. */
  private static final Path TABLE = Path.of("/proc/thread-self/mountinfo");

  private static final int MOUNT_POINT = 4;
  private static final int OPTIONS = 5;
  private static final int FIRST_TAG = 6;

  MountEntry {
    options = List.copyOf(options);
  }

  /** The mount that a file is on, in the calling thread's mount namespace. */
  static MountEntry of(dev.cofferdam.linux.Files files, Name name)
      throws RuntimeFailure, IOException {
    return find(files.stat(Fd.WORKING_DIRECTORY, name, 0).id().mount());
  }

  private static MountEntry find(long id) throws RuntimeFailure, IOException {
    String table = "\n" + new String(Files.readAllBytes(TABLE), ISO_8859_1);
    // What was mounted last stands last, and that is what is looked for.
    int at = table.lastIndexOf("\n" + id + " ");
    if (at < 0) {
      throw new RuntimeFailure("no mount in " + TABLE + " has the id " + id);
    }
    int end = table.indexOf('\n', at + 1);
    return parse(table.substring(at + 1, end < 0 ? table.length() : end));
  }

  /** All mounts of the calling thread's mount namespace, in the order of the table. */
  static List<MountEntry> all() throws RuntimeFailure, IOException {
    List<MountEntry> all = new ArrayList<>();
    for (String line : new String(Files.readAllBytes(TABLE), ISO_8859_1).split("\n", 0)) {
      all.add(parse(line));
    }
    return all;
  }

  /** Whether it is seen inside a directory. */
  boolean isBelow(Name directory) {
    Optional<Name> parent = mountPoint.parent();
    while (parent.isPresent()) {
      if (parent.get().equals(directory)) {
        return true;
      }
      parent = parent.get().parent();
    }
    return false;
  }

  /**
   * Reads a line.
   *
   * @throws RuntimeFailure where it is not as the manual page has it
   */
  static MountEntry parse(String line) throws RuntimeFailure {
    List<String> fields = split(line, ' ');
    int separator = FIRST_TAG;
    while (separator < fields.size() && !fields.get(separator).equals("-")) {
      separator++;
    }
    if (separator + 3 >= fields.size()) {
      throw new RuntimeFailure("a line of mountinfo has too few fields: " + line);
    }
    try {
      return new MountEntry(
          Long.parseLong(fields.get(0)),
          unescape(fields.get(MOUNT_POINT)),
          split(fields.get(OPTIONS), ','),
          fields.get(separator + 1),
          fields.get(separator + 3));
    } catch (NumberFormatException e) {
      throw new RuntimeFailure("a line of mountinfo begins with no number: " + line, e);
    }
  }

  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (true) {
      int end = text.indexOf(separator, start);
      if (end < 0) {
        parts.add(text.substring(start));
        return parts;
      }
      parts.add(text.substring(start, end));
      start = end + 1;
    }
  }

  /**
   * Undoes what the kernel does to a space, a tab, a newline, a backslash and others: a backslash
   * and three octal digits (seq_escape). A backslash before anything else stands for itself.
   */
  static Name unescape(String text) throws RuntimeFailure {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int code = c == '\\' ? octal(text, i + 1) : -1;
      if (code >= 0) {
        bytes.write(code);
        i += 3;
      } else {
        bytes.write(c);
      }
    }
    return name(bytes.toByteArray());
  }

  /** Three octal digits of at most 377; or -1. */
  private static int octal(String text, int start) {
    if (start + 3 > text.length()) {
      return -1;
    }
    int code = 0;
    for (int i = start; i < start + 3; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 7) {
        return -1;
      }
      code = code * 8 + digit;
    }
    return code > 0xFF ? -1 : code;
  }

  private static Name name(byte[] bytes) throws RuntimeFailure {
    try {
      return Name.of(bytes);
    } catch (IllegalArgumentException e) {
      throw new RuntimeFailure("a line of mountinfo has a name with a zero byte", e);
    }
  }
}
