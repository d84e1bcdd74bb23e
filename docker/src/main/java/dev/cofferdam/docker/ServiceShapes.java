package dev.cofferdam.docker;

import static dev.cofferdam.docker.Field.harmless;
import static dev.cofferdam.docker.Field.part;
import static dev.cofferdam.docker.Field.weighed;
import static dev.cofferdam.docker.Types.INT64;
import static dev.cofferdam.docker.Types.TEXT;
import static dev.cofferdam.docker.Types.TEXT_BY_NAME;
import static dev.cofferdam.docker.Types.UINT16;
import static dev.cofferdam.docker.Types.UINT64;
import static dev.cofferdam.docker.Types.oneOf;

/** The body of creating and updating a service. */
final class ServiceShapes {
  private ServiceShapes() {}

  private static final Shape MODE =
      Shape.of(
          "ServiceMode",
          harmless(
              "Replicated",
              new Type.Struct(Shape.of("ReplicatedService", harmless("Replicas", UINT64)))),
          harmless("Global", ContainerShapes.NOTHING),
          harmless(
                  "ReplicatedJob",
                  new Type.Struct(
                      Shape.of(
                          "ReplicatedJob",
                          harmless("MaxConcurrent", UINT64),
                          harmless("TotalCompletions", UINT64))))
              .since(41),
          harmless("GlobalJob", ContainerShapes.NOTHING).since(41));

  private static final Type UPDATE =
      new Type.Struct(
          Shape.of(
              "UpdateConfig",
              harmless("Parallelism", UINT64),
              harmless("Delay", INT64),
              harmless("FailureAction", oneOf("", "continue", "pause", "rollback")),
              harmless("Monitor", INT64).since(25),
              harmless("MaxFailureRatio", new Type.Decimal()).since(25),
              harmless("Order", oneOf("", "stop-first", "start-first")).since(29)));

  private static final Shape PORT =
      Shape.of(
          "PortConfig",
          harmless("Name", TEXT),
          weighed("Protocol", oneOf("", "tcp", "udp", "sctp")),
          // The host's port is what counts.
          harmless("TargetPort", UINT16),
          weighed("PublishedPort", UINT16),
          // Of this host alone or, through the routing mesh, of every host.
          harmless("PublishMode", oneOf("", "ingress", "host")).since(25));

  private static final Shape ENDPOINT =
      Shape.of(
          "EndpointSpec",
          harmless("Mode", oneOf("", "vip", "dnsrr")),
          weighed("Ports", Types.list(PORT)));

  static final Shape SERVICE =
      Shape.of(
          "ServiceSpec",
          weighed("Name", TEXT),
          weighed("Labels", TEXT_BY_NAME),
          part("TaskTemplate", TaskShapes.TASK),
          harmless("Mode", new Type.Struct(MODE)),
          harmless("UpdateConfig", UPDATE),
          harmless("RollbackConfig", UPDATE).since(28),
          // Since 1.44 only in TaskTemplate; engines still read it where that has none.
          weighed("Networks", Types.list(TaskShapes.NETWORK)),
          part("EndpointSpec", ENDPOINT));
}
