package dev.cofferdam.docker;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** PSS "Capabilities", in both levels. */
final class CapabilityRules {
  private CapabilityRules() {}

  /** PSS baseline: those that may be added. They are Docker's default set without NET_RAW. */
  private static final Set<String> BASELINE =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  /**
   * Those with a direct way to root on the host, and ALL: load code into the kernel or replace it
   * (SYS_MODULE, SYS_BOOT by kexec, BPF), touch its memory and I/O ports (SYS_RAWIO), open any file
   * of the host by handle (DAC_READ_SEARCH, open_by_handle_at(2)).
   */
  private static final Set<String> DIRECT =
      Set.of("ALL", "SYS_MODULE", "SYS_BOOT", "BPF", "SYS_RAWIO", "DAC_READ_SEARCH");

  /** The others that Linux 6.x knows, capabilities(7). */
  private static final Set<String> OTHER =
      Set.of(
          "AUDIT_CONTROL",
          "AUDIT_READ",
          "BLOCK_SUSPEND",
          "CHECKPOINT_RESTORE",
          "IPC_LOCK",
          "IPC_OWNER",
          "LEASE",
          "LINUX_IMMUTABLE",
          "MAC_ADMIN",
          "MAC_OVERRIDE",
          "NET_ADMIN",
          "NET_BROADCAST",
          "NET_RAW",
          "PERFMON",
          "SYSLOG",
          "SYS_ADMIN",
          "SYS_NICE",
          "SYS_PACCT",
          "SYS_PTRACE",
          "SYS_RESOURCE",
          "SYS_TIME",
          "SYS_TTY_CONFIG",
          "WAKE_ALARM");

  /** Every one that is known here, without {@code CAP_}. */
  static Set<String> all() {
    Set<String> all = new HashSet<>(BASELINE);
    all.addAll(DIRECT);
    all.addAll(OTHER);
    all.remove("ALL");
    return all;
  }

  /** Docker's, without {@code CAP_}. */
  static Set<String> standard() {
    Set<String> standard = new HashSet<>(BASELINE);
    standard.add("NET_RAW");
    return standard;
  }

  static void weigh(Node.Struct host, Findings found) {
    for (Node capability : host.items("CapAdd")) {
      found.add("cap:" + name(capability.asText()), tier(name(capability.asText())));
    }
    for (Node capability : host.items("Capabilities")) {
      found.add("cap:" + name(capability.asText()), tier(name(capability.asText())));
    }
    if (!dropsAll(host)) {
      // PSS restricted: containers must drop ALL.
      found.baseline("cap:default");
    }
  }

  /** Only what engines take for ALL: in any case, but never with the prefix. */
  static boolean dropsAll(Node.Struct host) {
    for (Node capability : host.items("CapDrop")) {
      if (capability.asText().equalsIgnoreCase("ALL")) {
        return true;
      }
    }
    return false;
  }

  private static String name(String capability) {
    String upper = capability.toUpperCase(Locale.ROOT);
    return Shown.text(upper.startsWith("CAP_") ? upper.substring(4) : upper);
  }

  private static Confinement tier(String name) {
    if (name.equals("NET_BIND_SERVICE")) {
      // PSS restricted: the only one that may be added back.
      return Confinement.RESTRICTED;
    }
    if (BASELINE.contains(name)) {
      return Confinement.BASELINE;
    }
    // One that is missing in all lists is newer than they are.
    return OTHER.contains(name) && !DIRECT.contains(name)
        ? Confinement.PRIVILEGED
        : Confinement.SUPER_PRIVILEGED;
  }
}
