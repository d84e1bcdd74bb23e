package dev.cofferdam.gateway;

import java.nio.file.Path;

/** Where a process waits for connections. */
sealed interface Listener {
  /** The number by which /proc/PID/fd and /proc/PID/net name one socket. */
  long inode();

  /**
   * @param address as in a URL, {@code 127.0.0.1:2375} or {@code [::]:2375}
   */
  record Tcp(String address, long inode) implements Listener {}

  record Unix(Path path, long inode) implements Listener {}

  /** A name that no file's mode protects: whoever shares the network namespace can connect. */
  record Abstract(String name, long inode) implements Listener {}
}
