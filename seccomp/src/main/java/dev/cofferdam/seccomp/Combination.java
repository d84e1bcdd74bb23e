package dev.cofferdam.seccomp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * Two decisions on a call made into one, action by action. Questions whose answer follows from
 * those before them are not asked again, so the result has no place that no arguments lead to.
 */
final class Combination {
  private final BinaryOperator<Action> operator;
  private final Work work;
  private final DecisionPool pool;
  private final Map<Pair, Decision> done = new HashMap<>();

  /**
   * @param known what is known of the arguments that either depends on
   */
  private record Pair(int first, int second, List<Values> known) {}

  /** A question of the result, of which the answer to "no" is not made yet. */
  private record Open(Pair pair, Condition condition, Decision then) {}

  private Combination(
      BinaryOperator<Action> operator, SystemCall call, Architecture architecture, Work work) {
    this.operator = operator;
    this.work = work;
    pool = new DecisionPool(call, architecture);
  }

  /**
   * What the operator makes of both decisions, for any arguments of the call.
   *
   * @throws SeccompException when the conditions are too many to be worked with
   */
  static Decision of(
      BinaryOperator<Action> operator,
      Decision first,
      Decision second,
      SystemCall call,
      Architecture architecture,
      Work work)
      throws SeccompException {
    Combination combination = new Combination(operator, call, architecture, work);
    return combination.of(
        combination.pool.intern(first),
        combination.pool.intern(second),
        Path.of(call, architecture));
  }

  /**
   * The same decision without questions whose answer is known.
   *
   * @throws SeccompException when the conditions are too many to be worked with
   */
  static Decision simplified(
      Decision decision, SystemCall call, Architecture architecture, Work work)
      throws SeccompException {
    Decision nothing = new Decision.Always(Action.ALLOW);
    return of((action, none) -> action, decision, nothing, call, architecture, work);
  }

  private Decision of(Decision first, Decision second, Path start) throws SeccompException {
    // Lists of conditions are long on one side only, so that side is no recursion.
    Deque<Open> list = new ArrayDeque<>();
    Decision one = first;
    Decision other = second;
    Path path = start;
    Optional<Decision> made = made(one, other, path);
    while (made.isEmpty()) {
      Condition condition = next(one, other);
      Optional<Path> yes = path.where(condition, true, work);
      Optional<Path> no = path.where(condition, false, work);
      if (yes.isPresent() && no.isPresent()) {
        Decision then = of(after(one, condition, true), after(other, condition, true), yes.get());
        list.push(new Open(pair(one, other, path), condition, then));
      }
      boolean holds = no.isEmpty();
      path = holds ? path : no.orElse(path);
      one = after(one, condition, holds);
      other = after(other, condition, holds);
      made = made(one, other, path);
    }
    Decision result = made.get();
    for (Open each : list) {
      result = pool.when(each.condition, each.then, result);
      done.put(each.pair, result);
    }
    return result;
  }

  /** The result, if it is nothing to ask for or was made before. */
  private Optional<Decision> made(Decision first, Decision second, Path path) {
    Set<Action> results = new HashSet<>();
    for (Action one : pool.outcomes(first)) {
      for (Action other : pool.outcomes(second)) {
        results.add(operator.apply(one, other));
      }
    }
    return results.size() == 1
        ? Optional.of(pool.always(results.iterator().next()))
        : Optional.ofNullable(done.get(pair(first, second, path)));
  }

  private Pair pair(Decision first, Decision second, Path path) {
    int arguments = pool.arguments(first) | pool.arguments(second);
    return new Pair(pool.id(first), pool.id(second), path.of(arguments));
  }

  /** The question that is put first: the one about the earlier argument, or the first's. */
  private static Condition next(Decision first, Decision second) {
    if (first instanceof Decision.When one) {
      boolean isSecond =
          second instanceof Decision.When other
              && other.condition().argument() < one.condition().argument();
      return isSecond ? ((Decision.When) second).condition() : one.condition();
    }
    return ((Decision.When) second).condition();
  }

  private static Decision after(Decision decision, Condition condition, boolean holds) {
    if (decision instanceof Decision.When when && when.condition().equals(condition)) {
      return holds ? when.then() : when.otherwise();
    }
    return decision;
  }
}
