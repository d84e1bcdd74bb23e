package dev.cofferdam.seccomp;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

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

  /** Whether it is this action, whatever the arguments are. */
  default boolean isAlways(Action action) {
    return this instanceof Always always && always.action().equals(action);
  }

  /** How many different questions it asks, each counted once however often it is reached. */
  static int questions(Decision decision) {
    Set<Decision> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Decision> open = new ArrayDeque<>();
    open.push(decision);
    while (!open.isEmpty()) {
      if (open.pop() instanceof When when && seen.add(when)) {
        open.push(when.then());
        open.push(when.otherwise());
      }
    }
    return seen.size();
  }
}
