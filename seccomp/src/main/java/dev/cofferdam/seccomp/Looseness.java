package dev.cofferdam.seccomp;

import dev.cofferdam.seccomp.Decision.Always;
import dev.cofferdam.seccomp.Decision.When;
import java.util.ArrayList;
import java.util.List;

/** Whether one decision lets through what another does not. */
final class Looseness {
  private Looseness() {}

  /**
   * Whether some argument may get a less strict action. Where that cannot be excluded, it is said
   * to be so.
   */
  static boolean isLooser(Decision decision, Decision than) {
    return isLooser(decision, than, List.of());
  }

  /** The same, for the arguments for which this is so. */
  static boolean isLooser(Decision decision, Decision than, List<Meaning.Test> facts) {
    Decision base = Implication.assuming(facts, than);
    Decision changed = Implication.assuming(facts, decision);
    if (base instanceof When when) {
      return either(when.condition(), changed, base, facts);
    }
    if (changed instanceof When when) {
      return either(when.condition(), changed, base, facts);
    }
    return isLooser(((Always) changed).action(), ((Always) base).action());
  }

  /** How a call is refused, by an error or by death, is of no consequence. */
  static boolean isLooser(Action action, Action than) {
    return action.kind().compareTo(Action.Kind.ERRNO) > 0
        && action.kind().compareTo(than.kind()) > 0;
  }

  private static boolean either(
      Condition condition, Decision decision, Decision than, List<Meaning.Test> facts) {
    for (boolean holds : new boolean[] {true, false}) {
      List<Meaning.Test> more = new ArrayList<>(facts);
      more.add(new Meaning.Test(condition, holds));
      if (isLooser(decision, than, more)) {
        return true;
      }
    }
    return false;
  }
}
