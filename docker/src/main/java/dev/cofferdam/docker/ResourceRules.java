package dev.cofferdam.docker;

import java.util.Map;
import java.util.Set;

/**
 * Limits that are lifted, and what the engine does on a container's behalf.
 *
 * <p>PSS has no controls here. What concerns the container's own share is baseline; what reaches
 * into the host's scheduling, logs or runtimes is privileged.
 */
final class ResourceRules {
  private ResourceRules() {}

  /** Ulimits that a process without privileges could raise to the hard limit that engines give. */
  private static final Set<String> ORDINARY_ULIMITS =
      Set.of(
          "as",
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "msgqueue",
          "nofile",
          "nproc",
          "rss",
          "sigpending",
          "stack");

  /** Log options that neither read a file of the host nor send anything. */
  private static final Set<String> LOCAL_LOG_OPTIONS =
      Set.of(
          "compress",
          "env",
          "env-regex",
          "labels",
          "labels-regex",
          "max-buffer-size",
          "max-file",
          "max-size",
          "mode",
          "tag");

  /** Annotations with these prefixes are commands to runc, crun and CRIU. */
  private static final Set<String> RUNTIME_ANNOTATIONS =
      Set.of("org.systemd.property.", "run.oci.", "org.criu.", "module.wasm.", "io.podman.");

  /** The engine's default of /dev/shm. */
  private static final long DEFAULT_SHM = 64L << 20;

  /** What containers and updates of containers share. */
  static void resources(Node.Struct resources, Findings found) {
    cgroupParent(resources.text("CgroupParent"), found);
    if (resources.flag("OomKillDisable")) {
      found.privileged("oom-kill-disable");
    }
    if (resources.number("PidsLimit") < 0) {
      // Zero is what clients send without being asked.
      found.baseline("pids:unlimited");
    }
    if (resources.number("CpuRealtimePeriod") != 0 || resources.number("CpuRealtimeRuntime") != 0) {
      found.privileged("cpu-realtime");
    }
    for (Node.Struct ulimit : resources.structs("Ulimits")) {
      ulimit(ulimit, found);
    }
  }

  /** Away from the limits that were set for the engine's containers as a whole. */
  static void cgroupParent(String parent, Findings found) {
    if (!parent.isEmpty()) {
      found.privileged("cgroup-parent:" + Shown.text(parent));
    }
  }

  static void ulimit(Node.Struct ulimit, Findings found) {
    String name = ulimit.text("Name");
    found.add(
        "ulimit:" + Shown.text(name) + "=" + ulimit.number("Soft") + ":" + ulimit.number("Hard"),
        ORDINARY_ULIMITS.contains(name) ? Confinement.BASELINE : Confinement.PRIVILEGED);
  }

  static void sharedMemory(long bytes, Findings found) {
    if (bytes > DEFAULT_SHM) {
      found.baseline("shm-size:" + bytes);
    }
  }

  static void engine(Node.Struct host, HostFacts facts, Findings found) {
    long score = host.number("OomScoreAdj");
    if (score < 0) {
      // Others are killed first.
      found.privileged("oom-score-adj:" + score);
    }
    sharedMemory(host.number("ShmSize"), found);
    String runtime = host.text("Runtime");
    if (!runtime.isEmpty() && !runtime.equals(ContainerNamespace.RUNTIME)) {
      found.add(
          "runtime:" + Shown.text(runtime),
          facts.runtimes().contains(runtime)
              ? Confinement.PRIVILEGED
              : Confinement.SUPER_PRIVILEGED);
    }
    String init = host.text("InitPath");
    if (!init.isEmpty()) {
      // A file of the host's, mounted into the container.
      found.superPrivileged("init-path:" + Shown.text(init));
    }
    for (String key : host.entries("StorageOpt").keySet()) {
      if (!key.equals("size")) {
        found.privileged("storage-opt:" + Shown.text(key));
      }
    }
    host.entries("Annotations").keySet().forEach(key -> annotation(key, found));
    log(host.struct("LogConfig"), found);
  }

  private static void annotation(String key, Findings found) {
    for (String prefix : RUNTIME_ANNOTATIONS) {
      if (key.startsWith(prefix)) {
        found.superPrivileged("annotation:" + Shown.text(key));
        return;
      }
    }
    found.privileged("annotation:" + Shown.text(key));
  }

  /**
   * Drivers send to any address and read keys for TLS from the host's files, as root. Without a
   * type the engine's default driver takes the options, whichever it is.
   */
  private static void log(Node.Struct config, Findings found) {
    String driver = config.text("Type");
    boolean local =
        driver.isEmpty()
            || driver.equals("json-file")
            || driver.equals("local")
            || driver.equals("none");
    if (!local) {
      found.privileged("log-driver:" + Shown.text(driver));
    }
    Map<String, Node> options = config.entries("Config");
    for (String key : options.keySet()) {
      if (!local || !LOCAL_LOG_OPTIONS.contains(key)) {
        found.privileged("log-option:" + Shown.text(key));
      }
    }
  }
}
