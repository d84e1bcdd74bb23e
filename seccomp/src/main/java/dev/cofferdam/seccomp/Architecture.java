package dev.cofferdam.seccomp;

import java.util.Optional;

/**
 * A system-call convention: which numbers and which registers. x32 has the kernel's architecture of
 * x86_64, and sets bit 30 of the number.
 */
public enum Architecture {
  X86_64("SCMP_ARCH_X86_64", 0xc000_003e, 0),
  I386("SCMP_ARCH_X86", 0x4000_0003, 0),
  X32("SCMP_ARCH_X32", 0xc000_003e, 0x4000_0000),
  AARCH64("SCMP_ARCH_AARCH64", 0xc000_00b7, 0);

  /** The bit of the number that makes a call one of x32, {@code __X32_SYSCALL_BIT}. */
  static final int X32_BIT = 0x4000_0000;

  /**
   * The number of a call that a tracer has skipped. It must pass: the kernel does not make it, and
   * a filter that refuses it breaks the tracer.
   */
  public static final int SKIPPED = -1;

  private final String ociName;
  private final int audit;
  private final int base;

  Architecture(String ociName, int audit, int base) {
    this.ociName = ociName;
    this.audit = audit;
    this.base = base;
  }

  /** As the OCI runtime specification names it. */
  public String ociName() {
    return ociName;
  }

  /** {@code AUDIT_ARCH_…} of linux/audit.h, as {@code seccomp_data.arch} has it. */
  public int audit() {
    return audit;
  }

  /** What is added to a number of the table: x32's bit, or 0. */
  public int base() {
    return base;
  }

  /** Whether a register has 32 bits there. */
  public boolean is32Bit() {
    return this == I386;
  }

  /** As the options and the command line name it: {@code x86_64}, {@code i386}. */
  public String optionName() {
    return switch (this) {
      case X86_64 -> "x86_64";
      case I386 -> "i386";
      case X32 -> "x32";
      case AARCH64 -> "aarch64";
    };
  }

  /** The one with this name of ours, of the specification, or of uname(1). */
  public static Optional<Architecture> named(String name) {
    for (Architecture each : values()) {
      if (each.optionName().equals(name) || each.ociName.equals(name)) {
        return Optional.of(each);
      }
    }
    return switch (name) {
      case "x86", "i686" -> Optional.of(I386);
      case "amd64" -> Optional.of(X86_64);
      case "arm64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }

  /**
   * The convention of a call as the kernel shows it to a filter; empty for one not known here. What
   * is no number of x86_64 because it is too large counts as x32's: the kernel has neither.
   */
  public static Optional<Architecture> of(int audit, int number) {
    if (audit == X86_64.audit) {
      boolean x32 = number != SKIPPED && Integer.compareUnsigned(number, X32_BIT) >= 0;
      return Optional.of(x32 ? X32 : X86_64);
    }
    if (audit == I386.audit) {
      return Optional.of(I386);
    }
    return audit == AARCH64.audit ? Optional.of(AARCH64) : Optional.empty();
  }
}
