package dev.cofferdam.systemtest;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.PruneType;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A day's work with docker-java, as a program of its own: it prints what every step came to, and
 * removes what it made.
 */
final class DockerJavaDay {
  private static final List<String> SERVICE =
      List.of("sh", "-c", "echo out; trap exit TERM; while :; do sleep 0.1; done");

  private final DockerClient client;
  private String one = "";

  private DockerJavaDay(DockerClient client) {
    this.client = client;
  }

  /**
   * @param arguments the socket
   */
  public static void main(String[] arguments) throws Exception {
    DockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost("unix://" + arguments[0])
            .withDockerTlsVerify(false)
            .build();
    try (DockerClient client =
        DockerClientImpl.getInstance(
            config,
            new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .connectionTimeout(Duration.ofSeconds(20))
                .responseTimeout(Duration.ofSeconds(30))
                .build())) {
      DockerJavaDay day = new DockerJavaDay(client);
      day.engine();
      day.container();
      day.processes();
      day.files();
      day.lifeCycle();
      day.images();
      day.volumesAndNetworks();
      day.events();
    }
  }

  private static void step(String name, Callable<?> work) throws Exception {
    System.out.println("== " + name);
    try {
      System.out.println(work.call());
    } catch (DockerException | DockerClientException refused) {
      System.out.println(refused.getClass().getSimpleName() + ": " + refused.getMessage());
    }
  }

  private void engine() throws Exception {
    step("ping", client.pingCmd()::exec);
    step("version", () -> client.versionCmd().exec().getApiVersion());
    step("info", () -> client.infoCmd().exec().getContainers());
    step(
        "pull",
        () -> client.pullImageCmd("127.0.0.1:1/absent").withTag("1").start().awaitCompletion());
    step("push", () -> client.pushImageCmd("127.0.0.1:1/absent:1").start().awaitCompletion());
    step("search", () -> client.searchImagesCmd("127.0.0.1:1/absent").exec());
    step("login", () -> client.authCmd().exec());
    step("swarm", () -> client.inspectSwarmCmd().exec());
    step("services", () -> client.listServicesCmd().exec());
  }

  private void container() throws Exception {
    HostConfig host =
        HostConfig.newHostConfig()
            .withNetworkMode("none")
            .withMemory(67108864L)
            .withMemorySwap(67108864L)
            .withNanoCPUs(500000000L)
            .withPidsLimit(50L)
            .withBinds(Bind.parse("data:/data:rw"))
            .withTmpFs(Map.of("/scratch", "size=1m"))
            .withExtraHosts("there:10.1.1.1")
            .withUlimits(List.of(new Ulimit("nofile", 90L, 99L)))
            .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "1m")))
            .withRestartPolicy(RestartPolicy.onFailureRestart(2))
            .withCapDrop(Capability.NET_RAW)
            .withSecurityOpts(List.of("no-new-privileges"))
            .withPortBindings(PortBinding.parse("127.0.0.1:18975:80"))
            .withInit(true);
    step(
        "create",
        () -> {
          one =
              client
                  .createContainerCmd("foobar")
                  .withName("one")
                  .withCmd(SERVICE)
                  .withEnv("K=v")
                  .withLabels(Map.of("x", "y"))
                  .withHostName("host")
                  .withExposedPorts(ExposedPort.tcp(80))
                  .withHealthcheck(new HealthCheck().withTest(List.of("CMD", "true")))
                  .withStdinOpen(true)
                  .withHostConfig(host)
                  .exec()
                  .getId();
          return one.length();
        });
    step("start", client.startContainerCmd("one")::exec);
    step("inspect", () -> client.inspectContainerCmd("one").exec().getHostConfig().getMemory());
    step(
        "list",
        () ->
            client
                .listContainersCmd()
                .withLabelFilter(Map.of("x", "y"))
                .withLimit(5)
                .exec()
                .stream()
                .map(Container::getState)
                .toList());
    step("list of all", () -> client.listContainersCmd().withShowAll(true).exec().size());
    step("create of what is", () -> client.createContainerCmd("foobar").withName("one").exec());
    step("absent", () -> client.inspectContainerCmd("absent").exec());
  }

  private void processes() throws Exception {
    step("exec", () -> exec("", "sh", "-c", "echo in; echo no >&2").length());
    step("exec with input", () -> exec("typed\n", "head", "-n", "1"));
    step("exec of an absent program", () -> exec("", "absent"));
    step("logs", () -> frames(client.logContainerCmd(one).withStdOut(true).withTailAll()::exec));
    step(
        "top",
        () -> client.topContainerCmd(one).withPsArgs("-o pid,comm").exec().getTitles().length);
    step("stats", () -> first(client.statsCmd(one).withNoStream(true)::exec));
    step("rename", client.renameContainerCmd(one).withName("two")::exec);
    step("pause", client.pauseContainerCmd("two")::exec);
    step("unpause", client.unpauseContainerCmd("two")::exec);
    step("resize", client.resizeContainerCmd("two").withSize(10, 20)::exec);
    step("update", () -> client.updateContainerCmd("two").withCpuShares(100).exec().getWarnings());
    step(
        "attach",
        () -> frames(client.attachContainerCmd("two").withLogs(true).withStdOut(true)::exec));
  }

  /** What a command in the container says, each stream with its name. */
  private String exec(String input, String... command) throws Exception {
    String id =
        client
            .execCreateCmd(one)
            .withCmd(command)
            .withAttachStdout(true)
            .withAttachStderr(true)
            .withAttachStdin(!input.isEmpty())
            .withWorkingDir("/bin")
            .withEnv(List.of("A=b"))
            .exec()
            .getId();
    InputStream typed = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    String said =
        frames(
            input.isEmpty()
                ? client.execStartCmd(id)::exec
                : client.execStartCmd(id).withStdIn(typed)::exec);
    return said + client.inspectExecCmd(id).exec().getExitCodeLong();
  }

  /** What docker-java packs itself is compressed. */
  private void files() throws Exception {
    Path given = Files.writeString(Path.of("given"), "hello\n");
    step(
        "put",
        client
                .copyArchiveToContainerCmd(one)
                .withHostResource(given.toString())
                .withRemotePath("/tmp")
            ::exec);
    step("get", () -> size(client.copyArchiveFromContainerCmd(one, "/tmp/given").exec()));
    step("get what is absent", () -> client.copyArchiveFromContainerCmd(one, "/absent").exec());
    step("changes", () -> client.containerDiffCmd(one).exec().size());
    step("export", () -> size(client.exportContainerCmd(one).exec()) > 100000);
    step(
        "commit",
        () ->
            client
                .commitCmd(one)
                .withRepository("made")
                .withTag("1")
                .withMessage("why")
                .withAuthor("me")
                .exec()
                .length());
  }

  private void lifeCycle() throws Exception {
    step("restart", client.restartContainerCmd(one).withTimeout(1)::exec);
    step("stop", client.stopContainerCmd(one).withTimeout(1)::exec);
    step("stop again", client.stopContainerCmd(one)::exec);
    step(
        "wait",
        () ->
            client.waitContainerCmd(one).exec(new WaitContainerResultCallback()).awaitStatusCode());
    step("start again", client.startContainerCmd(one)::exec);
    step("kill", client.killContainerCmd(one).withSignal("KILL")::exec);
    step("remove", client.removeContainerCmd(one).withForce(true).withRemoveVolumes(true)::exec);
    step("prune", () -> client.pruneCmd(PruneType.CONTAINERS).exec().getSpaceReclaimed());
  }

  private void images() throws Exception {
    step("image", () -> client.inspectImageCmd("made:1").exec().getComment());
    step("history", () -> client.imageHistoryCmd("made:1").exec().size());
    step("tag", client.tagImageCmd("made:1", "made", "2")::exec);
    byte[] saved = client.saveImageCmd("made:1").exec().readAllBytes();
    step("remove an image", client.removeImageCmd("made:1").withForce(true)::exec);
    step("load", client.loadImageCmd(new ByteArrayInputStream(saved))::exec);
    Path context = Files.createDirectories(Path.of("context"));
    Files.writeString(context.resolve("Dockerfile"), "FROM foobar\nARG Q\nCOPY . /c\nRUN ls /c\n");
    Files.writeString(context.resolve(".dockerignore"), "left\n");
    Files.writeString(context.resolve("left"), "x");
    step("build", () -> build(context));
    Files.writeString(context.resolve("Dockerfile"), "FROM foobar\nRUN exit 7\n");
    step("build that fails", () -> build(context));
    step("images", () -> client.listImagesCmd().withReferenceFilter("made").exec().size());
    for (String name : List.of("made:1", "made:2", "built:1", "built:2")) {
      step("remove " + name, client.removeImageCmd(name).withForce(true)::exec);
    }
    step("prune images", () -> client.pruneCmd(PruneType.IMAGES).withDangling(true).exec());
    step("prune builds", () -> client.pruneCmd(PruneType.BUILD).exec());
  }

  private int build(Path context) {
    return client
        .buildImageCmd(context.toFile())
        .withTags(Set.of("built:1", "built:2"))
        .withBuildArg("Q", "7")
        .withLabels(Map.of("l", "m"))
        .withNetworkMode("none")
        .withNoCache(true)
        .withForcerm(true)
        .withMemory(67108864L)
        .withExtraHosts(Set.of("there:10.1.1.1"))
        .exec(new BuildImageResultCallback())
        .awaitImageId(60, TimeUnit.SECONDS)
        .length();
  }

  private void volumesAndNetworks() throws Exception {
    step(
        "volume",
        () ->
            client
                .createVolumeCmd()
                .withName("named")
                .withLabels(Map.of("a", "b"))
                .exec()
                .getName());
    step(
        "volumes",
        () ->
            client.listVolumesCmd().withFilter("label", List.of("a=b")).exec().getVolumes().size());
    step("volume inspected", () -> client.inspectVolumeCmd("named").exec().getDriver());
    step("volume removed", client.removeVolumeCmd("named")::exec);
    step("volume pruned", () -> client.pruneCmd(PruneType.VOLUMES).exec().getSpaceReclaimed());
    String network =
        client
            .createNetworkCmd()
            .withName("javanet")
            .withDriver("bridge")
            .withAttachable(true)
            .withCheckDuplicate(true)
            .withEnableIpv6(false)
            .withLabels(Map.of("a", "b"))
            .withOptions(Map.of("com.docker.network.bridge.name", "cf-test-73"))
            .withIpam(
                new Network.Ipam()
                    .withDriver("default")
                    .withConfig(
                        new Network.Ipam.Config()
                            .withSubnet("10.213.73.0/24")
                            .withGateway("10.213.73.1")))
            .exec()
            .getId();
    step("network", () -> client.inspectNetworkCmd().withNetworkId(network).exec().getIpam());
    step("networks", () -> client.listNetworksCmd().withNameFilter("javanet").exec().size());
    String joined =
        client
            .createContainerCmd("foobar")
            .withCmd("sleep", "100")
            .withHostConfig(HostConfig.newHostConfig().withNetworkMode("javanet"))
            .withIpv4Address("10.213.73.8")
            .withAliases("also")
            .exec()
            .getId();
    step("start", client.startContainerCmd(joined)::exec);
    step(
        "disconnect",
        client
                .disconnectFromNetworkCmd()
                .withNetworkId(network)
                .withContainerId(joined)
                .withForce(true)
            ::exec);
    step(
        "connect",
        client
                .connectToNetworkCmd()
                .withNetworkId(network)
                .withContainerId(joined)
                .withContainerNetwork(
                    new ContainerNetwork()
                        .withAliases("again")
                        .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address("10.213.73.9")))
            ::exec);
    step(
        "address",
        () ->
            client
                .inspectContainerCmd(joined)
                .exec()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .stream()
                .map(ContainerNetwork::getIpAddress)
                .toList());
    step("remove", client.removeContainerCmd(joined).withForce(true)::exec);
    step("network removed", client.removeNetworkCmd(network)::exec);
    step("networks pruned", () -> client.pruneCmd(PruneType.NETWORKS).exec());
  }

  private void events() throws Exception {
    long since = Instant.now().getEpochSecond() - 1;
    String seen = client.createContainerCmd("foobar").withName("seen").exec().getId();
    client.removeContainerCmd(seen).exec();
    String until = Long.toString(Instant.now().getEpochSecond() + 1);
    ConcurrentLinkedQueue<String> happened = new ConcurrentLinkedQueue<>();
    client
        .eventsCmd()
        .withSince(Long.toString(since))
        .withUntil(until)
        .withContainerFilter(seen)
        .exec(
            new ResultCallback.Adapter<Event>() {
              @Override
              public void onNext(Event event) {
                happened.add(event.getAction());
              }
            })
        .awaitCompletion(30, TimeUnit.SECONDS);
    step("events", () -> happened);
    step("what is left", () -> client.listContainersCmd().withShowAll(true).exec().size());
  }

  /** Starts something that reports as it goes on. */
  private interface Begun<T> {
    ResultCallback.Adapter<T> exec(ResultCallback.Adapter<T> callback);
  }

  private static String frames(Begun<Frame> begun) throws InterruptedException {
    ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
    begun
        .exec(
            new ResultCallback.Adapter<>() {
              @Override
              public void onNext(Frame frame) {
                said.add(frame.toString());
              }
            })
        .awaitCompletion(30, TimeUnit.SECONDS);
    return String.join("\n", said);
  }

  private static boolean first(Begun<Statistics> begun) throws InterruptedException {
    ConcurrentLinkedQueue<Statistics> seen = new ConcurrentLinkedQueue<>();
    begun
        .exec(
            new ResultCallback.Adapter<>() {
              @Override
              public void onNext(Statistics statistics) {
                seen.add(statistics);
              }
            })
        .awaitCompletion(30, TimeUnit.SECONDS);
    return seen.stream().anyMatch(some -> some.getMemoryStats().getLimit() == 67108864L);
  }

  private static int size(InputStream stream) throws IOException {
    try (stream) {
      return stream.readAllBytes().length;
    }
  }
}
