package dev.cofferdam.docker;

/**
 * A checkpoint is the memory of a container in files. The engine writes, reads and removes them as
 * root, and CRIU makes of them whatever processes they describe: a directory of the client's choice
 * is as good as root.
 */
final class CheckpointRules {
  private CheckpointRules() {}

  static void weigh(String directory, Findings found) {
    found.privileged("checkpoint");
    directory(directory, found);
  }

  static void directory(String directory, Findings found) {
    if (!directory.isEmpty()) {
      found.superPrivileged("checkpoint-dir:" + Shown.text(HostPath.clean(directory)));
    }
  }
}
