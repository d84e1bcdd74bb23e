package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link ProfileComparison} for people: architectures that are alike are told together. */
final class ComparisonText {
  private final ProfileComparison comparison;
  private final String first;
  private final String second;

  ComparisonText(ProfileComparison comparison, String first, String second) {
    this.comparison = comparison;
    this.first = Json.shown(first);
    this.second = Json.shown(second);
  }

  String text() {
    if (comparison.differences().isEmpty()) {
      return "%s and %s do the same with every call.\n".formatted(first, second);
    }
    return alone(Difference.Kind.FIRST_ALONE, first, second)
        + alone(Difference.Kind.SECOND_ALONE, second, first)
        + otherwise();
  }

  private String alone(Difference.Kind kind, String one, String other) {
    List<Difference> alone = comparison.of(kind);
    return alone.isEmpty()
        ? "%s lets through nothing that %s does not.\n".formatted(one, other)
        : "%s lets through, and %s does not:\n".formatted(one, other) + lists(alone);
  }

  private String otherwise() {
    List<Difference> otherwise = comparison.of(Difference.Kind.OTHERWISE);
    return otherwise.isEmpty()
        ? ""
        : "Done otherwise, %s before %s:\n".formatted(first, second) + lists(otherwise);
  }

  private static String lists(List<Difference> differences) {
    Map<String, List<String>> architectures = new LinkedHashMap<>();
    for (Difference each : differences) {
      architectures.computeIfAbsent(item(each), _ -> new ArrayList<>()).add(architecture(each));
    }
    Map<String, List<String>> items = new LinkedHashMap<>();
    architectures.forEach((item, of) ->
        items.computeIfAbsent(String.join(", ", of), _ -> new ArrayList<>()).add(item));
    return items.entrySet().stream()
        .map(each -> Wrapping.list("  " + each.getKey() + ":", each.getValue()))
        .collect(Collectors.joining());
  }

  private static String architecture(Difference difference) {
    return switch (difference.subject()) {
      case Subject.Call call -> call.architecture().optionName();
      case Subject.Unknown unknown -> unknown.architecture().optionName();
      case Subject.Foreign _ -> "other architectures";
    };
  }

  private static String item(Difference difference) {
    String actions =
        difference.kind() == Difference.Kind.OTHERWISE
            ? " %s/%s".formatted(difference.first(), difference.second())
            : "";
    return switch (difference.subject()) {
      case Subject.Call(_, SystemCall call) -> call.name() + arguments(difference) + actions;
      case Subject.Unknown _ -> "numbers without a name" + actions;
      case Subject.Foreign _ -> "every call" + actions;
    };
  }

  static String arguments(Difference difference) {
    return difference.isConditional()
        ? difference.arguments().stream().collect(Collectors.joining("; ", "(", ")"))
        : "";
  }
}
