package dev.cofferdam.policy;

import dev.cofferdam.docker.Operation;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether a rule can ever allow an operation that it names, as far as its selectors tell. */
final class Reach {
  private Reach() {}

  /** Why it never can. */
  static Optional<String> problem(Operation operation, Selectors selectors) {
    if (selectors.none()) {
      return Optional.empty();
    }
    Set<Kind> kinds = Kind.of(operation);
    if (kinds.isEmpty()) {
      return never(operation, "acts on no object", "put it into a rule without selectors");
    }
    if (kinds.size() == Kind.values().length) {
      return Optional.empty();
    }
    for (Kind kind : kinds) {
      if (kind == Kind.OTHER) {
        String advice = "no selector speaks of these: put it into a rule without selectors";
        return never(operation, "acts on plugins", advice);
      }
      if (!selectors.speaksOf(kind)) {
        return never(operation, "acts on " + kind.selector(), "add \"" + kind.selector() + "\"");
      }
    }
    for (Kind kind : selectors.names().keySet()) {
      if (!Kind.USED.contains(kind) && !kinds.contains(kind)) {
        String fact = "acts on no " + kind.name().toLowerCase(Locale.ROOT);
        return never(operation, fact, "put it into a rule of its own");
      }
    }
    if (!selectors.owned().isEmpty() && kinds.stream().noneMatch(selectors.owned()::contains)) {
      return never(operation, "acts on nothing that is owned", "put it into a rule of its own");
    }
    return selectors.images().isEmpty()
            || kinds.contains(Kind.CONTAINER)
            || kinds.contains(Kind.IMAGE)
        ? Optional.empty()
        : never(operation, "acts on no image", "put it into a rule of its own");
  }

  private static Optional<String> never(Operation operation, String fact, String advice) {
    return Optional.of(operation.id() + " " + fact + ", so this rule never allows it; " + advice);
  }
}
