package dev.cofferdam.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Readers of /proc/PID/net/tcp, tcp6 and unix, proc_pid_net(5): what listens in a network
 * namespace. A line that does not look like one is passed over.
 */
final class ProcNet {
  private static final String LISTEN = "0A"; // TCP_LISTEN in net/tcp_states.h
  private static final int ACCEPTING = 1 << 16; // __SO_ACCEPTCON in linux/net.h

  private ProcNet() {}

  /** {@code sl local_address rem_address st queues timer retransmits uid timeout inode …}. */
  static List<Listener> tcp(List<String> lines) {
    List<Listener> found = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.strip().split(" +", -1);
      if (fields.length > 9 && fields[3].equals(LISTEN)) {
        Optional<String> address = address(fields[1]);
        long inode = number(fields[9], 10);
        if (address.isPresent() && inode >= 0) {
          found.add(new Listener.Tcp(address.get(), inode));
        }
      }
    }
    return found;
  }

  /** {@code num refcount protocol flags type state inode path}; the path may hold spaces. */
  static List<Listener> unix(List<String> lines) {
    List<Listener> found = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.strip().split(" +", 8);
      if (fields.length < 8 || (number(fields[3], 16) & ACCEPTING) == 0) {
        continue;
      }
      long inode = number(fields[6], 10);
      if (number(fields[3], 16) < 0 || inode < 0) {
        continue;
      }
      if (fields[7].startsWith("@")) {
        found.add(new Listener.Abstract(fields[7], inode));
      } else {
        path(fields[7]).ifPresent(path -> found.add(new Listener.Unix(path, inode)));
      }
    }
    return found;
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Addresses are 32-bit words as the processor keeps them, which is little-endian here. */
  private static Optional<String> address(String hex) {
    int colon = hex.indexOf(':');
    if (colon != 8 && colon != 32) {
      return Optional.empty();
    }
    try {
      byte[] words = HexFormat.of().parseHex(hex, 0, colon);
      byte[] network = new byte[words.length];
      for (int i = 0; i < words.length; i++) {
        network[i] = words[(i & ~3) + 3 - (i & 3)];
      }
      long port = number(hex.substring(colon + 1), 16);
      String host = InetAddress.getByAddress(network).getHostAddress();
      return port < 0
          ? Optional.empty()
          : Optional.of((host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    } catch (IllegalArgumentException | UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static long number(String text, int radix) {
    try {
      return Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
