package dev.cofferdam.seccomp;

/**
 * What happens to one system call: an action, or a question about an argument and two decisions.
 */
public sealed interface Decision {
  /** Whatever the arguments are. */
  record Always(Action action) implements Decision {}

  /** Depends on an argument. */
  record When(Condition condition, Decision then, Decision otherwise) implements Decision {}

  /** What it comes to for these arguments, each of which the kernel takes at its width. */
  default Action decide(long[] arguments, SystemCall call, Architecture architecture) {
    Decision rest = this;
    while (rest instanceof When when) {
      int index = when.condition().argument();
      boolean holds = when.condition().holds(arguments[index], call.width(architecture, index));
      rest = holds ? when.then() : when.otherwise();
    }
    return ((Always) rest).action();
  }
}
