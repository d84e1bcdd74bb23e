package dev.cofferdam.seccomp;

/** Calls on which a profile has one decision. */
public sealed interface Subject {
  /** {@code AUDIT_ARCH_RISCV64} of linux/audit.h: an architecture that is not in the table. */
  int FOREIGN_AUDIT = 0xc000_00f3;

  /** A system call of an architecture. */
  record Call(Architecture architecture, SystemCall call) implements Subject {}

  /** The numbers of an architecture that have no name. */
  record Unknown(Architecture architecture) implements Subject {}

  /** Every call of the architectures that may not be used. */
  record Foreign() implements Subject {}

  /** One of these calls, as a filter sees it. */
  default SeccompData with(long... arguments) {
    return switch (this) {
      case Call(Architecture architecture, SystemCall call) ->
          SeccompData.of(architecture, call.number(architecture).orElseThrow(), arguments);
      case Unknown(Architecture architecture) ->
          SeccompData.of(architecture, SystemCalls.known().end(architecture), arguments);
      case Foreign() -> new SeccompData(0, FOREIGN_AUDIT, 0, java.util.Arrays.copyOf(arguments, 6));
    };
  }

  /** {@code x86_64 socket}. */
  default String text() {
    return switch (this) {
      case Call(Architecture architecture, SystemCall call) ->
          architecture.optionName() + " " + call.name();
      case Unknown(Architecture architecture) ->
          architecture.optionName() + " numbers without a name";
      case Foreign() -> "calls of other architectures";
    };
  }
}
