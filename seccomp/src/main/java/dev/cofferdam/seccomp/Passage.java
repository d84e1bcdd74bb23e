package dev.cofferdam.seccomp;

/** How far a call gets with an action: the order in which one profile grants more than another. */
enum Passage {
  /** The call is not made, whoever asks. */
  DENIED,
  /**
   * Another process decides. With {@code TRACE} that may be one of the same container: whoever may
   * ptrace(2) can let the call pass. So this is more than a denial.
   */
  ASKED,
  /** The call is made. */
  LET_THROUGH;

  static Passage of(Action action) {
    return switch (action.kind()) {
      case KILL_PROCESS, KILL_THREAD, TRAP, ERRNO -> DENIED;
      case USER_NOTIF, TRACE -> ASKED;
      case LOG, ALLOW -> LET_THROUGH;
    };
  }

  /** Whether the first action lets a call further than the second. */
  static boolean isFurther(Action first, Action second) {
    return of(first).compareTo(of(second)) > 0;
  }
}
