package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What an ended engine must not have left on the machine: mounts, processes, cgroups, files. */
final class Leftovers {
  private Leftovers() {}

  static void requireNoneOf(Path home, String cgroup) {
    List<String> found = new ArrayList<>();
    found.addAll(below(home));
    found.addAll(cgroupsNamed(cgroup));
    if (Files.exists(home)) {
      found.add("directory " + home);
    }
    if (!found.isEmpty()) {
      throw new IllegalStateException("left behind: " + String.join("; ", found));
    }
  }

  /** Processes and mounts that have to do with a directory. */
  static List<String> below(Path home) {
    List<String> found = new ArrayList<>(mountsBelow(home));
    found.addAll(processesOf(home));
    return found;
  }

  private static List<String> mountsBelow(Path home) {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return mounts.filter(line -> line.contains(" " + home + "/")).map(m -> "mount " + m).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> processesOf(Path home) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(home + "/"))
        .map(process -> "process " + process.pid() + " " + process.info().commandLine().orElse(""))
        .toList();
  }

  static List<String> cgroupsNamed(String cgroup) {
    try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
      return hierarchies
          .map(hierarchy -> hierarchy.resolve(cgroup))
          .filter(Files::exists)
          .map(path -> "cgroup " + path)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
