package dev.cofferdam.docker;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a request of the Engine API does, by the name that policies and records use. */
public enum Operation {
  SYSTEM_PING("system.ping", Access.READ),
  SYSTEM_VERSION("system.version", Access.READ),
  SYSTEM_INFO("system.info", Access.READ),
  SYSTEM_EVENTS("system.events", Access.READ),
  SYSTEM_DF("system.df", Access.READ),
  SYSTEM_AUTH("system.auth", Access.WRITE),
  SYSTEM_OPTIONS("system.options", Access.READ),
  CONTAINER_LIST("container.list", Access.READ),
  CONTAINER_CREATE("container.create", Access.WRITE),
  CONTAINER_INSPECT("container.inspect", Access.READ),
  CONTAINER_TOP("container.top", Access.READ),
  CONTAINER_LOGS("container.logs", Access.READ),
  CONTAINER_CHANGES("container.changes", Access.READ),
  CONTAINER_EXPORT("container.export", Access.READ),
  CONTAINER_STATS("container.stats", Access.READ),
  CONTAINER_RESIZE("container.resize", Access.WRITE),
  CONTAINER_START("container.start", Access.WRITE),
  CONTAINER_STOP("container.stop", Access.WRITE),
  CONTAINER_RESTART("container.restart", Access.WRITE),
  CONTAINER_KILL("container.kill", Access.WRITE),
  CONTAINER_UPDATE("container.update", Access.WRITE),
  CONTAINER_RENAME("container.rename", Access.WRITE),
  CONTAINER_PAUSE("container.pause", Access.WRITE),
  CONTAINER_UNPAUSE("container.unpause", Access.WRITE),
  CONTAINER_ATTACH("container.attach", Access.WRITE),
  CONTAINER_WAIT("container.wait", Access.READ),
  CONTAINER_REMOVE("container.remove", Access.WRITE),
  CONTAINER_ARCHIVE_STAT("container.archive.stat", Access.READ),
  CONTAINER_ARCHIVE_READ("container.archive.read", Access.READ),
  CONTAINER_ARCHIVE_WRITE("container.archive.write", Access.WRITE),
  CONTAINER_COPY("container.copy", Access.READ),
  CONTAINER_PRUNE("container.prune", Access.WRITE),
  CHECKPOINT_LIST("checkpoint.list", Access.READ),
  CHECKPOINT_CREATE("checkpoint.create", Access.WRITE),
  CHECKPOINT_REMOVE("checkpoint.remove", Access.WRITE),
  EXEC_CREATE("exec.create", Access.WRITE),
  EXEC_START("exec.start", Access.WRITE),
  EXEC_RESIZE("exec.resize", Access.WRITE),
  EXEC_INSPECT("exec.inspect", Access.READ),
  IMAGE_LIST("image.list", Access.READ),
  IMAGE_BUILD("image.build", Access.WRITE),
  IMAGE_BUILD_CANCEL("image.build.cancel", Access.WRITE),
  IMAGE_BUILD_PRUNE("image.build.prune", Access.WRITE),
  IMAGE_PULL("image.pull", Access.WRITE),
  IMAGE_IMPORT("image.import", Access.WRITE),
  IMAGE_INSPECT("image.inspect", Access.READ),
  IMAGE_ATTESTATIONS("image.attestations", Access.READ),
  IMAGE_HISTORY("image.history", Access.READ),
  IMAGE_PUSH("image.push", Access.WRITE),
  IMAGE_TAG("image.tag", Access.WRITE),
  IMAGE_REMOVE("image.remove", Access.WRITE),
  IMAGE_SEARCH("image.search", Access.READ),
  IMAGE_PRUNE("image.prune", Access.WRITE),
  IMAGE_COMMIT("image.commit", Access.WRITE),
  IMAGE_SAVE("image.save", Access.READ),
  IMAGE_LOAD("image.load", Access.WRITE),
  VOLUME_LIST("volume.list", Access.READ),
  VOLUME_CREATE("volume.create", Access.WRITE),
  VOLUME_INSPECT("volume.inspect", Access.READ),
  VOLUME_UPDATE("volume.update", Access.WRITE),
  VOLUME_REMOVE("volume.remove", Access.WRITE),
  VOLUME_PRUNE("volume.prune", Access.WRITE),
  NETWORK_LIST("network.list", Access.READ),
  NETWORK_INSPECT("network.inspect", Access.READ),
  NETWORK_CREATE("network.create", Access.WRITE),
  NETWORK_CONNECT("network.connect", Access.WRITE),
  NETWORK_DISCONNECT("network.disconnect", Access.WRITE),
  NETWORK_REMOVE("network.remove", Access.WRITE),
  NETWORK_PRUNE("network.prune", Access.WRITE),
  PLUGIN_LIST("plugin.list", Access.READ),
  PLUGIN_PRIVILEGES("plugin.privileges", Access.READ),
  PLUGIN_PULL("plugin.pull", Access.WRITE),
  PLUGIN_INSPECT("plugin.inspect", Access.READ),
  PLUGIN_REMOVE("plugin.remove", Access.WRITE),
  PLUGIN_ENABLE("plugin.enable", Access.WRITE),
  PLUGIN_DISABLE("plugin.disable", Access.WRITE),
  PLUGIN_UPGRADE("plugin.upgrade", Access.WRITE),
  PLUGIN_CREATE("plugin.create", Access.WRITE),
  PLUGIN_PUSH("plugin.push", Access.WRITE),
  PLUGIN_SET("plugin.set", Access.WRITE),
  NODE_LIST("node.list", Access.READ),
  NODE_INSPECT("node.inspect", Access.READ),
  NODE_REMOVE("node.remove", Access.WRITE),
  NODE_UPDATE("node.update", Access.WRITE),
  SWARM_INSPECT("swarm.inspect", Access.READ),
  SWARM_INIT("swarm.init", Access.WRITE),
  SWARM_JOIN("swarm.join", Access.WRITE),
  SWARM_LEAVE("swarm.leave", Access.WRITE),
  SWARM_UPDATE("swarm.update", Access.WRITE),
  SWARM_UNLOCKKEY("swarm.unlockkey", Access.READ),
  SWARM_UNLOCK("swarm.unlock", Access.WRITE),
  SERVICE_LIST("service.list", Access.READ),
  SERVICE_CREATE("service.create", Access.WRITE),
  SERVICE_INSPECT("service.inspect", Access.READ),
  SERVICE_REMOVE("service.remove", Access.WRITE),
  SERVICE_UPDATE("service.update", Access.WRITE),
  SERVICE_LOGS("service.logs", Access.READ),
  TASK_LIST("task.list", Access.READ),
  TASK_INSPECT("task.inspect", Access.READ),
  TASK_LOGS("task.logs", Access.READ),
  SECRET_LIST("secret.list", Access.READ),
  SECRET_CREATE("secret.create", Access.WRITE),
  SECRET_INSPECT("secret.inspect", Access.READ),
  SECRET_REMOVE("secret.remove", Access.WRITE),
  SECRET_UPDATE("secret.update", Access.WRITE),
  CONFIG_LIST("config.list", Access.READ),
  CONFIG_CREATE("config.create", Access.WRITE),
  CONFIG_INSPECT("config.inspect", Access.READ),
  CONFIG_REMOVE("config.remove", Access.WRITE),
  CONFIG_UPDATE("config.update", Access.WRITE),
  DISTRIBUTION_INSPECT("distribution.inspect", Access.READ),
  BUILD_SESSION("build.session", Access.WRITE),
  BUILD_GRPC("build.grpc", Access.WRITE),
  DEBUG_READ("debug.read", Access.READ),
  /** What no request asks for on its own: seeing the secrets in what another one shows. */
  SECRETS_READ("secrets.read", Access.READ);

  /** Whether an operation can change anything or run anything on the host. */
  public enum Access {
    READ,
    WRITE
  }

  private static final Map<String, Operation> BY_ID =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Operation::id, Function.identity()));

  private final String id;
  private final Access access;

  Operation(String id, Access access) {
    this.id = id;
    this.access = access;
  }

  /** The name, for instance {@code container.create}. */
  public String id() {
    return id;
  }

  public Access access() {
    return access;
  }

  public static Optional<Operation> of(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  @Override
  public String toString() {
    return id;
  }
}
