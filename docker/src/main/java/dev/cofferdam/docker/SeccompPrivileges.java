package dev.cofferdam.docker;

import dev.cofferdam.seccomp.Options;
import dev.cofferdam.seccomp.SeccompException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The names of privileges for system calls, as policies write them. */
public final class SeccompPrivileges {
  private static final String ALLOW = "seccomp:allow:";

  private SeccompPrivileges() {}

  /** Those that {@code seccomp:allow:@mount} stands for; none for what names no group. */
  public static Set<String> ofGroup(String name) {
    return name.startsWith(ALLOW + "@")
        ? Options.callsOfGroup(name.substring(ALLOW.length())).stream()
            .map(ALLOW::concat)
            .collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  /** Why a name without stars can be none, and what may have been meant. */
  public static Optional<String> problem(String name) {
    if (!Options.isOne(name)) {
      return Optional.empty();
    }
    if (name.startsWith("seccomp:deny:")) {
      return Optional.of("to deny a system call takes no privilege: \"" + Shown.text(name) + "\"");
    }
    try {
      var _ = Options.parse(List.of(name));
      return Optional.empty();
    } catch (SeccompException unknown) {
      return Optional.of(String.valueOf(unknown.getMessage()));
    }
  }
}
