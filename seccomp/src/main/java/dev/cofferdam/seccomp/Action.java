package dev.cofferdam.seccomp;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel does with a system call: the return value of a filter, seccomp(2).
 *
 * @param kind what
 * @param data the low 16 bits of the return value: the errno of {@link Kind#ERRNO}, what a tracer
 *     or a signal handler is told with {@link Kind#TRACE} and {@link Kind#TRAP}; 0 for the others
 */
public record Action(Kind kind, int data) implements Comparable<Action> {
  /** The largest errno that the kernel returns (MAX_ERRNO); it cuts larger ones down to this. */
  public static final int MOST_ERRNO = 4095;

  public static final Action ALLOW = new Action(Kind.ALLOW, 0);
  public static final Action LOG = new Action(Kind.LOG, 0);
  public static final Action USER_NOTIF = new Action(Kind.USER_NOTIF, 0);
  public static final Action TRAP = new Action(Kind.TRAP, 0);
  public static final Action KILL_THREAD = new Action(Kind.KILL_THREAD, 0);
  public static final Action KILL_PROCESS = new Action(Kind.KILL_PROCESS, 0);

  /** What a denied call is told: Operation not permitted. */
  public static final Action EPERM = errno(1);

  /** What a call that the kernel does not have is told, so that libc tries an older one. */
  public static final Action ENOSYS = errno(38);

  /** The kinds, strictest first: the order in which the kernel lets one of several filters win. */
  public enum Kind {
    /** Linux 4.14. */
    KILL_PROCESS(0x8000_0000),
    KILL_THREAD(0x0000_0000),
    TRAP(0x0003_0000),
    ERRNO(0x0005_0000),
    /** Linux 5.0. */
    USER_NOTIF(0x7fc0_0000),
    TRACE(0x7ff0_0000),
    /** Linux 4.14: allowed, and on the kernel's audit record. */
    LOG(0x7ffc_0000),
    ALLOW(0x7fff_0000);

    private final int value;

    Kind(int value) {
      this.value = value;
    }

    /** {@code SECCOMP_RET_…}, without data. */
    public int value() {
      return value;
    }

    private boolean hasData() {
      return this == ERRNO || this == TRACE || this == TRAP;
    }
  }

  public Action {
    int most = kind == Kind.ERRNO ? MOST_ERRNO : kind.hasData() ? 0xffff : 0;
    if (data < 0 || data > most) {
      throw new IllegalArgumentException(
          kind + " takes a number from 0 to " + most + ", not " + data);
    }
  }

  /**
   * The call is not made and returns this error.
   *
   * @throws IllegalArgumentException outside of 0 to {@link #MOST_ERRNO}
   */
  public static Action errno(int errno) {
    return new Action(Kind.ERRNO, errno);
  }

  /** The tracer is told, with these 16 bits; without one the call fails with ENOSYS. */
  public static Action trace(int message) {
    return new Action(Kind.TRACE, message);
  }

  /** The 32 bits that a filter returns. */
  public int returnValue() {
    return kind.value() | data;
  }

  /** What a filter's 32 bits mean to the kernel: an unknown action kills the process. */
  public static Action ofReturnValue(int value) {
    for (Kind kind : Kind.values()) {
      if (kind.value() == (value & 0xffff_0000)) {
        int data = kind.hasData() ? value & 0xffff : 0;
        return new Action(kind, kind == Kind.ERRNO ? Math.min(data, MOST_ERRNO) : data);
      }
    }
    return KILL_PROCESS;
  }

  /** Whether the call is made without anybody being asked: allowed, logged or not. */
  public boolean isLetThrough() {
    return kind == Kind.ALLOW || kind == Kind.LOG;
  }

  // Written out, as is hashCode: what the language makes of a record's components takes twenty
  // milliseconds the first time, and the first filter of a process waits for them.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Action action && kind == action.kind && data == action.data;
  }

  @Override
  public int hashCode() {
    return Integer.hashCode(returnValue());
  }

  /** Strictest first, as the kernel orders them; the same kind by its data, smaller first. */
  @Override
  public int compareTo(Action other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : Integer.compare(data, other.data);
  }

  /** {@code ALLOW}, {@code ERRNO(1)}. */
  @Override
  public String toString() {
    return kind.hasData() ? kind + "(" + data + ")" : kind.toString();
  }
}
