package dev.cofferdam.docker;

import static dev.cofferdam.docker.Field.harmless;
import static dev.cofferdam.docker.Field.weighed;
import static dev.cofferdam.docker.Types.BOOL;
import static dev.cofferdam.docker.Types.INT64;
import static dev.cofferdam.docker.Types.TEXT;
import static dev.cofferdam.docker.Types.TEXTS;
import static dev.cofferdam.docker.Types.TEXT_BY_NAME;
import static dev.cofferdam.docker.Types.UINT16;
import static dev.cofferdam.docker.Types.UINT32;
import static dev.cofferdam.docker.Types.UINT64;
import static dev.cofferdam.docker.Types.oneOf;

/**
 * The bodies of a swarm as a whole and of its nodes. Each operation is super-privileged whatever it
 * says, so that its fields are harmless beside it.
 */
final class SwarmShapes {
  private SwarmShapes() {}

  private static final Type AVAILABILITY = oneOf("", "active", "pause", "drain");

  private static final Shape RAFT =
      Shape.of(
          "RaftConfig",
          harmless("SnapshotInterval", UINT64),
          harmless("KeepOldSnapshots", UINT64),
          harmless("LogEntriesForSlowFollowers", UINT64),
          harmless("ElectionTick", INT64),
          harmless("HeartbeatTick", INT64));

  private static final Shape EXTERNAL_CA =
      Shape.of(
          "ExternalCA",
          harmless("Protocol", oneOf("", "cfssl")),
          harmless("URL", TEXT),
          harmless("Options", TEXT_BY_NAME),
          harmless("CACert", TEXT).since(30));

  private static final Shape CA =
      Shape.of(
          "CAConfig",
          harmless("NodeCertExpiry", INT64),
          harmless("ExternalCAs", Types.list(EXTERNAL_CA)),
          harmless("SigningCACert", TEXT).since(30),
          harmless("SigningCAKey", TEXT).since(30),
          harmless("ForceRotate", UINT64).since(30));

  static final Shape SPEC =
      Shape.of(
          "SwarmSpec",
          harmless("Name", TEXT),
          weighed("Labels", TEXT_BY_NAME),
          harmless(
              "Orchestration",
              new Type.Struct(
                  Shape.of("OrchestrationConfig", harmless("TaskHistoryRetentionLimit", INT64)))),
          harmless("Raft", new Type.Struct(RAFT)),
          harmless(
              "Dispatcher",
              new Type.Struct(Shape.of("DispatcherConfig", harmless("HeartbeatPeriod", INT64)))),
          harmless("CAConfig", new Type.Struct(CA)),
          harmless(
              "TaskDefaults",
              new Type.Struct(
                  Shape.of(
                      "TaskDefaults", harmless("LogDriver", new Type.Struct(TaskShapes.DRIVER))))),
          harmless(
                  "EncryptionConfig",
                  new Type.Struct(Shape.of("EncryptionConfig", harmless("AutoLockManagers", BOOL))))
              .since(25));

  static final Shape INIT =
      Shape.of(
          "SwarmInit",
          harmless("ListenAddr", TEXT),
          harmless("AdvertiseAddr", TEXT),
          harmless("DataPathAddr", TEXT).since(31),
          harmless("DataPathPort", UINT16).since(40),
          harmless("ForceNewCluster", BOOL),
          harmless("Spec", new Type.Struct(SPEC)),
          harmless("AutoLockManagers", BOOL).since(25),
          harmless("Availability", AVAILABILITY).since(26),
          harmless("DefaultAddrPool", TEXTS).since(39),
          harmless("SubnetSize", UINT32).since(39));

  static final Shape JOIN =
      Shape.of(
          "SwarmJoin",
          harmless("ListenAddr", TEXT),
          harmless("AdvertiseAddr", TEXT),
          harmless("DataPathAddr", TEXT).since(31),
          harmless("RemoteAddrs", TEXTS),
          harmless("JoinToken", TEXT),
          harmless("Availability", AVAILABILITY).since(26));

  static final Shape UNLOCK = Shape.of("SwarmUnlock", harmless("UnlockKey", TEXT));

  static final Shape NODE =
      Shape.of(
          "NodeSpec",
          harmless("Name", TEXT),
          weighed("Labels", TEXT_BY_NAME),
          harmless("Role", oneOf("", "worker", "manager")),
          harmless("Availability", AVAILABILITY));

  /** Secrets and configs: what the swarm keeps and gives to tasks. */
  private static final Type PLUGGED = new Type.Struct(TaskShapes.DRIVER);

  static final Shape SECRET =
      Shape.of(
          "SecretSpec",
          weighed("Name", TEXT),
          weighed("Labels", TEXT_BY_NAME),
          harmless("Data", TEXT),
          harmless("Driver", PLUGGED).since(31),
          harmless("Templating", PLUGGED).since(37));

  static final Shape CONFIG =
      Shape.of(
          "ConfigSpec",
          weighed("Name", TEXT),
          weighed("Labels", TEXT_BY_NAME),
          harmless("Data", TEXT),
          harmless("Templating", PLUGGED).since(37));
}
