package dev.cofferdam.seccomp;

import java.util.List;

/** An {@link Explanation} for people. */
final class ExplanationText {
  private final Explanation explanation;

  ExplanationText(Explanation explanation) {
    this.explanation = explanation;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Explanation.Part each : explanation.parts()) {
      part(each, text);
    }
    return text.isEmpty()
        ? "%s is a call of other architectures.\n".formatted(explanation.call())
        : text.toString();
  }

  private void part(Explanation.Part part, StringBuilder text) {
    String name = explanation.call().name();
    Architecture architecture = part.architecture();
    int number = explanation.call().number(architecture).orElseThrow();
    text.append("%s on %s (%d): ".formatted(name, architecture.optionName(), number));
    List<Explanation.Case> cases = part.cases();
    text.append(
        cases.size() == 1 ? cases.getFirst().action().toString() : "depends on its arguments");
    text.append("\n  ").append(reason(part)).append('\n');
    if (cases.size() > 1) {
      cases(cases, text);
    }
    if (!part.made()) {
      text.append("  the kernel does not have it\n");
    }
    if (!part.through().isEmpty()) {
      text.append(
          "  %s is let through and does the same, unseen by the filter\n"
              .formatted(String.join(" and ", part.through())));
    }
  }

  private static String reason(Explanation.Part part) {
    String source = Json.shown(part.source());
    return switch (part.reason()) {
      case RULE -> "by a rule of " + source;
      case DEFAULT -> "by %s, which has no rule for it".formatted(source);
      case FOREIGN ->
          "by %s, with which %s may not be used"
              .formatted(source, part.architecture().optionName());
    };
  }

  /** The one with most to tell comes last, without it. */
  private static void cases(List<Explanation.Case> cases, StringBuilder text) {
    Explanation.Case rest = cases.getLast();
    for (Explanation.Case each : cases) {
      if (length(each) > length(rest)) {
        rest = each;
      }
    }
    for (Explanation.Case each : cases) {
      if (!each.equals(rest)) {
        each.arguments()
            .forEach(arguments -> text.append("  %s: %s\n".formatted(each.action(), arguments)));
      }
    }
    text.append("  %s otherwise\n".formatted(rest.action()));
  }

  private static int length(Explanation.Case one) {
    boolean isPartial = one.arguments().contains(Difference.MORE);
    return isPartial ? Integer.MAX_VALUE : one.arguments().stream().mapToInt(String::length).sum();
  }
}
