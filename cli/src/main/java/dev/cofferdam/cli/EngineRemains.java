package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What an ended engine leaves behind: mounts below its home, and empty control groups. */
final class EngineRemains {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");

  private EngineRemains() {}

  /** One name per private engine, for its control group and its name space in containerd. */
  static String name(Path home) {
    return "cofferdam-" + Integer.toHexString(home.toString().hashCode());
  }

  static void clear(Path home) throws IOException, InterruptedException {
    for (String mount : mounts(home, Files.readAllLines(MOUNTS))) {
      Command.run(List.of("umount", mount));
    }
    for (Path group : groups(name(home))) {
      removeGroups(group);
    }
  }

  /** Mount points below a directory, the innermost first, from the lines of proc(5) mountinfo. */
  static List<String> mounts(Path home, List<String> mountinfo) {
    List<String> found = new ArrayList<>();
    for (String line : mountinfo) {
      String[] fields = line.split(" ", -1);
      String point = fields.length > MOUNT_POINT ? unescaped(fields[MOUNT_POINT]) : "";
      if (point.startsWith(home + "/")) {
        found.add(point);
      }
    }
    found.sort(Comparator.comparingInt(String::length).reversed());
    return found;
  }

  /** mountinfo writes space, tab, newline and backslash as octal numbers. */
  private static String unescaped(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }

  /** The engine's group in the one hierarchy of version 2, or in each of version 1. */
  private static List<Path> groups(String name) throws IOException {
    List<Path> groups = new ArrayList<>();
    if (!Files.isDirectory(GROUPS)) {
      return groups;
    }
    if (Files.isDirectory(GROUPS.resolve(name))) {
      groups.add(GROUPS.resolve(name));
    }
    try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(GROUPS)) {
      for (Path hierarchy : hierarchies) {
        if (Files.isDirectory(hierarchy.resolve(name))) {
          groups.add(hierarchy.resolve(name));
        }
      }
    }
    return groups;
  }

  /** rmdir(2) removes a control group if no process is in it, and only then. */
  private static void removeGroups(Path group) throws IOException {
    try (Stream<Path> tree = Files.walk(group)) {
      for (Path directory :
          tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(directory);
      }
    }
  }
}
