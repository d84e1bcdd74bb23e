package dev.cofferdam.seccomp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Decisions on one call, each of which is there once: two of the pool are equal when they are the
 * same object. A question whose answer changes nothing is left out, and a question is put in the
 * simplest form at the widths of the call.
 */
final class DecisionPool {
  /** Questions of all decisions together; lists that are in use have some 20 on one call. */
  static final int MOST_QUESTIONS = 20_000;

  /** Conditions that must hold together; each is inside of the one before it. */
  static final int MOST_INSIDE = 200;

  private final SystemCall call;
  private final Architecture architecture;
  private final Map<Action, Decision> actions = new HashMap<>();
  private final Map<Question, Decision> questions = new HashMap<>();
  private final IdentityHashMap<Decision, Place> places = new IdentityHashMap<>();

  private record Question(Condition condition, int then, int otherwise) {}

  /**
   * @param id a number of its own for each decision
   * @param arguments those it depends on, a bit for each
   * @param outcomes all that it can come to
   */
  private record Place(int id, int arguments, Set<Action> outcomes) {}

  DecisionPool(SystemCall call, Architecture architecture) {
    this.call = call;
    this.architecture = architecture;
  }

  Decision always(Action action) {
    return actions.computeIfAbsent(action, a -> placed(new Decision.Always(a), 0, Set.of(a)));
  }

  /**
   * A question and its answers, which are of this pool.
   *
   * @throws SeccompException when there are too many
   */
  Decision when(Condition condition, Decision then, Decision otherwise) throws SeccompException {
    Condition simple = simplified(condition);
    if (id(then) == id(otherwise) || isAlways(simple)) {
      return then;
    }
    Question question = new Question(simple, id(then), id(otherwise));
    Decision known = questions.get(question);
    if (known != null) {
      return known;
    }
    if (questions.size() == MOST_QUESTIONS) {
      throw tooMany("would ask more than %d questions", MOST_QUESTIONS);
    }
    int arguments = arguments(then) | arguments(otherwise) | 1 << simple.argument();
    Set<Action> outcomes = new HashSet<>(outcomes(then));
    outcomes.addAll(outcomes(otherwise));
    Decision made = placed(new Decision.When(simple, then, otherwise), arguments, outcomes);
    questions.put(question, made);
    return made;
  }

  /** The decision of this pool that is equal to any. */
  Decision intern(Decision any) throws SeccompException {
    return intern(any, new IdentityHashMap<>(), 0);
  }

  private Decision intern(Decision any, IdentityHashMap<Decision, Decision> done, int depth)
      throws SeccompException {
    if (depth > MOST_INSIDE) {
      throw tooMany("has more than %d conditions inside of one another", MOST_INSIDE);
    }
    // Lists of conditions are long on one side only, so that side is no recursion.
    Deque<Decision.When> list = new ArrayDeque<>();
    Decision rest = any;
    while (rest instanceof Decision.When when && !done.containsKey(rest)) {
      list.push(when);
      rest = when.otherwise();
    }
    Decision known = done.get(rest);
    Decision made =
        known == null && rest instanceof Decision.Always always ? always(always.action()) : known;
    for (Decision.When each : list) {
      Decision then = intern(each.then(), done, depth + 1);
      made = when(each.condition(), then, Objects.requireNonNull(made));
      done.put(each, made);
    }
    return Objects.requireNonNull(made);
  }

  private SeccompException tooMany(String what, int most) {
    return new SeccompException(
        "the decision on %s (%s) %s; use fewer conditions on its arguments"
            .formatted(call.name(), architecture.optionName(), what.formatted(most)));
  }

  /** A number that a decision of this pool has alone. */
  int id(Decision decision) {
    return place(decision).id;
  }

  /** The arguments that a decision of this pool depends on, a bit for each. */
  int arguments(Decision decision) {
    return place(decision).arguments;
  }

  /** All that a decision of this pool can come to. */
  Set<Action> outcomes(Decision decision) {
    return place(decision).outcomes;
  }

  private Decision placed(Decision decision, int arguments, Set<Action> outcomes) {
    places.put(decision, new Place(places.size(), arguments, outcomes));
    return decision;
  }

  private Place place(Decision decision) {
    return Objects.requireNonNull(places.get(decision), "a decision of another pool");
  }

  private Condition simplified(Condition condition) {
    int argument = condition.argument();
    long width = call.width(architecture, argument).mask();
    return switch (condition) {
      case Condition.Masked masked -> {
        long mask = masked.mask() & width;
        long value = masked.value() & width;
        yield mask == width
            ? Condition.equal(argument, value)
            : new Condition.Masked(argument, mask, value);
      }
      case Condition.AtLeast atLeast -> new Condition.AtLeast(argument, atLeast.value() & width);
    };
  }

  private static boolean isAlways(Condition simple) {
    return switch (simple) {
      case Condition.Masked masked -> masked.mask() == 0;
      case Condition.AtLeast atLeast -> atLeast.value() == 0;
    };
  }
}
