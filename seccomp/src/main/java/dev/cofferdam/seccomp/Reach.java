package dev.cofferdam.seccomp;

import java.util.function.Predicate;

/** Whether a program can have a system call made. */
public enum Reach {
  /** Whatever the arguments are. */
  OPEN,
  /** With some arguments, or when another process agrees. */
  CONDITIONAL,
  /** Only through another call that does the same, unseen by the filter. */
  IN_EFFECT,
  /** Never. */
  CLOSED;

  /**
   * What a decision leaves of a call; nothing else is looked at, so it is not {@link #IN_EFFECT}.
   */
  static Reach of(Decision decision, SystemCall call, Architecture architecture, Work work)
      throws SeccompException {
    Predicate<Action> letsThrough = action -> Passage.of(action) == Passage.LET_THROUGH;
    Predicate<Action> denies = action -> Passage.of(action) == Passage.DENIED;
    Subject.Call subject = new Subject.Call(architecture, call);
    if (!comesTo(decision, letsThrough.negate(), subject, work)) {
      return OPEN;
    }
    return comesTo(decision, denies.negate(), subject, work) ? CONDITIONAL : CLOSED;
  }

  private static boolean comesTo(
      Decision decision, Predicate<Action> meant, Subject.Call subject, Work work)
      throws SeccompException {
    return !Outcome.of(decision, meant, subject, 1, work).paths().isEmpty();
  }
}
