package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the device, GPU, block I/O and ulimit flags become in the body of a create. */
final class DockerCommandLineDevices {
  /** The names of the Container Device Interface: {@code vendor.com/class=name}. */
  private static final Pattern CDI =
      Pattern.compile("[A-Za-z][\\w.-]*/[A-Za-z][\\w-]*=[A-Za-z0-9][\\w.:-]*");

  private static final Pattern MODE = Pattern.compile("(?!.*(.).*\\1)[rwm]{1,3}");
  private static final Pattern RULE = Pattern.compile("[acb] ([0-9]+|\\*):([0-9]+|\\*) [rwm]{1,3}");

  private static final List<String> ULIMITS =
      List.of(
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");

  private DockerCommandLineDevices() {}

  static List<DockerCommandLineJson> devices(List<String> values) {
    List<DockerCommandLineJson> devices = new ArrayList<>();
    for (String value : values) {
      if (!CDI.matcher(value).matches()) {
        devices.add(device(value));
      }
    }
    return devices;
  }

  /** {@code HOST[:CONTAINER][:MODE]}. */
  private static DockerCommandLineJson device(String value) {
    String[] parts = value.split(":", -1);
    if (parts.length > 3 || parts[0].isEmpty()) {
      throw new DockerCommandLineException("bad format for path: " + value);
    }
    boolean modeOnly = parts.length == 2 && MODE.matcher(parts[1]).matches();
    String inside = parts.length == 1 || modeOnly ? parts[0] : parts[1];
    String mode = modeOnly ? parts[1] : parts.length == 3 ? parts[2] : "rwm";
    if (!MODE.matcher(mode).matches()) {
      throw new DockerCommandLineException("bad mode specified: " + mode);
    }
    if (!inside.startsWith("/")) {
      throw new DockerCommandLineException(inside + " is not an absolute path");
    }
    return new DockerCommandLineJson()
        .put("PathOnHost", parts[0])
        .put("PathInContainer", inside)
        .put("CgroupPermissions", mode);
  }

  static List<DockerCommandLineJson> requests(DockerCommandLineOptions options) {
    List<DockerCommandLineJson> requests = new ArrayList<>();
    options.each("gpus", value -> requests.add(gpus(value)));
    List<String> cdi =
        options.all("device").stream().filter(value -> CDI.matcher(value).matches()).toList();
    if (!cdi.isEmpty()) {
      requests.add(
          new DockerCommandLineJson()
              .put("Driver", "cdi")
              .put("Count", 0)
              .put("DeviceIDs", cdi)
              .putNull("Capabilities")
              .putNull("Options"));
    }
    return requests;
  }

  private static DockerCommandLineJson gpus(String value) {
    String driver = "";
    long count = 0;
    boolean counted = false;
    List<String> ids = List.of();
    List<String> capabilities = List.of("gpu");
    Map<String, Object> options = Map.of();
    for (String field : DockerCommandLineValues.commaSeparated(value)) {
      int equals = field.indexOf('=');
      String key = equals < 0 ? "count" : field.substring(0, equals);
      String given = field.substring(equals + 1);
      switch (key) {
        case "driver" -> driver = given;
        case "count" -> {
          counted = true;
          count = given.equals("all") ? -1 : DockerCommandLineValues.integer(given);
        }
        case "device" -> ids = List.of(given.split(",", -1));
        case "capabilities" -> {
          capabilities = new ArrayList<>(List.of(given.split(",", -1)));
          capabilities.add("gpu");
        }
        case "options" ->
            options = DockerCommandLineValues.pairs(DockerCommandLineValues.commaSeparated(given));
        default -> throw new DockerCommandLineException("unexpected key '" + key + "'");
      }
    }
    return new DockerCommandLineJson()
        .put("Driver", driver)
        .put("Count", counted || !ids.isEmpty() ? count : 1)
        .putOrNull("DeviceIDs", ids)
        .put("Capabilities", List.of(capabilities))
        .put("Options", options);
  }

  static void rule(String value) {
    if (!RULE.matcher(value).matches()) {
      throw new DockerCommandLineException("invalid device cgroup format '" + value + "'");
    }
  }

  /** {@code PATH:NUMBER}, the number named {@code Weight} or {@code Rate}. */
  static DockerCommandLineJson throttle(String value, String name, boolean bytes) {
    int colon = value.indexOf(':');
    if (colon < 0 || !value.startsWith("/dev/")) {
      throw new DockerCommandLineException("bad format: " + value);
    }
    String number = value.substring(colon + 1);
    return new DockerCommandLineJson()
        .put("Path", value.substring(0, colon))
        .put(
            name,
            bytes
                ? DockerCommandLineValues.bytes(number)
                : DockerCommandLineValues.integer(number, 0, Long.MAX_VALUE));
  }

  /** {@code NAME=SOFT[:HARD]}, the last of a name, sorted by name. */
  static List<DockerCommandLineJson> ulimits(DockerCommandLineOptions options) {
    Map<String, DockerCommandLineJson> ulimits = new TreeMap<>();
    options.each(
        "ulimit",
        value -> {
          int equals = value.indexOf('=');
          String name = value.substring(0, Math.max(0, equals));
          String[] limits = value.substring(equals + 1).split(":", -1);
          if (!ULIMITS.contains(name) || limits.length > 2) {
            throw new DockerCommandLineException("invalid ulimit argument: " + value);
          }
          long soft = DockerCommandLineValues.integer(limits[0]);
          long hard = DockerCommandLineValues.integer(limits[limits.length - 1]);
          if (hard != -1 && (soft == -1 || soft > hard)) {
            throw new DockerCommandLineException("soft limit above the hard limit: " + value);
          }
          ulimits.put(
              name,
              new DockerCommandLineJson().put("Name", name).put("Hard", hard).put("Soft", soft));
        });
    return List.copyOf(ulimits.values());
  }
}
