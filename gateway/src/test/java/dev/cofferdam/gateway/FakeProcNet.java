package dev.cofferdam.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A directory that looks like /proc with one network namespace. */
final class FakeProcNet {
  private static final String TCP =
      "   0: %s 00000000:0000 %s 00000000:00000000 00:00000000 00000000     0        0 %d 1 0\n";

  private final Path root;
  private int descriptors;

  FakeProcNet(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(root.resolve("net"));
    write("tcp", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when\n");
    write("tcp6", "  sl  local_address                         remote_address\n");
    write("unix", "Num       RefCount Protocol Flags    Type St Inode Path\n");
  }

  FakeProcNet unix(String path, long inode) throws IOException {
    write(
        "unix",
        "0000000000000000: 00000002 00000000 00010000 0001 01 %d %s\n".formatted(inode, path));
    // One that is connected, as each listener has many: no listener.
    write(
        "unix",
        "0000000000000000: 00000003 00000000 00000000 0001 03 9%d %s\n".formatted(inode, path));
    return this;
  }

  FakeProcNet tcp(String local, long inode) throws IOException {
    write("tcp", TCP.formatted(local, "0A", inode));
    write("tcp", TCP.formatted(local, "01", inode + 100_000));
    return this;
  }

  FakeProcNet tcp6(String local, long inode) throws IOException {
    write("tcp6", TCP.formatted(local, "0A", inode));
    return this;
  }

  FakeProcNet holds(int pid, long... inodes) throws IOException {
    Path process = root.resolve(Integer.toString(pid));
    Files.createDirectories(process.resolve("fd"));
    if (!Files.exists(process.resolve("net"))) {
      Files.createSymbolicLink(process.resolve("net"), root.resolve("net"));
    }
    for (long inode : inodes) {
      Files.createSymbolicLink(
          process.resolve("fd").resolve(Integer.toString(descriptors++)),
          Path.of("socket:[" + inode + "]"));
    }
    return this;
  }

  private void write(String file, String line) throws IOException {
    Files.writeString(
        root.resolve("net").resolve(file),
        line,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
