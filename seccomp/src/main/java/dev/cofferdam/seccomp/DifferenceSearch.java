package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The comparison of two profiles, one subject at a time. */
final class DifferenceSearch {
  private final Profile first;
  private final Profile second;
  private final Work work = new Work("comparing the profiles");

  DifferenceSearch(Profile first, Profile second) {
    this.first = first;
    this.second = second;
  }

  /** All that there is to compare: what either uses, and everything else as one. */
  List<Subject> subjects() {
    List<Subject> subjects = new ArrayList<>();
    for (Architecture each : Architecture.values()) {
      boolean isUsed =
          first.architectures().containsKey(each) || second.architectures().containsKey(each);
      if (isUsed) {
        SystemCalls.known().all().stream()
            .filter(call -> call.number(each).isPresent())
            .forEach(call -> subjects.add(new Subject.Call(each, call)));
        subjects.add(new Subject.Unknown(each));
      }
    }
    subjects.add(new Subject.Foreign());
    return subjects;
  }

  /** Whether anything is done otherwise with calls of a subject. */
  boolean isDifferent(Subject subject) throws SeccompException {
    for (Difference.Kind kind : Difference.Kind.values()) {
      if (difference(subject, kind).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The difference of this kind, if there is one. */
  Optional<Difference> difference(Subject subject, Difference.Kind kind) throws SeccompException {
    return switch (subject) {
      case Subject.Call call -> difference(call, kind);
      case Subject.Unknown(Architecture architecture) ->
          always(
              subject,
              kind,
              Algebra.rules(first, architecture).unknown(),
              Algebra.rules(second, architecture).unknown());
      case Subject.Foreign() -> always(subject, kind, first.foreign(), second.foreign());
    };
  }

  private static Optional<Difference> always(
      Subject subject, Difference.Kind kind, Action first, Action second) {
    return kind.is(first, second)
        ? Optional.of(new Difference(subject, kind, List.of(), subject.with(), first, second))
        : Optional.empty();
  }

  private Optional<Difference> difference(Subject.Call subject, Difference.Kind kind)
      throws SeccompException {
    String name = subject.call().name();
    Decision one = Algebra.rules(first, subject.architecture()).of(name);
    Decision other = Algebra.rules(second, subject.architecture()).of(name);
    if (one instanceof Decision.Always(Action a) && other instanceof Decision.Always(Action b)) {
      return always(subject, kind, a, b);
    }
    // ALLOW where it is such a difference.
    Decision found =
        Combination.of(
            (a, b) -> kind.is(a, b) ? Action.ALLOW : Action.EPERM,
            one,
            other,
            subject.call(),
            subject.architecture(),
            work);
    Outcome outcome = Outcome.of(found, Action.ALLOW::equals, subject, work);
    Optional<long[]> example = outcome.example(work);
    if (example.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Difference(
            subject,
            kind,
            outcome.texts(subject.call()),
            subject.with(example.get()),
            one.decide(example.get(), subject.call(), subject.architecture()),
            other.decide(example.get(), subject.call(), subject.architecture())));
  }
}
