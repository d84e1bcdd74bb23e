package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.Confinement;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Privilege;
import dev.cofferdam.docker.Privileges;
import dev.cofferdam.docker.Query;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an operation asks for beyond the object it acts on, where that is not the body of a new
 * container. Whatever is not understood in detail counts as {@code super-privileged}.
 */
final class OperationPrivileges {
  private OperationPrivileges() {}

  static Set<Privilege> of(ApiCall call, RequestModel model) {
    return switch (model) {
      case RequestModel.Exec exec -> Privileges.of(exec.create());
      case RequestModel.Volume volume -> Privileges.of(volume.create());
      case RequestModel.Network network -> Privileges.of(network.create());
      case RequestModel.Connect connect -> Privileges.of(connect.connect());
      case RequestModel.Container container -> Set.of(); // after its references are resolved
      case RequestModel.ExecStarting starting -> Set.of(); // its create was decided on
      case RequestModel.Disconnect disconnect -> Set.of();
      case RequestModel.Empty empty -> ofOperation(call);
      case RequestModel.Archive archive -> ofOperation(call);
      case RequestModel.Plain plain -> ofOperation(call);
    };
  }

  private static Set<Privilege> ofOperation(ApiCall call) {
    return switch (call.operation()) {
      // Bodies whose fields have no model yet, and operations on the engine as a whole.
      case CONTAINER_UPDATE,
          IMAGE_LOAD,
          VOLUME_UPDATE,
          CHECKPOINT_CREATE,
          CHECKPOINT_REMOVE,
          BUILD_SESSION,
          BUILD_GRPC,
          DEBUG_READ,
          PLUGIN_PULL,
          PLUGIN_REMOVE,
          PLUGIN_ENABLE,
          PLUGIN_DISABLE,
          PLUGIN_UPGRADE,
          PLUGIN_CREATE,
          PLUGIN_PUSH,
          PLUGIN_SET,
          NODE_REMOVE,
          NODE_UPDATE,
          SWARM_INSPECT,
          SWARM_INIT,
          SWARM_JOIN,
          SWARM_LEAVE,
          SWARM_UPDATE,
          SWARM_UNLOCKKEY,
          SWARM_UNLOCK,
          SERVICE_CREATE,
          SERVICE_UPDATE,
          SERVICE_REMOVE,
          SECRET_CREATE,
          SECRET_UPDATE,
          SECRET_REMOVE,
          CONFIG_CREATE,
          CONFIG_UPDATE,
          CONFIG_REMOVE ->
          Set.of(whole(call.operation()));
      case IMAGE_IMPORT ->
          call.query().text("fromSrc").filter(from -> !from.equals("-")).isPresent()
              ? Set.of(whole(call.operation()))
              : Set.of();
      case IMAGE_BUILD -> build(call.query());
      default -> Set.of();
    };
  }

  private static Privilege whole(Operation operation) {
    return new Privilege("engine:" + operation.id(), Confinement.SUPER_PRIVILEGED);
  }

  /**
   * A build runs commands: as root in the engine's default confinement, unless it asks for more.
   */
  private static Set<Privilege> build(Query query) {
    Set<Privilege> asked = new TreeSet<>();
    asked.add(new Privilege("build", Confinement.PRIVILEGED));
    query
        .text("networkmode")
        .filter(mode -> !mode.equals("default") && !mode.equals("none") && !mode.equals("bridge"))
        .ifPresent(mode ->
            asked.add(new Privilege("build:network=" + mode, Confinement.SUPER_PRIVILEGED)));
    for (String name : java.util.List.of("remote", "cgroupparent", "outputs", "session")) {
      if (query.has(name)) {
        asked.add(new Privilege("build:" + name, Confinement.SUPER_PRIVILEGED));
      }
    }
    for (String name : java.util.List.of("securityopt", "extrahosts")) {
      if (!query.texts(name).isEmpty()) {
        asked.add(new Privilege("build:" + name, Confinement.SUPER_PRIVILEGED));
      }
    }
    return asked;
  }
}
