package dev.cofferdam.docker;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Drivers of volumes and what they are told. */
final class VolumeRules {
  private VolumeRules() {}

  /** Options of tmpfs(5) that bound it, and the mount flags that take rights away. */
  private static final Set<String> TMPFS_OPTIONS =
      Set.of(
          "size",
          "mode",
          "uid",
          "gid",
          "nr_inodes",
          "nr_blocks",
          "nodev",
          "nosuid",
          "noexec",
          "ro",
          "rw",
          "noatime");

  static void driver(String driver, Findings found) {
    if (!driver.isEmpty() && !driver.equals("local")) {
      found.privileged("volume-driver:" + Shown.text(driver));
    }
  }

  /**
   * The local driver hands {@code type}, {@code o} and {@code device} to mount(2) as root: a bind
   * of any path, an overlay of /etc, a disk. Only a tmpfs that is no more than that is let through.
   * The name has the keys alone, for options of CIFS contain passwords.
   */
  static void options(String driver, Map<String, Node> options, Findings found) {
    if (!options.isEmpty() && !isTmpfs(driver, options)) {
      found.superPrivileged(
          "volume-options:" + Shown.text(String.join(",", new TreeSet<>(options.keySet()))));
    }
  }

  /** Made on all nodes of a swarm, by a plugin, with secrets of the swarm. */
  static void cluster(Findings found) {
    found.superPrivileged("cluster-volume");
  }

  private static boolean isTmpfs(String driver, Map<String, Node> options) {
    if (!driver.isEmpty() && !driver.equals("local")) {
      return false;
    }
    boolean tmpfs = false;
    for (Map.Entry<String, Node> option : options.entrySet()) {
      String value = option.getValue().asText();
      switch (option.getKey()) {
        case "type" -> {
          if (!value.equals("tmpfs")) {
            return false;
          }
          tmpfs = true;
        }
        case "device" -> {
          if (!value.equals("tmpfs")) {
            return false;
          }
        }
        case "o" -> {
          for (String flag : value.split(",", -1)) {
            int equals = flag.indexOf('=');
            if (!TMPFS_OPTIONS.contains(equals < 0 ? flag : flag.substring(0, equals))) {
              return false;
            }
          }
        }
        default -> {
          return false;
        }
      }
    }
    return tmpfs;
  }
}
