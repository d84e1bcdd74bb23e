package dev.cofferdam.seccomp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The ways through a decision on a call that come to some action.
 *
 * @param paths each with arguments that lead there
 * @param complete whether these are all
 */
record Outcome(List<Path> paths, boolean complete) {
  /** More than anybody reads. */
  private static final int MOST_PATHS = 100;

  /**
   * Follows a decision down to every action that is meant.
   *
   * @throws SeccompException when that takes too much work
   */
  static Outcome of(
      Decision decision, Predicate<Action> meant, Subject.Call subject, int most, Work work)
      throws SeccompException {
    List<Path> paths = new ArrayList<>();
    Deque<Place> open = new ArrayDeque<>();
    open.push(new Place(decision, Path.of(subject.call(), subject.architecture())));
    while (!open.isEmpty()) {
      Place place = open.pop();
      switch (place.decision) {
        case Decision.Always(Action action) -> {
          if (meant.test(action)) {
            if (paths.size() == most) {
              return new Outcome(paths, false);
            }
            paths.add(place.path);
          }
        }
        case Decision.When when -> {
          work.step(0);
          place
              .path
              .where(when.condition(), false, work)
              .ifPresent(path -> open.push(new Place(when.otherwise(), path)));
          place
              .path
              .where(when.condition(), true, work)
              .ifPresent(path -> open.push(new Place(when.then(), path)));
        }
      }
    }
    return new Outcome(paths, true);
  }

  static Outcome of(Decision decision, Predicate<Action> meant, Subject.Call subject, Work work)
      throws SeccompException {
    return of(decision, meant, subject, MOST_PATHS, work);
  }

  /** All that a decision comes to. */
  static Set<Action> actions(Decision decision) {
    Set<Action> actions = new HashSet<>();
    Set<Decision> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Decision> open = new ArrayDeque<>();
    open.push(decision);
    while (!open.isEmpty()) {
      Decision next = open.pop();
      if (seen.add(next)) {
        switch (next) {
          case Decision.Always(Action action) -> actions.add(action);
          case Decision.When when -> {
            open.push(when.then());
            open.push(when.otherwise());
          }
        }
      }
    }
    return actions;
  }

  private record Place(Decision decision, Path path) {}

  /** Arguments of the first way. */
  Optional<long[]> example(Work work) throws SeccompException {
    return paths.isEmpty() ? Optional.empty() : paths.getFirst().example(work);
  }

  /** What the arguments are, one text for each kind; empty when they may be anything. */
  List<String> texts(SystemCall call) {
    List<String> texts = new ArrayList<>(new ArgumentText(call).of(paths));
    if (texts.contains("")) {
      return List.of();
    }
    if (!complete) {
      texts.add(Difference.MORE);
    }
    return List.copyOf(texts);
  }
}
