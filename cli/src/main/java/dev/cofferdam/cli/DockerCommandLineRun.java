package dev.cofferdam.cli;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code docker run} and {@code docker create}. */
final class DockerCommandLineRun {
  /** What both take, docker 28.2; names from before 1.13 are still taken, but no longer listed. */
  private static final String CREATE =
      """
      --add-host list
      --annotation list
      -a, --attach list
      --blkio-weight uint16
      --blkio-weight-device list
      --cap-add list
      --cap-drop list
      --cgroup-parent string
      --cgroupns string
      --cidfile string
      --cpu-period int
      --cpu-quota int
      --cpu-rt-period int
      --cpu-rt-runtime int
      -c, --cpu-shares int
      --cpus decimal
      --cpuset-cpus string
      --cpuset-mems string
      --device list
      --device-cgroup-rule list
      --device-read-bps list
      --device-read-iops list
      --device-write-bps list
      --device-write-iops list
      --disable-content-trust
      --dns list
      --dns-opt list
      --dns-option list
      --dns-search list
      --domainname string
      --entrypoint string
      -e, --env list
      --env-file list
      --expose list
      --gpus list
      --group-add list
      --health-cmd string
      --health-interval duration
      --health-retries int
      --health-start-interval duration
      --health-start-period duration
      --health-timeout duration
      -h, --hostname string
      --init
      -i, --interactive
      --ip string
      --ip6 string
      --ipc string
      --isolation string
      --kernel-memory bytes
      -l, --label list
      --label-file list
      --link list
      --link-local-ip list
      --log-driver string
      --log-opt list
      --mac-address string
      -m, --memory bytes
      --memory-reservation bytes
      --memory-swap bytes-or-unlimited
      --memory-swappiness int
      --mount list
      --name string
      --net list
      --net-alias list
      --network list
      --network-alias list
      --no-healthcheck
      --oom-kill-disable
      --oom-score-adj int
      --pid string
      --pids-limit int
      --platform string
      --privileged
      -p, --publish list
      -P, --publish-all
      --pull string
      -q, --quiet
      --read-only
      --restart string
      --rm
      --runtime string
      --security-opt list
      --shm-size bytes
      --stop-signal string
      --stop-timeout int
      --storage-opt list
      --sysctl list
      --tmpfs list
      -t, --tty
      --ulimit list
      --use-api-socket
      -u, --user string
      --userns string
      --uts string
      -v, --volume list
      --volume-driver string
      --volumes-from list
      -w, --workdir string
      """;

  private static final DockerCommandLineFlags CREATE_FLAGS = DockerCommandLineFlags.leading(CREATE);
  private static final DockerCommandLineFlags RUN_FLAGS =
      DockerCommandLineFlags.leading(
          CREATE
              + """
              -d, --detach
              --detach-keys string
              --sig-proxy
              """);

  private DockerCommandLineRun() {}

  static DockerCommandLine create(List<String> words) {
    return line(CREATE_FLAGS.parse(words), false);
  }

  static DockerCommandLine run(List<String> words) {
    return line(RUN_FLAGS.parse(words), true);
  }

  private static DockerCommandLine line(DockerCommandLineOptions options, boolean run) {
    if (options.on("help")) {
      return DockerCommandLine.HELP;
    }
    if (options.arguments().isEmpty()) {
      throw new DockerCommandLineException(
          "'docker " + (run ? "run" : "create") + "' requires an image");
    }
    String asked = options.arguments().getFirst();
    Resource.Image image = DockerCommandLineImage.resource(asked);
    Resource container =
        new Resource.Container(
            "", options.text("name"), Optional.empty(), DockerCommandLineImage.normalised(asked));
    List<DockerCommandLine.Call> calls = new ArrayList<>();
    pull(options.text("pull"), image, calls);
    String body = DockerCommandLineBody.of(options, run).text();
    calls.add(DockerCommandLine.Call.fresh(Operation.CONTAINER_CREATE, container).with(body));
    if (run) {
      afterwards(options, container, calls);
    }
    return new DockerCommandLine(calls, notes(options));
  }

  private static void pull(String when, Resource.Image image, List<DockerCommandLine.Call> calls) {
    DockerCommandLine.Call pull = DockerCommandLine.Call.of(Operation.IMAGE_PULL, image);
    switch (when) {
      case "always" -> calls.add(pull);
      case "missing", "" -> calls.add(pull.onlyWhen("the engine does not have the image"));
      case "never" -> {}
      default ->
          throw new DockerCommandLineException(
              "invalid pull option: '" + when + "': must be one of always, missing or never");
    }
  }

  private static void afterwards(
      DockerCommandLineOptions options, Resource container, List<DockerCommandLine.Call> calls) {
    if (!options.on("detach")) {
      calls.add(DockerCommandLine.Call.fresh(Operation.CONTAINER_ATTACH, container));
    }
    calls.add(DockerCommandLine.Call.fresh(Operation.CONTAINER_WAIT, container));
    calls.add(DockerCommandLine.Call.fresh(Operation.CONTAINER_START, container));
    if (options.on("detach")) {
      return;
    }
    if (options.on("tty")) {
      calls.add(DockerCommandLine.Call.fresh(Operation.CONTAINER_RESIZE, container));
    }
    if (options.on("sig-proxy", true) && !options.on("tty")) {
      calls.add(
          DockerCommandLine.Call.fresh(Operation.CONTAINER_KILL, container)
              .onlyWhen("the client is sent a signal, such as by Ctrl-C"));
    }
  }

  private static List<String> notes(DockerCommandLineOptions options) {
    List<String> notes = new ArrayList<>();
    if (options.has("env-file")) {
      notes.add("--env-file is not read: the environment asks for no privilege.");
    }
    if (options.has("label-file")) {
      notes.add(
          "--label-file is not read: a label that begins with "
              + Resource.RESERVED_PREFIX
              + " in it would be refused.");
    }
    if (DockerCommandLineBody.hasCustomSeccomp(options)) {
      notes.add(
          "The file of --security-opt seccomp= is not read: it counts as one that allows every call.");
    }
    return notes;
  }
}
