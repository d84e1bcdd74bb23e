package dev.cofferdam.policy;

import dev.cofferdam.docker.Operation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operations that a rule names: one, or by a star several. */
final class OperationPattern {
  private static final List<String> IDS =
      Arrays.stream(Operation.values()).map(Operation::id).toList();
  private static final List<String> ROOMS =
      IDS.stream().map(OperationPattern::room).distinct().toList();

  private OperationPattern() {}

  /** What the pattern stands for; none where it stands for nothing. */
  static Set<Operation> expand(String pattern) {
    Set<Operation> named = EnumSet.noneOf(Operation.class);
    Glob glob = new Glob(pattern);
    for (Operation operation : Operation.values()) {
      if (glob.touches(operation.id())) {
        named.add(operation);
      }
    }
    return named;
  }

  /** What is wrong with a pattern that stands for nothing, and what may be meant. */
  static String explain(String pattern) {
    String message =
        pattern.indexOf('*') < 0
            ? "unknown operation " + Text.quoted(pattern)
            : "no operation fits " + Text.quoted(pattern);
    return message + suggestion(pattern);
  }

  private static String suggestion(String pattern) {
    Optional<String> near = Suggestion.nearest(pattern, IDS);
    if (near.isPresent()) {
      return Suggestion.of(pattern, IDS);
    }
    String last = pattern.substring(pattern.indexOf('.') + 1).replace("*", "");
    if (ROOMS.contains(last)) {
      return "; did you mean \"" + last + ".*\"?";
    }
    Optional<String> moved = IDS.stream().filter(id -> id.endsWith("." + last)).findFirst();
    if (moved.isPresent()) {
      return "; did you mean " + Text.quoted(moved.get()) + "?";
    }
    String room = room(pattern);
    if (ROOMS.contains(room)) {
      List<String> there = IDS.stream().filter(id -> room(id).equals(room)).toList();
      return " (possible: " + String.join(", ", there) + ")";
    }
    Optional<String> nearRoom = Suggestion.nearest(room, ROOMS);
    return nearRoom.isPresent()
        ? "; did you mean \"" + nearRoom.get() + ".*\"?"
        : " (operations begin with: " + String.join(", ", ROOMS) + ")";
  }

  private static String room(String id) {
    int dot = id.indexOf('.');
    return dot < 0 ? id : id.substring(0, dot);
  }
}
