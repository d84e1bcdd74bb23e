package dev.cofferdam.cli;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import java.util.List;
import java.util.Optional;

/**
 * The commands that send a body of their own: {@code exec}, {@code update}, {@code volume create}.
 */
final class DockerCommandLineExec {
  private static final DockerCommandLineFlags EXEC =
      DockerCommandLineFlags.leading(
          """
          -d, --detach
          --detach-keys string
          -e, --env list
          --env-file list
          -i, --interactive
          --privileged
          -t, --tty
          -u, --user string
          -w, --workdir string
          """);

  private static final DockerCommandLineFlags UPDATE =
      DockerCommandLineFlags.anywhere(
          """
          --blkio-weight uint16
          --cpu-period int
          --cpu-quota int
          --cpu-rt-period int
          --cpu-rt-runtime int
          -c, --cpu-shares int
          --cpus decimal
          --cpuset-cpus string
          --cpuset-mems string
          --kernel-memory bytes
          -m, --memory bytes
          --memory-reservation bytes
          --memory-swap bytes-or-unlimited
          --pids-limit int
          --restart string
          """);

  private static final DockerCommandLineFlags VOLUME_CREATE =
      DockerCommandLineFlags.anywhere(
          """
          -d, --driver string
          --label list
          --name string
          -o, --opt list
          """);

  private DockerCommandLineExec() {}

  static DockerCommandLine exec(List<String> words) {
    DockerCommandLineOptions options = EXEC.parse(words);
    if (options.on("help")) {
      return DockerCommandLine.HELP;
    }
    DockerCommandLine.atLeast("exec", options.arguments(), 2);
    Resource container = DockerCommandLineCommands.container(options.arguments().getFirst());
    boolean detached = options.on("detach");
    DockerCommandLineJson body =
        new DockerCommandLineJson()
            .put("User", options.text("user"))
            .put("Privileged", options.on("privileged"))
            .put("Tty", options.on("tty"))
            .putUnless(!options.on("tty"), "ConsoleSize", List.of(0, 0))
            .put("AttachStdin", options.on("interactive") && !detached)
            .put("AttachStderr", !detached)
            .put("AttachStdout", !detached)
            .put("Detach", detached)
            .put("DetachKeys", options.text("detach-keys"))
            .putOrNull("Env", options.all("env"))
            .put("WorkingDir", options.text("workdir"))
            .put("Cmd", options.arguments().subList(1, options.arguments().size()));
    DockerCommandLine line =
        DockerCommandLine.of(
            DockerCommandLine.Call.of(Operation.CONTAINER_INSPECT, container),
            DockerCommandLine.Call.of(Operation.EXEC_CREATE, container).with(body.text()),
            DockerCommandLine.Call.of(Operation.EXEC_START, container));
    if (detached) {
      return line;
    }
    DockerCommandLine attached =
        options.on("tty")
            ? line.and(DockerCommandLine.Call.of(Operation.EXEC_RESIZE, container))
            : line;
    return attached.and(DockerCommandLine.Call.of(Operation.EXEC_INSPECT, container));
  }

  static DockerCommandLine update(List<String> words) {
    DockerCommandLineOptions options = UPDATE.parse(words);
    if (options.on("help")) {
      return DockerCommandLine.HELP;
    }
    DockerCommandLine.atLeast("update", options.arguments(), 1);
    String body = updateBody(options).text();
    return new DockerCommandLine(
        options.arguments().stream()
            .map(DockerCommandLineCommands::container)
            .map(each -> DockerCommandLine.Call.of(Operation.CONTAINER_UPDATE, each).with(body))
            .toList(),
        List.of());
  }

  private static DockerCommandLineJson updateBody(DockerCommandLineOptions options) {
    DockerCommandLineJson body =
        new DockerCommandLineJson()
            .put("CpuShares", options.number("cpu-shares"))
            .put("Memory", options.bytes("memory"))
            .put("NanoCpus", options.billionths("cpus"))
            .put("CgroupParent", "")
            .put("BlkioWeight", options.number("blkio-weight"));
    for (String absent :
        List.of(
            "BlkioWeightDevice",
            "BlkioDeviceReadBps",
            "BlkioDeviceWriteBps",
            "BlkioDeviceReadIOps",
            "BlkioDeviceWriteIOps")) {
      body.putNull(absent);
    }
    body.put("CpuPeriod", options.number("cpu-period"))
        .put("CpuQuota", options.number("cpu-quota"))
        .put("CpuRealtimePeriod", options.number("cpu-rt-period"))
        .put("CpuRealtimeRuntime", options.number("cpu-rt-runtime"))
        .put("CpusetCpus", options.text("cpuset-cpus"))
        .put("CpusetMems", options.text("cpuset-mems"))
        .putNull("Devices")
        .putNull("DeviceCgroupRules")
        .putNull("DeviceRequests")
        .putNumber("KernelMemory", options.bytes("kernel-memory"))
        .put("MemoryReservation", options.bytes("memory-reservation"))
        .put("MemorySwap", options.bytes("memory-swap"))
        .putNull("MemorySwappiness")
        .putNull("OomKillDisable");
    if (options.has("pids-limit")) {
      body.put("PidsLimit", options.number("pids-limit"));
    } else {
      body.putNull("PidsLimit");
    }
    return body.putNull("Ulimits")
        .put("CpuCount", 0)
        .put("CpuPercent", 0)
        .put("IOMaximumIOps", 0)
        .put("IOMaximumBandwidth", 0)
        .put("RestartPolicy", DockerCommandLineHostConfig.restart(options.text("restart")));
  }

  static DockerCommandLine volumeCreate(List<String> words) {
    DockerCommandLineOptions options = VOLUME_CREATE.parse(words);
    if (options.on("help")) {
      return DockerCommandLine.HELP;
    }
    String name =
        options.arguments().isEmpty() ? options.text("name") : options.arguments().getFirst();
    DockerCommandLineJson body =
        new DockerCommandLineJson()
            .put("Driver", options.has("driver") ? options.text("driver") : "local")
            .putMap("DriverOpts", DockerCommandLineValues.pairs(options.all("opt")))
            .putMap("Labels", DockerCommandLineValues.pairs(options.all("label")))
            .putText("Name", name);
    Resource volume = new Resource.Volume(name, Optional.empty());
    return DockerCommandLine.of(
        DockerCommandLine.Call.fresh(Operation.VOLUME_CREATE, volume).with(body.text()));
  }
}
