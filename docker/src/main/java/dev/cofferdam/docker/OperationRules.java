package dev.cofferdam.docker;

/**
 * What an operation asks for by itself and by its query. Whatever is not understood in detail
 * counts as super-privileged.
 */
final class OperationRules {
  private OperationRules() {}

  static void weigh(ApiCall call, Findings found) {
    switch (call.operation()) {
      // Bodies whose fields have no model yet, and operations on the engine as a whole.
      case IMAGE_LOAD,
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
          SECRET_CREATE,
          SECRET_UPDATE,
          SECRET_REMOVE,
          CONFIG_CREATE,
          CONFIG_UPDATE,
          CONFIG_REMOVE ->
          whole(call.operation(), found);
      case IMAGE_IMPORT -> {
        changes(call.query(), found);
        if (call.query().text("fromSrc").filter(from -> !from.equals("-")).isPresent()) {
          whole(call.operation(), found);
        }
      }
      case BUILD_SESSION -> found.superPrivileged(BuildRules.SESSION);
      case CONTAINER_START -> {
        if (call.query().has("checkpoint")) {
          CheckpointRules.weigh(call.query().text("checkpoint-dir").orElse(""), found);
        }
      }
      case CHECKPOINT_REMOVE -> CheckpointRules.weigh(call.query().text("dir").orElse(""), found);
      case CHECKPOINT_LIST -> CheckpointRules.directory(call.query().text("dir").orElse(""), found);
      case IMAGE_COMMIT -> changes(call.query(), found);
      case CONTAINER_TOP -> {
        if (call.query().text("ps_args").filter(PsArguments::mayShowEnvironment).isPresent()) {
          found.privileged("ps:environment");
        }
      }
      case IMAGE_BUILD -> BuildRules.weigh(call.query(), found);
      default -> {}
    }
  }

  private static void changes(Query query, Findings found) {
    InstructionRules.triggers(query.texts("changes"), found);
  }

  private static void whole(Operation operation, Findings found) {
    found.superPrivileged("engine:" + operation.id());
  }
}
