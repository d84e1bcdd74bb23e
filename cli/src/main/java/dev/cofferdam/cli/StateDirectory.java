package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The directory in which one gateway keeps what outlives its process. Several gateways run side by
 * side with one each.
 */
record StateDirectory(Path path) {
  static final String DEFAULT = "/var/lib/cofferdam";

  StateDirectory {
    path = path.toAbsolutePath().normalize();
  }

  Path pidFile() {
    return path.resolve("pid");
  }

  /** What the daemon says, from its start on. */
  Path log() {
    return path.resolve("cofferdam.log");
  }

  /** Where the daemon answers {@code status} and {@code reload}: root only. */
  Path adminSocket() {
    return path.resolve("admin.sock");
  }

  Path policy() {
    return path.resolve("policy.yaml");
  }

  /** The daemon's arguments, one per line, so that a second {@code up} can compare. */
  Path settings() {
    return path.resolve("settings");
  }

  Path audit() {
    return path.resolve("audit");
  }

  /** Home of the private engine, where there is one. */
  Path engine() {
    return path.resolve("engine");
  }

  /** Makes it, closed to everyone else. */
  void create() throws IOException {
    Files.createDirectories(path);
    if (!Integer.valueOf(0).equals(Files.getAttribute(path, "unix:uid"))) {
      throw new IOException(path + " belongs to another user than root: choose another --state");
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
  }

  /** Held while the gateway is being started or stopped: two of these at once are refused. */
  Lock lock() throws IOException, CommandFailure {
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = channel.tryLock();
    if (held == null) {
      channel.close();
      throw new CommandFailure(
          "Another `cofferdam up` or `cofferdam down` is at work on " + path + ". Wait for it.");
    }
    return new Lock(channel);
  }

  /** The last lines of a log, for a person who has to be told why something did not start. */
  static List<String> lastLines(Path log, int count) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), java.nio.charset.StandardCharsets.UTF_8)
              .lines()
              .toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The exclusive right to start or stop the gateway of one state directory. */
  record Lock(FileChannel channel) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
