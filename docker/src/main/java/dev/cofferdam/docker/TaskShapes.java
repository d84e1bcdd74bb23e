package dev.cofferdam.docker;

import static dev.cofferdam.docker.Field.harmless;
import static dev.cofferdam.docker.Field.part;
import static dev.cofferdam.docker.Field.weighed;
import static dev.cofferdam.docker.Types.BOOL;
import static dev.cofferdam.docker.Types.INT64;
import static dev.cofferdam.docker.Types.TEXT;
import static dev.cofferdam.docker.Types.TEXTS;
import static dev.cofferdam.docker.Types.TEXT_BY_NAME;
import static dev.cofferdam.docker.Types.UINT32;
import static dev.cofferdam.docker.Types.UINT64;
import static dev.cofferdam.docker.Types.oneOf;

/** What a swarm runs for a service: {@code TaskTemplate} of its spec. */
final class TaskShapes {
  private TaskShapes() {}

  static final Shape DRIVER =
      Shape.of("TaskDriver", weighed("Name", TEXT), weighed("Options", TEXT_BY_NAME));

  /**
   * The keys of this object and its privileges are lower case in Go; documents of the API write
   * them with capitals.
   */
  private static final Shape PLUGIN =
      Shape.of(
          "PluginSpec",
          harmless("name", TEXT),
          weighed("remote", TEXT),
          weighed(
              "privileges",
              Types.list(
                  Shape.of(
                      "PluginSpecPrivilege",
                      weighed("name", TEXT),
                      harmless("description", TEXT),
                      weighed("value", TEXTS)))),
          harmless("disabled", BOOL),
          harmless("env", TEXTS));

  private static final Shape CREDENTIALS =
      Shape.of(
          "CredentialSpec",
          weighed("Config", TEXT).since(40),
          weighed("File", TEXT).since(29),
          weighed("Registry", TEXT).since(29));

  private static final Shape SELINUX =
      Shape.of(
          "SELinuxContext",
          weighed("Disable", BOOL),
          weighed("User", TEXT),
          weighed("Role", TEXT),
          weighed("Type", TEXT),
          weighed("Level", TEXT));

  static final Shape PRIVILEGES =
      Shape.of(
          "Privileges",
          part("CredentialSpec", CREDENTIALS),
          part("SELinuxContext", SELINUX),
          part(
              "Seccomp",
              Shape.of(
                  "SeccompOptions",
                  weighed("Mode", oneOf("", "default", "unconfined", "custom")),
                  // JSON in base64: a []byte of Go.
                  weighed("Profile", TEXT))),
          part(
              "AppArmor",
              Shape.of("AppArmorOptions", weighed("Mode", oneOf("", "default", "disabled")))),
          weighed("NoNewPrivileges", BOOL));

  private static final Type FILE =
      new Type.Struct(
          Shape.of(
              "ReferenceFile",
              harmless("Name", TEXT),
              harmless("UID", TEXT),
              harmless("GID", TEXT),
              harmless("Mode", UINT32)));

  private static final Shape SECRET =
      Shape.of(
          "SecretReference",
          harmless("File", FILE),
          weighed("SecretID", TEXT),
          weighed("SecretName", TEXT));

  private static final Shape CONFIG =
      Shape.of(
          "ConfigReference",
          harmless("File", FILE),
          harmless("Runtime", ContainerShapes.NOTHING).since(40),
          weighed("ConfigID", TEXT),
          weighed("ConfigName", TEXT));

  private static final Shape DNS =
      Shape.of(
          "DNSConfig",
          harmless("Nameservers", TEXTS),
          harmless("Search", TEXTS),
          harmless("Options", TEXTS));

  static final Shape CONTAINER =
      Shape.of(
          "ContainerSpec",
          weighed("Image", TEXT),
          weighed("Labels", TEXT_BY_NAME),
          harmless("Command", TEXTS),
          harmless("Args", TEXTS),
          harmless("Hostname", TEXT).since(26),
          harmless("Env", TEXTS),
          harmless("Dir", TEXT),
          weighed("User", TEXT),
          weighed("Groups", TEXTS).since(25),
          part("Privileges", PRIVILEGES).since(29),
          harmless("Init", BOOL).since(37),
          harmless("StopSignal", TEXT).since(28),
          harmless("TTY", BOOL).since(25),
          harmless("OpenStdin", BOOL).since(26),
          harmless("ReadOnly", BOOL).since(28),
          weighed("Mounts", Types.list(MountShapes.MOUNT)),
          harmless("StopGracePeriod", INT64),
          harmless("Healthcheck", new Type.Struct(ContainerShapes.HEALTH)).since(26),
          weighed("Hosts", TEXTS).since(25),
          harmless("DNSConfig", new Type.Struct(DNS)).since(25),
          weighed("Secrets", Types.list(SECRET)).since(25),
          weighed("Configs", Types.list(CONFIG)).since(30),
          harmless("Isolation", oneOf("", "default", "process", "hyperv")).since(35),
          weighed("Sysctls", TEXT_BY_NAME).since(40),
          weighed("CapabilityAdd", TEXTS).since(41),
          weighed("CapabilityDrop", TEXTS).since(41),
          weighed("Ulimits", Types.list(ContainerShapes.ULIMIT)).since(41),
          weighed("OomScoreAdj", INT64).since(46));

  private static final Shape NAMED_RESOURCE =
      Shape.of("NamedResourceSpec", weighed("Kind", TEXT), harmless("Value", TEXT));

  private static final Shape DISCRETE_RESOURCE =
      Shape.of("DiscreteResourceSpec", weighed("Kind", TEXT), harmless("Value", INT64));

  /** Limits and reservations; up to API 1.40 they had one type. */
  private static final Shape AMOUNTS =
      Shape.of(
          "ResourceObject",
          harmless("NanoCPUs", INT64),
          harmless("MemoryBytes", INT64),
          harmless("Pids", INT64).since(41),
          weighed(
                  "GenericResources",
                  Types.list(
                      Shape.of(
                          "GenericResource",
                          part("NamedResourceSpec", NAMED_RESOURCE),
                          part("DiscreteResourceSpec", DISCRETE_RESOURCE))))
              .since(32));

  private static final Shape RESOURCES =
      Shape.of(
          "ResourceRequirements",
          part("Limits", AMOUNTS),
          part("Reservations", AMOUNTS),
          harmless("SwapBytes", INT64).since(52),
          harmless("MemorySwappiness", INT64).since(52));

  private static final Shape RESTART =
      Shape.of(
          "TaskRestartPolicy",
          harmless("Condition", oneOf("", "none", "on-failure", "any")),
          harmless("Delay", INT64),
          harmless("MaxAttempts", UINT64),
          harmless("Window", INT64));

  private static final Shape PREFERENCE =
      Shape.of(
          "PlacementPreference",
          harmless(
              "Spread",
              new Type.Struct(Shape.of("SpreadOver", harmless("SpreadDescriptor", TEXT)))));

  private static final Shape PLATFORM =
      Shape.of("Platform", harmless("Architecture", TEXT), harmless("OS", TEXT));

  private static final Shape PLACEMENT =
      Shape.of(
          "Placement",
          harmless("Constraints", TEXTS),
          harmless("Preferences", Types.list(PREFERENCE)).since(27),
          harmless("MaxReplicas", UINT64).since(40),
          harmless("Platforms", Types.list(PLATFORM)).since(30));

  static final Shape NETWORK =
      Shape.of(
          "NetworkAttachmentConfig",
          weighed("Target", TEXT),
          harmless("Aliases", TEXTS),
          weighed("DriverOpts", TEXT_BY_NAME).since(32));

  static final Shape TASK =
      Shape.of(
          "TaskSpec",
          part("ContainerSpec", CONTAINER),
          part("PluginSpec", PLUGIN).since(31),
          part(
                  "NetworkAttachmentSpec",
                  Shape.of("NetworkAttachmentSpec", weighed("ContainerID", TEXT)))
              .since(35),
          part("Resources", RESOURCES),
          harmless("RestartPolicy", new Type.Struct(RESTART)),
          harmless("Placement", new Type.Struct(PLACEMENT)),
          weighed("Networks", Types.list(NETWORK)).since(25),
          part("LogDriver", DRIVER),
          harmless("ForceUpdate", UINT64).since(25),
          weighed("Runtime", oneOf("", "container", "plugin", "attachment")).since(31));
}
