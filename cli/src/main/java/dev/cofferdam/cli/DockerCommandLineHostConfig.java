package dev.cofferdam.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code HostConfig} of a create: everything that concerns the host, and so the privileges. */
final class DockerCommandLineHostConfig {
  private final DockerCommandLineOptions options;
  private final DockerCommandLinePorts ports;
  private final DockerCommandLineNetworks networks;

  private DockerCommandLineHostConfig(
      DockerCommandLineOptions options,
      DockerCommandLinePorts ports,
      DockerCommandLineNetworks networks) {
    this.options = options;
    this.ports = ports;
    this.networks = networks;
  }

  static DockerCommandLineJson of(
      DockerCommandLineOptions options,
      DockerCommandLinePorts ports,
      DockerCommandLineNetworks networks) {
    DockerCommandLineHostConfig host = new DockerCommandLineHostConfig(options, ports, networks);
    host.check();
    return host.beforeSecurity()
        .putAll(host.security())
        .putAll(resources(options))
        .putAll(host.afterResources());
  }

  private void check() {
    mode("pid", "PID", true);
    mode("uts", "UTS", false);
    mode("userns", "USER", false);
    String cgroupns = options.text("cgroupns");
    if (!List.of("", "host", "private").contains(cgroupns)) {
      throw new DockerCommandLineException("--cgroupns: invalid CGROUP mode");
    }
    options.each("device-cgroup-rule", DockerCommandLineDevices::rule);
    options.each("sysctl", DockerCommandLineHostConfig::checkSysctl);
    options.each("dns", DockerCommandLineHostConfig::checkAddress);
    if (options.text("log-driver").equals("none") && options.has("log-opt")) {
      throw new DockerCommandLineException("invalid logging opts for driver none");
    }
  }

  /** {@code host}, nothing, and for PIDs {@code container:NAME}. */
  private void mode(String flag, String name, boolean joins) {
    String value = options.text(flag);
    boolean joined = joins && value.startsWith("container:") && value.length() > 10;
    if (!value.isEmpty() && !value.equals("host") && !joined) {
      throw new DockerCommandLineException("--" + flag + ": invalid " + name + " mode");
    }
  }

  /** The client's own list of what has a namespace; the engine checks once more. */
  private static void checkSysctl(String value) {
    String key = value.split("=", 2)[0];
    boolean known =
        switch (key) {
          case "kernel.msgmax",
              "kernel.msgmnb",
              "kernel.msgmni",
              "kernel.sem",
              "kernel.shmall",
              "kernel.shmmax",
              "kernel.shmmni",
              "kernel.shm_rmid_forced" ->
              true;
          default -> key.startsWith("net.") || key.startsWith("fs.mqueue.");
        };
    if (!known || !value.contains("=")) {
      throw new DockerCommandLineException("sysctl '" + value + "' is not allowed");
    }
  }

  private static void checkAddress(String value) {
    if (!value.contains(":") && !value.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
      throw new DockerCommandLineException("IP address is not correctly formatted: " + value);
    }
  }

  private DockerCommandLineJson beforeSecurity() {
    Map<String, Object> annotations = DockerCommandLineValues.pairs(options.all("annotation"));
    DockerCommandLineJson restart = restart();
    return new DockerCommandLineJson()
        .putOrNull("Binds", DockerCommandLineMounts.binds(options.all("volume")))
        .put("ContainerIDFile", options.text("cidfile"))
        .put(
            "LogConfig",
            new DockerCommandLineJson()
                .put("Type", options.text("log-driver"))
                .put("Config", DockerCommandLineValues.pairs(options.all("log-opt"))))
        .put("NetworkMode", networks.mode())
        .put("PortBindings", ports.bindings())
        .put("RestartPolicy", restart)
        .put("AutoRemove", options.on("rm"))
        .put("VolumeDriver", options.text("volume-driver"))
        .putOrNull("VolumesFrom", options.all("volumes-from"))
        .put("ConsoleSize", List.of(0, 0))
        .putMap("Annotations", annotations);
  }

  private DockerCommandLineJson restart() {
    String value = options.has("restart") ? options.text("restart") : "no";
    boolean never = value.isEmpty() || value.equals("no");
    if (options.on("rm") && !never) {
      throw new DockerCommandLineException(
          "conflicting options: cannot specify both --restart and --rm");
    }
    return restart(value);
  }

  /** {@code NAME} or {@code NAME:COUNT}. */
  static DockerCommandLineJson restart(String value) {
    String[] parts = value.split(":", -1);
    if (parts.length > 2 || value.startsWith(":")) {
      throw new DockerCommandLineException("invalid restart policy format: " + value);
    }
    long count = parts.length == 2 ? DockerCommandLineValues.integer(parts[1]) : 0;
    return new DockerCommandLineJson().put("Name", parts[0]).put("MaximumRetryCount", count);
  }

  private DockerCommandLineJson security() {
    return new DockerCommandLineJson()
        .putOrNull("CapAdd", DockerCommandLineBody.capabilities(options.all("cap-add")))
        .putOrNull("CapDrop", DockerCommandLineBody.capabilities(options.all("cap-drop")))
        .put("CgroupnsMode", options.text("cgroupns"))
        .put("Dns", options.all("dns"))
        .put("DnsOptions", options.all("dns-option", "dns-opt"))
        .put("DnsSearch", options.all("dns-search"))
        .putOrNull("ExtraHosts", extraHosts())
        .putOrNull("GroupAdd", options.all("group-add"))
        .put("IpcMode", options.text("ipc"))
        .put("Cgroup", "")
        .putOrNull("Links", options.all("link"))
        .put("OomScoreAdj", options.number("oom-score-adj"))
        .put("PidMode", options.text("pid"))
        .put("Privileged", options.on("privileged"))
        .put("PublishAllPorts", options.on("publish-all"))
        .put("ReadonlyRootfs", options.on("read-only"))
        .putAll(securityOptions())
        .putMap("StorageOpt", DockerCommandLineValues.pairs(options.all("storage-opt")))
        .putMap("Tmpfs", DockerCommandLineMounts.tmpfs(options.all("tmpfs")))
        .put("UTSMode", options.text("uts"))
        .put("UsernsMode", options.text("userns"))
        .put("ShmSize", options.bytes("shm-size"))
        .putMap("Sysctls", DockerCommandLineValues.pairs(options.all("sysctl")))
        .putText("Runtime", options.text("runtime"))
        .put("Isolation", options.text("isolation"));
  }

  private DockerCommandLineJson securityOptions() {
    List<String> result = DockerCommandLineBody.securityOptions(options);
    DockerCommandLineJson json = new DockerCommandLineJson();
    return options.has("security-opt")
        ? json.put("SecurityOpt", result)
        : json.putNull("SecurityOpt");
  }

  /** {@code HOST:IP} or {@code HOST=IP}, the address of version 6 perhaps in brackets. */
  private List<String> extraHosts() {
    List<String> hosts = new ArrayList<>();
    options.each(
        "add-host",
        value -> {
          int at = value.contains("=") ? value.indexOf('=') : value.indexOf(':');
          String address = value.substring(at + 1);
          if (at < 1 || address.isEmpty()) {
            throw new DockerCommandLineException("bad format for add-host");
          }
          if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
          }
          if (!address.equals("host-gateway")) {
            checkAddress(address);
          }
          hosts.add(value.substring(0, at) + ":" + address);
        });
    return hosts;
  }

  private static DockerCommandLineJson resources(DockerCommandLineOptions options) {
    return new DockerCommandLineJson()
        .put("CpuShares", options.number("cpu-shares"))
        .put("Memory", options.bytes("memory"))
        .put("NanoCpus", options.billionths("cpus"))
        .put("CgroupParent", options.text("cgroup-parent"))
        .put("BlkioWeight", options.number("blkio-weight"))
        .put("BlkioWeightDevice", throttles(options, "blkio-weight-device", "Weight", false))
        .put("BlkioDeviceReadBps", throttles(options, "device-read-bps", "Rate", true))
        .put("BlkioDeviceWriteBps", throttles(options, "device-write-bps", "Rate", true))
        .put("BlkioDeviceReadIOps", throttles(options, "device-read-iops", "Rate", false))
        .put("BlkioDeviceWriteIOps", throttles(options, "device-write-iops", "Rate", false))
        .put("CpuPeriod", options.number("cpu-period"))
        .put("CpuQuota", options.number("cpu-quota"))
        .put("CpuRealtimePeriod", options.number("cpu-rt-period"))
        .put("CpuRealtimeRuntime", options.number("cpu-rt-runtime"))
        .put("CpusetCpus", options.text("cpuset-cpus"))
        .put("CpusetMems", options.text("cpuset-mems"));
  }

  private static List<DockerCommandLineJson> throttles(
      DockerCommandLineOptions options, String flag, String name, boolean bytes) {
    List<DockerCommandLineJson> throttles = new ArrayList<>();
    options.each(
        flag, value -> throttles.add(DockerCommandLineDevices.throttle(value, name, bytes)));
    return throttles;
  }

  private DockerCommandLineJson afterResources() {
    DockerCommandLineJson json =
        new DockerCommandLineJson()
            .put("Devices", DockerCommandLineDevices.devices(options.all("device")))
            .putOrNull("DeviceCgroupRules", options.all("device-cgroup-rule"))
            .putOrNull("DeviceRequests", DockerCommandLineDevices.requests(options))
            .put("MemoryReservation", options.bytes("memory-reservation"))
            .put("MemorySwap", options.bytes("memory-swap"))
            .put("MemorySwappiness", options.number("memory-swappiness", -1))
            .put("OomKillDisable", options.on("oom-kill-disable"))
            .put("PidsLimit", options.number("pids-limit"))
            .put("Ulimits", DockerCommandLineDevices.ulimits(options))
            .put("CpuCount", 0)
            .put("CpuPercent", 0)
            .put("IOMaximumIOps", 0)
            .put("IOMaximumBandwidth", 0);
    json.putUnless(mounts().isEmpty(), "Mounts", mounts());
    paths(json, "MaskedPaths");
    paths(json, "ReadonlyPaths");
    return json.putUnless(!options.has("init"), "Init", options.on("init"));
  }

  private void paths(DockerCommandLineJson json, String name) {
    if (options.all("security-opt").contains("systempaths=unconfined")) {
      json.put(name, List.of());
    } else {
      json.putNull(name);
    }
  }

  private List<DockerCommandLineJson> mounts() {
    List<DockerCommandLineJson> mounts = new ArrayList<>();
    options.each("mount", value -> mounts.add(DockerCommandLineMounts.mount(value)));
    if (options.on("use-api-socket")) {
      mounts.add(
          new DockerCommandLineJson()
              .put("Type", "bind")
              .put("Source", "/var/run/docker.sock")
              .put("Target", "/var/run/docker.sock")
              .put("BindOptions", new DockerCommandLineJson()));
    }
    return mounts;
  }
}
