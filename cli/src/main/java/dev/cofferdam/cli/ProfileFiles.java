package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of seccomp profiles that a docker command line names, read as the client reads them
 * before it asks the engine.
 */
final class ProfileFiles {
  private static final String FLAG = "--security-opt";
  private static final List<String> KEYS = List.of("seccomp=", "seccomp:");

  /** What the engine takes at most. */
  private static final long LONGEST = 1 << 20;

  private ProfileFiles() {}

  /** The same with texts in the place of files; a file that cannot be read stays named. */
  static List<String> read(List<String> words) {
    List<String> read = new ArrayList<>();
    String before = "";
    for (String word : words) {
      if (before.equals(FLAG)) {
        read.add(value(word));
      } else if (word.startsWith(FLAG + "=")) {
        read.add(FLAG + "=" + value(word.substring(FLAG.length() + 1)));
      } else {
        read.add(word);
      }
      before = word;
    }
    return read;
  }

  private static String value(String option) {
    for (String key : KEYS) {
      if (option.startsWith(key)) {
        return text(option.substring(key.length()), option);
      }
    }
    return option;
  }

  private static String text(String file, String otherwise) {
    try {
      Path path = Path.of(file);
      return Files.isRegularFile(path) && Files.size(path) <= LONGEST
          ? "seccomp=" + Files.readString(path, StandardCharsets.UTF_8).strip()
          : otherwise;
    } catch (InvalidPathException | IOException unreadable) {
      return otherwise;
    }
  }
}
