package dev.cofferdam.docker;

import java.util.List;
import java.util.Set;

/** Profiles of the kernel's security modules, seccomp, and what hides parts of /proc. */
final class SecurityRules {
  private SecurityRules() {}

  /** PSS baseline, "SELinux": the types that may be set. */
  private static final Set<String> SELINUX_TYPES =
      Set.of("container_t", "container_init_t", "container_kvm_t", "container_engine_t");

  static void weigh(List<SecurityOption> options, Node.Struct host, Findings found) {
    boolean asked = false;
    boolean lifted = false;
    for (SecurityOption option : options) {
      if (option instanceof SecurityOption.NoNewPrivileges(boolean on)) {
        asked |= on;
        lifted |= !on;
      }
      // A profile is weighed against the base, with the options that change it: FilterRequest.
      if (!(option instanceof SecurityOption.SeccompProfile)) {
        weigh(option, found);
      }
    }
    if (!asked || lifted) {
      // PSS restricted, "Privilege Escalation": must be forbidden in so many words.
      found.baseline("new-privileges");
    }
    // PSS baseline, "/proc Mount Type". A list, even an empty one, replaces the engine's own.
    if (host.has("MaskedPaths")) {
      found.privileged("masked-paths");
    }
    if (host.has("ReadonlyPaths")) {
      found.privileged("readonly-paths");
    }
  }

  /** An option by itself; {@code no-new-privileges} is one that only takes away. */
  static void weigh(SecurityOption option, Findings found) {
    switch (option) {
      case SecurityOption.NoNewPrivileges _ -> {}
      // PSS baseline, "Seccomp": never unconfined. Restricted wants a profile by name, because a
      // kubelet's default is none; an engine's default is its profile, so absence is as good.
      case SecurityOption.SeccompUnconfined _ -> found.privileged("seccomp:unconfined");
      case SecurityOption.SeccompDefault _, SecurityOption.SeccompChange _ -> {}
      // Weighed with all else that is said of it: NamespaceRequest.
      case SecurityOption.Userns _ -> {}
      // PSS knows profiles that an administrator put on the host. This one comes from the client.
      case SecurityOption.SeccompProfile _ -> found.privileged("seccomp:custom");
      case SecurityOption.AppArmor(String profile) -> appArmor(profile, found);
      case SecurityOption.Label(String kind, String value) -> label(kind, value, found);
      // PSS baseline, "/proc Mount Type".
      case SecurityOption.SystemPaths(String value) ->
          found.privileged("systempaths:" + Shown.text(value));
      case SecurityOption.WritableCgroups(boolean on) -> {
        if (on) {
          found.privileged("writable-cgroups");
        }
      }
      case SecurityOption.Unknown(String key) ->
          found.superPrivileged("security-opt:" + Shown.text(key));
    }
  }

  /**
   * PSS baseline, "AppArmor", admits profiles of the node by name. Stricter here: distributions
   * load profiles with {@code flags=(unconfined)} for browsers and the like, and a client may name
   * them.
   */
  private static void appArmor(String profile, Findings found) {
    if (!profile.isEmpty() && !profile.equals("docker-default")) {
      found.privileged("apparmor:" + Shown.text(profile));
    }
  }

  /**
   * PSS baseline, "SELinux": no user, no role, four types. It has no control of levels; they are
   * what keeps containers of different tenants apart, so choosing one is beyond baseline.
   */
  private static void label(String kind, String value, Findings found) {
    String name = "label:" + Shown.text(value.isEmpty() ? kind : kind + "=" + value);
    switch (kind) {
      case "type" -> {
        if (!SELINUX_TYPES.contains(value)) {
          found.privileged(name);
        }
      }
      case "disable", "user", "role", "level", "nested" -> found.privileged(name);
      default -> found.superPrivileged(name);
    }
  }
}
