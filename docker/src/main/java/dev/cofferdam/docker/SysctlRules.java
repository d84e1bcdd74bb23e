package dev.cofferdam.docker;

import java.util.Set;

/** Kernel parameters, from {@code HostConfig.Sysctls} and from options of endpoints. */
final class SysctlRules {
  private SysctlRules() {}

  /** PSS baseline, "Sysctls": those that may be set. */
  private static final Set<String> SAFE =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ping_group_range",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_syncookies");

  /** Those that belong to a namespace of IPC, ipc_namespaces(7). */
  private static final Set<String> OF_IPC =
      Set.of(
          "kernel.msgmax",
          "kernel.msgmnb",
          "kernel.msgmni",
          "kernel.sem",
          "kernel.shmall",
          "kernel.shmmax",
          "kernel.shmmni",
          "kernel.shm_rmid_forced");

  static void weigh(Node.Struct host, Findings found) {
    for (String key : host.entries("Sysctls").keySet()) {
      weigh(key, found);
    }
  }

  /** Those that no namespace holds are the host's: core_pattern runs a program as root. */
  static void weigh(String key, Findings found) {
    String name = canonical(key);
    boolean namespaced =
        name.startsWith("net.") || name.startsWith("fs.mqueue.") || OF_IPC.contains(name);
    found.add(
        "sysctl:" + Shown.text(name),
        SAFE.contains(name)
            ? Confinement.BASELINE
            : namespaced ? Confinement.PRIVILEGED : Confinement.SUPER_PRIVILEGED);
  }

  /** sysctl(8) takes slashes for dots, too; two dots are a way up, which no list contains. */
  private static String canonical(String key) {
    if (key.contains("..")) {
      return "?" + key;
    }
    return key.replace('/', '.');
  }
}
