package dev.cofferdam.docker;

import java.util.Set;

/**
 * Namespaces that a container does not have for itself.
 *
 * <p>PSS baseline, "Host Namespaces", forbids the host's network, PID and IPC namespace. What of it
 * is super-privileged is decided by what it gives:
 *
 * <ul>
 *   <li>pid: /proc/PID/root of every process of the host, and signals: root of the host.
 *   <li>ipc: shared memory of the host's processes, databases among them.
 *   <li>user: root in the container is root outside of it.
 *   <li>network: every service on the loopback and every abstract socket, but no file and no
 *       process: privileged.
 *   <li>uts: the host's name, which only SYS_ADMIN can change: privileged.
 *   <li>cgroup: a view of all cgroups, read-only by default: privileged.
 * </ul>
 *
 * <p>Joining another container is as good as what that container is; the gateway looks at it.
 */
final class NamespaceRules {
  private NamespaceRules() {}

  static void weigh(Node.Struct root, Findings found) {
    Node.Struct host = root.struct("HostConfig");
    mode("pid", host.text("PidMode"), Confinement.SUPER_PRIVILEGED, Set.of(""), found);
    mode(
        "ipc",
        host.text("IpcMode"),
        Confinement.SUPER_PRIVILEGED,
        Set.of("", "private", "none"),
        found);
    // The host's is a mode like others: NamespaceRequest.
    mode("user", host.text("UsernsMode"), Confinement.SUPER_PRIVILEGED, Set.of("", "host"), found);
    mode("uts", host.text("UTSMode"), Confinement.PRIVILEGED, Set.of(""), found);
    mode("cgroup", host.text("CgroupnsMode"), Confinement.PRIVILEGED, Set.of("", "private"), found);
    mode("cgroup", host.text("Cgroup"), Confinement.PRIVILEGED, Set.of(""), found);
    network(host.text("NetworkMode"), found);
    for (String name : CreateReferences.endpoints(root).keySet()) {
      network(name, found);
    }
  }

  private static void mode(
      String namespace, String mode, Confinement ofHost, Set<String> own, Findings found) {
    if (own.contains(mode)) {
      return;
    }
    String name = "namespace:" + namespace + "=" + Shown.text(mode);
    if (mode.equals("host")) {
      found.add(name, ofHost);
    } else if (mode.startsWith("container:")) {
      found.privileged(name);
    } else if (namespace.equals("ipc") && mode.equals("shareable")) {
      // Its own, which others may join: nothing of the host.
      found.baseline(name);
    } else {
      found.superPrivileged(name);
    }
  }

  static void network(String network, Findings found) {
    if (CreateReferences.isUserDefined(network)) {
      // No control of PSS: networks are shared by all tenants of an engine.
      found.privileged("network:" + network);
    } else {
      mode(
          "network",
          network,
          Confinement.PRIVILEGED,
          Set.of("", "default", "bridge", "none"),
          found);
    }
  }
}
