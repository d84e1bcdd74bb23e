package dev.cofferdam.docker;

import static dev.cofferdam.docker.Field.harmless;
import static dev.cofferdam.docker.Field.ignored;
import static dev.cofferdam.docker.Field.part;
import static dev.cofferdam.docker.Field.weighed;
import static dev.cofferdam.docker.Types.BOOL;
import static dev.cofferdam.docker.Types.INT32;
import static dev.cofferdam.docker.Types.INT64;
import static dev.cofferdam.docker.Types.TEXT;
import static dev.cofferdam.docker.Types.TEXTS;
import static dev.cofferdam.docker.Types.TEXT_BY_NAME;
import static dev.cofferdam.docker.Types.UINT16;
import static dev.cofferdam.docker.Types.UINT32;
import static dev.cofferdam.docker.Types.UINT64;
import static dev.cofferdam.docker.Types.oneOf;

/**
 * The body of {@code POST /containers/create} from API 1.24 to 1.56, fields of retired versions
 * included, and the resources that {@code update} shares with it.
 *
 * <p>Engines up to 26.1 honour {@code Privileged}, {@code Binds}, {@code PidMode} and the rest of
 * HostConfig at the top level too, when HostConfig is absent. Those keys are missing here on
 * purpose.
 */
final class ContainerShapes {
  private ContainerShapes() {}

  /** An object without fields, Go's {@code struct{}}. */
  static final Type NOTHING = new Type.Struct(Shape.of("empty object"));

  private static final Type THROTTLES =
      Types.list(Shape.of("ThrottleDevice", harmless("Path", TEXT), harmless("Rate", UINT64)));

  private static final Type WEIGHTS =
      Types.list(Shape.of("WeightDevice", harmless("Path", TEXT), harmless("Weight", UINT16)));

  private static final Shape DEVICE =
      Shape.of(
          "DeviceMapping",
          weighed("PathOnHost", TEXT),
          harmless("PathInContainer", TEXT),
          weighed("CgroupPermissions", TEXT));

  private static final Shape DEVICE_REQUEST =
      Shape.of(
          "DeviceRequest",
          weighed("Driver", TEXT),
          weighed("Count", INT64),
          weighed("DeviceIDs", TEXTS),
          weighed("Capabilities", Types.list(TEXTS)),
          weighed("Options", TEXT_BY_NAME));

  static final Shape ULIMIT =
      Shape.of("Ulimit", weighed("Name", TEXT), weighed("Soft", INT64), weighed("Hard", INT64));

  private static final Shape RESTART =
      Shape.of(
          "RestartPolicy",
          harmless("Name", oneOf("", "no", "always", "unless-stopped", "on-failure")),
          harmless("MaximumRetryCount", INT64));

  /** What cgroups limit; {@code update} changes exactly these and RestartPolicy. */
  static final Shape RESOURCES =
      Shape.of(
          "Resources",
          harmless("CpuShares", INT64),
          harmless("Memory", INT64),
          harmless("NanoCpus", INT64).since(25),
          weighed("CgroupParent", TEXT),
          harmless("BlkioWeight", UINT16),
          harmless("BlkioWeightDevice", WEIGHTS),
          harmless("BlkioDeviceReadBps", THROTTLES),
          harmless("BlkioDeviceWriteBps", THROTTLES),
          harmless("BlkioDeviceReadIOps", THROTTLES),
          harmless("BlkioDeviceWriteIOps", THROTTLES),
          harmless("CpuPeriod", INT64),
          harmless("CpuQuota", INT64),
          weighed("CpuRealtimePeriod", INT64).since(25),
          weighed("CpuRealtimeRuntime", INT64).since(25),
          harmless("CpusetCpus", TEXT),
          harmless("CpusetMems", TEXT),
          weighed("Devices", Types.list(DEVICE)),
          weighed("DeviceCgroupRules", TEXTS).since(28),
          weighed("DeviceRequests", Types.list(DEVICE_REQUEST)).since(40),
          harmless("DiskQuota", INT64).until(29),
          harmless("KernelMemory", INT64).until(41),
          harmless("KernelMemoryTCP", INT64).since(40),
          harmless("MemoryReservation", INT64),
          harmless("MemorySwap", INT64),
          harmless("MemorySwappiness", INT64),
          weighed("OomKillDisable", BOOL),
          weighed("PidsLimit", INT64),
          weighed("Ulimits", Types.list(ULIMIT)),
          harmless("CpuCount", INT64),
          harmless("CpuPercent", INT64),
          harmless("IOMaximumIOps", UINT64),
          harmless("IOMaximumBandwidth", UINT64));

  static final Shape PORT_BINDING =
      Shape.of("PortBinding", weighed("HostIp", TEXT), weighed("HostPort", TEXT));

  static final Shape UPDATE =
      Shape.extending(
          RESOURCES,
          "ContainerUpdate",
          harmless("RestartPolicy", new Type.Struct(RESTART)),
          // The documents have it among the resources; no engine does.
          ignored("Init", BOOL));

  /** What only the Linux host decides: {@code HostConfig}. */
  static final Shape HOST =
      Shape.extending(
          RESOURCES,
          "HostConfig",
          weighed("Binds", TEXTS),
          // Written by the client itself; the engine has no use for a path on the client's disk.
          ignored("ContainerIDFile", TEXT),
          part(
              "LogConfig",
              Shape.of("LogConfig", weighed("Type", TEXT), weighed("Config", TEXT_BY_NAME))),
          weighed("NetworkMode", TEXT),
          weighed("PortBindings", Types.byName(Types.list(PORT_BINDING))),
          harmless("RestartPolicy", new Type.Struct(RESTART)),
          harmless("AutoRemove", BOOL).since(25),
          weighed("VolumeDriver", TEXT),
          weighed("VolumesFrom", TEXTS),
          weighed("Mounts", Types.list(MountShapes.MOUNT)).since(25),
          harmless("ConsoleSize", new Type.Items(UINT32, 2)),
          weighed("Annotations", TEXT_BY_NAME).since(43),
          weighed("CapAdd", TEXTS),
          weighed("CapDrop", TEXTS),
          // 19.03 alone: a list that replaces the default capabilities.
          weighed("Capabilities", TEXTS).since(40).until(40),
          weighed("CgroupnsMode", oneOf("", "private", "host")).since(41),
          harmless("Dns", TEXTS),
          harmless("DnsOptions", TEXTS),
          harmless("DnsSearch", TEXTS),
          weighed("ExtraHosts", TEXTS),
          weighed("GroupAdd", TEXTS),
          weighed("IpcMode", TEXT),
          weighed("Cgroup", TEXT),
          weighed("Links", TEXTS),
          weighed("OomScoreAdj", INT32),
          weighed("PidMode", TEXT),
          weighed("Privileged", BOOL),
          weighed("PublishAllPorts", BOOL),
          harmless("ReadonlyRootfs", BOOL),
          weighed("SecurityOpt", TEXTS),
          weighed("StorageOpt", TEXT_BY_NAME),
          harmless("Tmpfs", TEXT_BY_NAME),
          weighed("UTSMode", TEXT),
          weighed("UsernsMode", TEXT),
          weighed("ShmSize", INT64),
          weighed("Sysctls", TEXT_BY_NAME),
          weighed("Runtime", TEXT),
          harmless("Isolation", oneOf("", "default", "process", "hyperv")),
          harmless("Init", BOOL).since(25),
          weighed("InitPath", TEXT).since(25).until(29),
          weighed("MaskedPaths", TEXTS).since(38),
          weighed("ReadonlyPaths", TEXTS).since(38));

  static final Shape HEALTH =
      Shape.of(
          "HealthConfig",
          harmless("Test", TEXTS),
          harmless("Interval", INT64),
          harmless("Timeout", INT64),
          harmless("StartPeriod", INT64).since(29),
          harmless("StartInterval", INT64).since(44),
          harmless("Retries", INT64));

  /** What an image and a container have in common: {@code Config}. */
  static final Shape CONFIG =
      Shape.of(
          "ContainerConfig",
          harmless("Hostname", TEXT),
          harmless("Domainname", TEXT),
          weighed("User", TEXT),
          harmless("AttachStdin", BOOL),
          harmless("AttachStdout", BOOL),
          harmless("AttachStderr", BOOL),
          harmless("ExposedPorts", Types.byName(NOTHING)),
          harmless("Tty", BOOL),
          harmless("OpenStdin", BOOL),
          harmless("StdinOnce", BOOL),
          harmless("Env", TEXTS),
          harmless("Cmd", new Type.Words()),
          harmless("Healthcheck", new Type.Struct(HEALTH)),
          harmless("ArgsEscaped", BOOL),
          weighed("Image", TEXT),
          weighed("Volumes", Types.byName(NOTHING)),
          harmless("WorkingDir", TEXT),
          harmless("Entrypoint", new Type.Words()),
          harmless("NetworkDisabled", BOOL),
          harmless("MacAddress", TEXT).until(43),
          weighed("OnBuild", TEXTS),
          weighed("Labels", TEXT_BY_NAME),
          harmless("StopSignal", TEXT),
          harmless("StopTimeout", INT64).since(25),
          harmless("Shell", new Type.Words()),
          // docker-py writes this key for every container, with null.
          ignored("Runtime", new Type.NullOnly()));

  /** docker-java repeats in a commit's body what the engine takes from its query. */
  static final Shape COMMIT =
      Shape.extending(
          CONFIG,
          "ContainerConfig",
          ignored("containerId", TEXT),
          ignored("repository", TEXT),
          ignored("tag", TEXT),
          ignored("message", TEXT),
          ignored("author", TEXT));

  static final Shape CREATE =
      Shape.extending(
          CONFIG,
          "ContainerCreate",
          part("HostConfig", HOST),
          part("NetworkingConfig", NetworkShapes.NETWORKING));
}
