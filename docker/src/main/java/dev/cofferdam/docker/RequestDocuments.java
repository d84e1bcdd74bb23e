package dev.cofferdam.docker;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** Which operation has which JSON body. A new body is a class and a line here. */
public final class RequestDocuments {
  private static final Map<Operation, Function<byte[], RequestDocument>> PARSERS = parsers();

  private RequestDocuments() {}

  private static Map<Operation, Function<byte[], RequestDocument>> parsers() {
    Map<Operation, Function<byte[], RequestDocument>> all = new EnumMap<>(Operation.class);
    all.put(Operation.CONTAINER_CREATE, ContainerCreate::parse);
    all.put(Operation.EXEC_CREATE, ExecCreate::parse);
    all.put(Operation.EXEC_START, ExecStart::parse);
    all.put(Operation.VOLUME_CREATE, VolumeCreate::parse);
    all.put(Operation.NETWORK_CREATE, NetworkCreate::parse);
    all.put(Operation.NETWORK_CONNECT, NetworkConnect::parse);
    all.put(Operation.NETWORK_DISCONNECT, NetworkDisconnect::parse);
    return all;
  }

  /**
   * Reads the body of an operation whose route has one.
   *
   * @throws MalformedBody if it could be read in two ways or is no body of the operation
   */
  public static RequestDocument parse(Operation operation, byte[] json) {
    return PARSERS.getOrDefault(operation, OpaqueJson::parse).apply(json);
  }
}
