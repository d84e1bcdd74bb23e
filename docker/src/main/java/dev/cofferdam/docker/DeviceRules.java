package dev.cofferdam.docker;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Devices of the host. PSS has no field for them; a pod needs hostPath, which baseline forbids.
 *
 * <p>A device is privileged if it is known to be no way to the host's memory, disks or consoles.
 * All others are super-privileged: what a node of {@code /dev} is cannot be seen by its name alone.
 */
final class DeviceRules {
  private DeviceRules() {}

  private static final Set<String> KNOWN =
      Set.of(
          "fuse",
          "full",
          "hwrng",
          "kfd",
          "kvm",
          "net/tun",
          "null",
          "ppp",
          "random",
          "urandom",
          "vhost-net",
          "vhost-vsock",
          "vsock",
          "zero");

  /** A name that starts with one of these and goes on with digits, letters and dashes. */
  private static final List<String> KNOWN_FAMILIES =
      List.of(
          "accel/",
          "dri/",
          "dvb/",
          "gpiochip",
          "i2c-",
          "infiniband/",
          "media",
          "nvidia",
          "rtc",
          "snd/",
          "spidev",
          "ttyACM",
          "ttyUSB",
          "video");

  static void weigh(Node.Struct host, Findings found) {
    for (Node.Struct device : host.structs("Devices")) {
      String path = HostPath.clean(device.text("PathOnHost"));
      found.add(
          "device:" + Shown.text(path) + ":" + permissions(device.text("CgroupPermissions")),
          isKnown(path) ? Confinement.PRIVILEGED : Confinement.SUPER_PRIVILEGED);
    }
    for (String rule : host.texts("DeviceCgroupRules")) {
      found.add("device-cgroup-rule:" + Shown.text(rule), tierOfRule(rule));
    }
    for (Node.Struct request : host.structs("DeviceRequests")) {
      found.privileged("device-request:" + request(request));
      for (String option : request.entries("Options").keySet()) {
        found.privileged("device-request-option:" + Shown.text(option));
      }
    }
  }

  /** Engines take no permissions for all of them. */
  private static String permissions(String asked) {
    String all = asked.isEmpty() ? "rwm" : asked;
    return (all.indexOf('r') >= 0 ? "r" : "")
        + (all.indexOf('w') >= 0 ? "w" : "")
        + (all.indexOf('m') >= 0 ? "m" : "");
  }

  private static boolean isKnown(String path) {
    if (!path.startsWith("/dev/")) {
      return false;
    }
    String name = path.substring("/dev/".length());
    if (KNOWN.contains(name)) {
      return true;
    }
    for (String family : KNOWN_FAMILIES) {
      if (name.startsWith(family) && name.length() > family.length()) {
        return true;
      }
    }
    return name.equals("dri") || name.equals("snd") || name.equals("infiniband");
  }

  /**
   * A rule lets the container make the node for itself, MKNOD being a default capability. Block
   * devices, wildcards, and character majors that reach memory or disks (1 mem, 10 misc, 21 sg, 202
   * msr, 203 cpuid; Documentation/admin-guide/devices.txt) are super-privileged.
   */
  private static Confinement tierOfRule(String rule) {
    String[] parts = rule.split(" ", -1);
    String[] numbers = parts.length == 3 ? parts[1].split(":", -1) : new String[0];
    if (numbers.length != 2 || !parts[0].equals("c") || !isNumber(numbers[0])) {
      return Confinement.SUPER_PRIVILEGED;
    }
    String major = numbers[0].replaceFirst("^0+(?=.)", "");
    boolean single = isNumber(numbers[1]);
    String minor = single ? numbers[1].replaceFirst("^0+(?=.)", "") : "*";
    return switch (major) {
      // null, zero, full, random, urandom
      case "1" -> tier(Set.of("3", "5", "7", "8", "9").contains(minor));
      // tun, fuse, kvm, hwrng
      case "10" -> tier(Set.of("183", "200", "229", "232").contains(minor));
      // Terminals of the host, input devices
      case "4", "5", "13", "21", "136", "202", "203" -> Confinement.SUPER_PRIVILEGED;
      default -> tier(single || numbers[1].equals("*"));
    };
  }

  private static Confinement tier(boolean known) {
    return known ? Confinement.PRIVILEGED : Confinement.SUPER_PRIVILEGED;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 7
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** The driver, the capabilities asked for, and which devices: {@code nvidia:gpu:0,1}. */
  private static String request(Node.Struct request) {
    Set<String> capabilities = new TreeSet<>();
    for (Node alternatives : request.items("Capabilities")) {
      capabilities.addAll(Node.texts(((Node.Items) alternatives).values()));
    }
    String driver = request.text("Driver");
    List<String> ids = request.texts("DeviceIDs");
    long count = request.number("Count");
    String which = ids.isEmpty() ? count < 0 ? "all" : Long.toString(count) : String.join(",", ids);
    return Shown.text(
        (driver.isEmpty() ? "any" : driver) + ":" + String.join("+", capabilities) + ":" + which);
  }
}
