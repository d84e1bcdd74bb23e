package dev.cofferdam.docker;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Which operation has which JSON body. A new body is a class and a line here. */
public final class RequestDocuments {
  /** A larger body is none that can be parsed. */
  public static final int MOST_BYTES = Limits.BYTES;

  /** One with more values in it is none, either. */
  public static final int MOST_VALUES = Limits.VALUES;

  private static final Map<Operation, Function<byte[], RequestDocument>> PARSERS = parsers();

  private RequestDocuments() {}

  private static Map<Operation, Function<byte[], RequestDocument>> parsers() {
    Map<Operation, Function<byte[], RequestDocument>> all = new EnumMap<>(Operation.class);
    all.put(Operation.CONTAINER_CREATE, ContainerCreate::parse);
    all.put(Operation.CONTAINER_UPDATE, ContainerUpdate::parse);
    all.put(Operation.CONTAINER_COPY, ContainerCopy::parse);
    all.put(Operation.CHECKPOINT_CREATE, CheckpointCreate::parse);
    all.put(Operation.EXEC_CREATE, ExecCreate::parse);
    all.put(Operation.EXEC_START, ExecStart::parse);
    all.put(Operation.CONTAINER_RESIZE, Resize::parse);
    all.put(Operation.EXEC_RESIZE, Resize::parse);
    all.put(Operation.IMAGE_COMMIT, ImageCommit::parse);
    all.put(Operation.IMAGE_PUSH, Credentials::parse);
    all.put(Operation.SYSTEM_AUTH, Credentials::parse);
    all.put(Operation.VOLUME_CREATE, VolumeCreate::parse);
    all.put(Operation.VOLUME_UPDATE, VolumeUpdate::parse);
    all.put(Operation.NETWORK_CREATE, NetworkCreate::parse);
    all.put(Operation.NETWORK_CONNECT, NetworkConnect::parse);
    all.put(Operation.NETWORK_DISCONNECT, NetworkDisconnect::parse);
    all.put(Operation.SWARM_INIT, SwarmBody::init);
    all.put(Operation.SWARM_JOIN, SwarmBody::join);
    all.put(Operation.SWARM_UPDATE, SwarmBody::update);
    all.put(Operation.SWARM_UNLOCK, SwarmBody::unlock);
    all.put(Operation.NODE_UPDATE, SwarmBody::node);
    all.put(Operation.SERVICE_CREATE, ServiceSpec::parse);
    all.put(Operation.SERVICE_UPDATE, SpecUpdate::service);
    all.put(Operation.SECRET_CREATE, StoredSpec::secret);
    all.put(Operation.SECRET_UPDATE, SpecUpdate::secret);
    all.put(Operation.CONFIG_CREATE, StoredSpec::config);
    all.put(Operation.CONFIG_UPDATE, SpecUpdate::config);
    all.put(Operation.PLUGIN_PULL, PluginPrivileges::parse);
    all.put(Operation.PLUGIN_UPGRADE, PluginPrivileges::parse);
    all.put(Operation.PLUGIN_SET, PluginSettings::parse);
    return all;
  }

  static Set<Operation> operations() {
    return Collections.unmodifiableSet(PARSERS.keySet());
  }

  /**
   * Reads the body of an operation whose route has one.
   *
   * @throws IllegalArgumentException for an operation that has none: nothing is passed on unread
   * @throws MalformedBody if it could be read in two ways or is no body of the operation
   */
  public static RequestDocument parse(Operation operation, byte[] json) {
    Function<byte[], RequestDocument> parser = PARSERS.get(operation);
    if (parser == null) {
      throw new IllegalArgumentException(operation + " has no JSON body");
    }
    return parser.apply(json);
  }
}
