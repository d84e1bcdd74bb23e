package dev.cofferdam.policy;

import dev.cofferdam.docker.NamespacePrivileges;
import dev.cofferdam.docker.SeccompPrivileges;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be said about a privilege pattern before any request is seen. */
final class PrivilegeSyntax {
  /** capabilities(7), Linux 6.12, and ALL, which the engine takes for every one. */
  private static final List<String> CAPABILITIES =
      List.of(
          ("ALL AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN"
                  + " DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE"
                  + " LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE"
                  + " NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN"
                  + " SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO"
                  + " SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM")
              .split(" "));

  private PrivilegeSyntax() {}

  /** What is wrong, if anything. */
  static Optional<String> problem(String pattern) {
    int colon = pattern.indexOf(':');
    String kind = colon < 0 ? pattern : pattern.substring(0, colon);
    if (kind.indexOf('*') >= 0) {
      return Optional.of(
          Text.quoted(pattern)
              + " has no kind: write the kind before the star, for instance \"cap:*\"; everything"
              + " is \"confinement: super-privileged\"");
    }
    if (!kind.matches("[a-z][a-z0-9-]*") || pattern.endsWith(":")) {
      return Optional.of(
          Text.quoted(pattern)
              + " is no privilege: write a kind, a colon and a value, for instance"
              + " \"cap:NET_ADMIN\" or \"mount:/srv/data/**:ro\"");
    }
    String value = pattern.substring(colon + 1);
    return switch (kind) {
      case "cap" -> capability(value);
      case "mount", "replaceable" ->
          value.startsWith("/") || value.startsWith("*")
              ? Optional.empty()
              : Optional.of("the path of a mount begins with /: " + Text.quoted(pattern));
      case "userns" ->
          value.indexOf('*') >= 0 ? Optional.empty() : NamespacePrivileges.problem(pattern);
      case "seccomp" ->
          value.indexOf('*') >= 0 ? Optional.empty() : SeccompPrivileges.problem(pattern);
      default -> Optional.empty();
    };
  }

  private static Optional<String> capability(String value) {
    if (value.indexOf('*') >= 0 ? value.matches("[A-Z_*]+") : CAPABILITIES.contains(value)) {
      return Optional.empty();
    }
    String upper = value.toUpperCase(Locale.ROOT);
    String bare = upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
    return Optional.of(
        "unknown capability "
            + Text.quoted(value)
            + Suggestion.of(bare, CAPABILITIES)
            + " (upper case, without CAP_)");
  }
}
