package dev.cofferdam.seccomp;

import java.util.List;

/**
 * A base with a container's options applied.
 *
 * @param privileges one for each option that makes it looser, {@code seccomp:allow:bpf}, of a group
 *     one for each call that is, and one, {@code seccomp:base:none}, for a base that is looser than
 *     the standard one
 * @param warnings sentences about what the options do besides, or fail to do
 */
public record Tailored(Profile profile, List<String> privileges, List<String> warnings) {
  public Tailored {
    privileges = List.copyOf(privileges);
    warnings = List.copyOf(warnings);
  }
}
