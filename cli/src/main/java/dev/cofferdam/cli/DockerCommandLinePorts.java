package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code --publish} and {@code --expose} become in the body of a create. */
final class DockerCommandLinePorts {
  private final Map<String, List<DockerCommandLineJson>> bindings = new LinkedHashMap<>();
  private final Map<String, Object> exposed = new LinkedHashMap<>();

  Map<String, List<DockerCommandLineJson>> bindings() {
    return bindings;
  }

  Map<String, Object> exposed() {
    return exposed;
  }

  private record Range(int first, int last) {
    static Range of(String text, String what) {
      int dash = text.indexOf('-');
      int first = port(dash < 0 ? text : text.substring(0, dash), what);
      int last = dash < 0 ? first : port(text.substring(dash + 1), what);
      if (last < first) {
        throw new DockerCommandLineException("invalid " + what + ": " + text);
      }
      return new Range(first, last);
    }

    private static int port(String text, String what) {
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 0xFFFF) {
          return port;
        }
      } catch (NumberFormatException e) {
        throw new DockerCommandLineException("invalid " + what + ": " + text, e);
      }
      throw new DockerCommandLineException("invalid " + what + ": " + text);
    }

    int size() {
      return last - first + 1;
    }
  }

  /** {@code PORT[-PORT][/PROTOCOL]}. */
  void expose(String value) {
    if (value.contains(":")) {
      throw new DockerCommandLineException("invalid port format for --expose: " + value);
    }
    int slash = value.indexOf('/');
    Range range = Range.of(slash < 0 ? value : value.substring(0, slash), "port");
    String protocol = slash < 0 ? "tcp" : value.substring(slash + 1);
    for (int port = range.first; port <= range.last; port++) {
      exposed.put(port + "/" + protocol, new DockerCommandLineJson());
    }
  }

  /** {@code [[IP:]HOST[-HOST]:]PORT[-PORT][/PROTOCOL]} or {@code published=…,target=…}. */
  void publish(String value) {
    String spec = value.contains("=") ? standard(value) : value;
    int slash = spec.indexOf('/');
    String protocol = slash < 0 ? "tcp" : spec.substring(slash + 1);
    if (!List.of("tcp", "udp", "sctp").contains(protocol)) {
      throw new DockerCommandLineException("invalid proto: " + protocol);
    }
    String ports = slash < 0 ? spec : spec.substring(0, slash);
    int last = ports.lastIndexOf(':');
    String container = ports.substring(last + 1);
    String before = last < 0 ? "" : ports.substring(0, last);
    int colon = before.lastIndexOf(':');
    String address = address(colon < 0 ? "" : before.substring(0, colon));
    if (container.isEmpty()) {
      throw new DockerCommandLineException("no port specified: " + value);
    }
    bind(address, before.substring(colon + 1), Range.of(container, "containerPort"), protocol);
  }

  private static String standard(String value) {
    Map<String, Object> fields =
        DockerCommandLineValues.pairs(DockerCommandLineValues.commaSeparated(value));
    for (String key : fields.keySet()) {
      if (!List.of("published", "target", "protocol", "mode").contains(key)) {
        throw new DockerCommandLineException("invalid field key " + key);
      }
    }
    Object published = fields.getOrDefault("published", "");
    return published
        + ":"
        + fields.getOrDefault("target", "")
        + "/"
        + fields.getOrDefault("protocol", "tcp");
  }

  private static String address(String text) {
    String bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    if (!bare.isEmpty() && !bare.contains(":") && !bare.matches("\\d+\\.\\d+\\.\\d+\\.\\d+")) {
      throw new DockerCommandLineException("invalid IP address: " + text);
    }
    return bare;
  }

  private void bind(String address, String host, Range container, String protocol) {
    boolean chosen = host.isEmpty();
    Range from = chosen ? container : Range.of(host, "hostPort");
    if (from.size() != container.size() && container.size() > 1) {
      throw new DockerCommandLineException(
          "invalid ranges specified for container and host ports: " + host);
    }
    for (int i = 0; i < container.size(); i++) {
      String port = container.first + i + "/" + protocol;
      String hostPort =
          chosen
              ? ""
              : from.size() == container.size()
                  ? String.valueOf(from.first + i)
                  : from.first + "-" + from.last;
      exposed.put(port, new DockerCommandLineJson());
      bindings
          .computeIfAbsent(port, _ -> new ArrayList<>())
          .add(new DockerCommandLineJson().put("HostIp", address).put("HostPort", hostPort));
    }
  }
}
