package dev.cofferdam.gateway;

import static dev.cofferdam.gateway.Hiding.ARGUMENTS;
import static dev.cofferdam.gateway.Hiding.COMMAND;
import static dev.cofferdam.gateway.Hiding.DATA;
import static dev.cofferdam.gateway.Hiding.ENVIRONMENT;
import static dev.cofferdam.gateway.Hiding.OPTIONS;
import static dev.cofferdam.gateway.Hiding.TEXT;
import static dev.cofferdam.gateway.Hiding.URL;

import dev.cofferdam.docker.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the engine's answers hold that only those are shown who have {@code secrets.read}.
 *
 * <p>A password is as often an argument as an environment variable, so both are hidden wherever
 * they appear; of an image too, in which build arguments end up. Labels are not: clients work by
 * them.
 */
final class Secrets {
  private static final SecretFields CONTAINER = SecretFields.of(container());
  private static final SecretFields EXEC =
      SecretFields.of(Map.of("ProcessConfig.arguments", TEXT, "ProcessConfig.env", ENVIRONMENT));
  private static final SecretFields IMAGE = SecretFields.of(image());
  private static final SecretFields HISTORY = SecretFields.of(Map.of("CreatedBy", COMMAND));
  private static final SecretFields SERVICE = SecretFields.of(service());
  private static final SecretFields TASK = SecretFields.of(below("Spec.", task()));
  private static final SecretFields SWARM = SecretFields.of(swarm(""));
  private static final SecretFields INFO = SecretFields.of(info());
  private static final SecretFields STORED =
      SecretFields.of(Map.of("Spec.Data", DATA, "Spec.Driver.Options", OPTIONS));
  private static final SecretFields PLUGIN =
      SecretFields.of(
          Map.of(
              "Settings.Env", ENVIRONMENT,
              "Settings.Args", TEXT,
              "Config.Env.Value", TEXT,
              "Config.Args.Value", TEXT));

  /** Of a volume; its driver's options can hold the password of a share. */
  static final SecretFields VOLUME = SecretFields.of(Map.of("Options", OPTIONS));

  private Secrets() {}

  /** Where an answer to this has secrets; empty where it has none, or where another sees to it. */
  static Optional<SecretFields> in(Operation operation) {
    return switch (operation) {
      case CONTAINER_INSPECT -> Optional.of(CONTAINER);
      case EXEC_INSPECT -> Optional.of(EXEC);
      case IMAGE_INSPECT -> Optional.of(IMAGE);
      case IMAGE_HISTORY -> Optional.of(HISTORY);
      case VOLUME_INSPECT -> Optional.of(VOLUME);
      case SERVICE_LIST, SERVICE_INSPECT -> Optional.of(SERVICE);
      case TASK_LIST, TASK_INSPECT -> Optional.of(TASK);
      case SWARM_INSPECT -> Optional.of(SWARM);
      case SYSTEM_INFO -> Optional.of(INFO);
      case SECRET_LIST, SECRET_INSPECT, CONFIG_LIST, CONFIG_INSPECT -> Optional.of(STORED);
      case PLUGIN_LIST, PLUGIN_INSPECT -> Optional.of(PLUGIN);
      default -> Optional.empty();
    };
  }

  /** A container's configuration, and so an image's. */
  private static Map<String, Hiding> config() {
    return Map.of(
        "Env", ENVIRONMENT,
        "Cmd", TEXT,
        "Entrypoint", ARGUMENTS,
        "Healthcheck.Test", ARGUMENTS,
        "OnBuild", COMMAND);
  }

  private static Map<String, Hiding> container() {
    Map<String, Hiding> fields = new HashMap<>(below("Config.", config()));
    fields.put("Args", TEXT);
    fields.put("State.Health.Log.Output", TEXT);
    fields.put("HostConfig.LogConfig.Config", OPTIONS);
    fields.put("HostConfig.Mounts.VolumeOptions.DriverConfig.Options", OPTIONS);
    return fields;
  }

  private static Map<String, Hiding> image() {
    Map<String, Hiding> fields = new HashMap<>(below("Config.", config()));
    fields.putAll(below("ContainerConfig.", config()));
    return fields;
  }

  private static Map<String, Hiding> service() {
    Map<String, Hiding> fields = new HashMap<>(below("Spec.TaskTemplate.", task()));
    fields.putAll(below("PreviousSpec.TaskTemplate.", task()));
    return fields;
  }

  private static Map<String, Hiding> task() {
    return Map.of(
        "ContainerSpec.Env", ENVIRONMENT,
        "ContainerSpec.Args", TEXT,
        "ContainerSpec.Command", ARGUMENTS,
        "ContainerSpec.Healthcheck.Test", ARGUMENTS,
        "ContainerSpec.Mounts.VolumeOptions.DriverConfig.Options", OPTIONS,
        "LogDriver.Options", OPTIONS,
        "PluginSpec.env", ENVIRONMENT);
  }

  private static Map<String, Hiding> swarm(String at) {
    return below(
        at,
        Map.of(
            "JoinTokens", OPTIONS,
            "UnlockKey", TEXT,
            "Spec.CAConfig.SigningCAKey", TEXT,
            "Spec.CAConfig.ExternalCAs.Options", OPTIONS,
            "Spec.TaskDefaults.LogDriver.Options", OPTIONS));
  }

  private static Map<String, Hiding> info() {
    Map<String, Hiding> fields = new HashMap<>(swarm("Swarm.Cluster."));
    fields.put("HttpProxy", URL);
    fields.put("HttpsProxy", URL);
    fields.put("RegistryConfig.Mirrors", URL);
    fields.put("RegistryConfig.IndexConfigs.*.Mirrors", URL);
    return fields;
  }

  private static Map<String, Hiding> below(String prefix, Map<String, Hiding> fields) {
    Map<String, Hiding> moved = new HashMap<>();
    fields.forEach((path, hiding) -> moved.put(prefix + path, hiding));
    return moved;
  }
}
