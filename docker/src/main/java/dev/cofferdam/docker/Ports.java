package dev.cofferdam.docker;

import java.net.Inet6Address;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Ports of the host that a container publishes ({@code HostConfig.PortBindings}). */
final class Ports {
  private static final int MANY = 1024;

  private Ports() {}

  /**
   * Refuses what engines read leniently: 20.10 takes an address that it cannot parse for "all
   * addresses".
   */
  static void check(Map<String, Node> bindings) {
    bindings.forEach((port, list) -> {
      String path = "HostConfig.PortBindings." + Shown.text(port);
      if (!isContainerPort(port)) {
        throw MalformedBody.at(path, "must be port[/tcp|/udp|/sctp]");
      }
      for (Node item : ((Node.Items) list).values()) {
        Node.Struct binding = (Node.Struct) item;
        address(binding.text("HostIp"), path + ".HostIp");
        if (!isPortRange(binding.text("HostPort"))) {
          throw MalformedBody.at(path + ".HostPort", "must be a port, a range of ports or empty");
        }
      }
    });
  }

  /** The privileges' spelling of all bindings: {@code 0.0.0.0:8080/tcp}. */
  static void published(Map<String, Node> bindings, Consumer<String> into) {
    bindings.forEach((port, list) -> {
      int slash = port.indexOf('/');
      String protocol = slash < 0 ? "tcp" : port.substring(slash + 1).toLowerCase(Locale.ROOT);
      List<Node> values = ((Node.Items) list).values();
      for (Node item : values) {
        Node.Struct binding = (Node.Struct) item;
        String hostPort = binding.text("HostPort");
        into.accept(
            address(binding.text("HostIp"), "HostIp")
                + ":"
                + (hostPort.isEmpty() ? "0" : hostPort)
                + "/"
                + protocol);
      }
    });
  }

  /**
   * The ports of the host, every one of a range, 0 where the engine chooses; of very many only
   * some, more than any condition looks at.
   *
   * @param all whether every port that the image exposes is published as well
   */
  static List<Long> ofHost(Map<String, Node> bindings, boolean all) {
    Set<Long> ports = new LinkedHashSet<>();
    published(
        bindings,
        port -> {
          String range = port.substring(port.lastIndexOf(':') + 1, port.lastIndexOf('/'));
          int dash = range.indexOf('-');
          long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
          long last = dash < 0 ? first : Long.parseLong(range.substring(dash + 1));
          // Backwards is a range that engines refuse.
          ports.add(last);
          for (long each = first; each <= last && ports.size() <= MANY; each++) {
            ports.add(each);
          }
        });
    if (all) {
      ports.add(0L);
    }
    return List.copyOf(ports);
  }

  /** An address in its one spelling; empty means all. */
  private static String address(String text, String path) {
    if (text.isEmpty()) {
      return "0.0.0.0";
    }
    if (isIpv4(text)) {
      return text;
    }
    if (text.indexOf(':') >= 0 && text.indexOf('%') < 0 && text.indexOf('[') < 0) {
      try {
        String spelled = Inet6Address.ofLiteral(text).getHostAddress();
        return spelled.equals("0:0:0:0:0:0:0:0") ? "[::]" : "[" + spelled + "]";
      } catch (IllegalArgumentException e) {
        throw MalformedBody.at(path, "must be an IP address or empty");
      }
    }
    throw MalformedBody.at(path, "must be an IP address or empty");
  }

  private static boolean isIpv4(String text) {
    String[] bytes = text.split("\\.", -1);
    if (bytes.length != 4) {
      return false;
    }
    for (String part : bytes) {
      if (part.length() > 3
          || !isNumber(part, 255)
          || (part.length() > 1 && part.startsWith("0"))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isContainerPort(String port) {
    int slash = port.indexOf('/');
    String number = slash < 0 ? port : port.substring(0, slash);
    String protocol = slash < 0 ? "tcp" : port.substring(slash + 1).toLowerCase(Locale.ROOT);
    return isPortRange(number)
        && !number.isEmpty()
        && List.of("tcp", "udp", "sctp").contains(protocol);
  }

  private static boolean isPortRange(String text) {
    if (text.isEmpty()) {
      return true;
    }
    int dash = text.indexOf('-');
    return dash < 0
        ? isNumber(text, 65535)
        : isNumber(text.substring(0, dash), 65535) && isNumber(text.substring(dash + 1), 65535);
  }

  private static boolean isNumber(String text, int most) {
    if (text.isEmpty() || text.length() > 5) {
      return false;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = value * 10 + digit;
    }
    return value <= most;
  }
}
