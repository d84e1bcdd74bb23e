package dev.cofferdam.seccomp;

import java.util.Set;

/** How a filter is installed: {@code SECCOMP_FILTER_FLAG_…}, seccomp(2). */
public enum Flag {
  /** On every thread of the process. */
  TSYNC(1),
  /** Refused calls are put on the kernel's audit record. Linux 4.14. */
  LOG(1 << 1),
  /** Without the mitigation of Speculative Store Bypass. Linux 4.17. */
  SPEC_ALLOW(1 << 2),
  /** A notified call cannot be interrupted but by a fatal signal. Linux 5.19. */
  WAIT_KILLABLE_RECV(1 << 5);

  private final int bit;

  Flag(int bit) {
    this.bit = bit;
  }

  public int bit() {
    return bit;
  }

  /** Several, as seccomp(2) takes them. */
  public static int bits(Set<Flag> flags) {
    return flags.stream().mapToInt(Flag::bit).reduce(0, (one, other) -> one | other);
  }

  /** As the OCI runtime specification and seccomp(2) name it. */
  public String ociName() {
    return "SECCOMP_FILTER_FLAG_" + name();
  }
}
