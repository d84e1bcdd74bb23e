package dev.cofferdam.seccomp;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A family of sockets, the first argument of socket(2).
 *
 * @param number {@code AF_…} of the kernel's include/linux/socket.h
 */
record SocketFamily(int number) {
  /** By number. */
  private static final List<String> NAMES =
      List.of(
          ("UNSPEC UNIX INET AX25 IPX APPLETALK NETROM BRIDGE ATMPVC X25 INET6 ROSE DECnet NETBEUI"
                  + " SECURITY KEY NETLINK PACKET ASH ECONET ATMSVC RDS SNA IRDA PPPOX WANPIPE LLC"
                  + " IB MPLS CAN TIPC BLUETOOTH IUCV RXRPC ISDN PHONET IEEE802154 CAIF ALG NFC"
                  + " VSOCK KCM QIPCRTR SMC XDP MCTP")
              .split(" "));

  /** {@code AF_VSOCK}, {@code vsock}, {@code 40}. */
  static Optional<SocketFamily> parse(String text) {
    if (text.matches("[0-9]{1,9}")) {
      return Optional.of(new SocketFamily(Integer.parseInt(text)));
    }
    String name = text.toUpperCase(Locale.ROOT);
    String bare = name.startsWith("AF_") ? name.substring(3) : name;
    if (bare.equals("LOCAL")) {
      return parse("UNIX");
    }
    for (int i = 0; i < NAMES.size(); i++) {
      if (NAMES.get(i).equalsIgnoreCase(bare)) {
        return Optional.of(new SocketFamily(i));
      }
    }
    return Optional.empty();
  }

  static String suggestion(String text) {
    return Spelling.suggestion(text, NAMES.stream().map(name -> "AF_" + name).toList());
  }

  /** {@code AF_VSOCK}, or the number of one that has no name here. */
  @Override
  public String toString() {
    return number < NAMES.size() ? "AF_" + NAMES.get(number) : Integer.toString(number);
  }
}
