package dev.cofferdam.cli;

import dev.cofferdam.docker.Privilege;
import dev.cofferdam.policy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An explanation as a person reads it, and as a program does. */
final class ExplainCommandText {
  private ExplainCommandText() {}

  static List<String> lines(String user, List<ExplainCommandStep> steps, List<String> notes) {
    List<String> lines = new ArrayList<>();
    for (ExplainCommandStep step : steps) {
      add(step, lines);
      lines.add("");
    }
    for (String note : notes) {
      lines.add("Note: " + note);
    }
    lines.add(overall(user, steps));
    return lines;
  }

  private static void add(ExplainCommandStep step, List<String> lines) {
    String resources =
        step.resources().isEmpty() ? "" : " on " + String.join(", ", step.resources());
    lines.add(
        step.operation().id()
            + resources
            + ": "
            + decision(step.verdict())
            + step.verdict().rule().map(rule -> " by rule " + rule).orElse(""));
    step.condition().ifPresent(condition -> lines.add("  asked only if " + condition));
    switch (step.verdict()) {
      case Verdict.Allow _ -> {}
      case Verdict.AllowSome _ ->
          lines.add("  the answer holds what the caller may see and leaves out the rest");
      case Verdict.AllowAnyway anyway -> {
        lines.add("  in the mode " + anyway.mode().id() + " only; enforced, it would be refused");
        lines.add("  because: " + anyway.refusal().reason());
      }
      case Verdict.Deny deny -> lines.add("  because: " + deny.reason());
    }
    step.confinement().ifPresent(tier -> lines.add("  confinement: " + tier.id()));
    for (Privilege privilege : step.privileges()) {
      lines.add("  privilege: " + privilege.name() + " (" + privilege.tier().id() + ")");
    }
    for (String remedy : remedies(step.verdict())) {
      lines.add("  to change: " + remedy);
    }
  }

  static String decision(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow _ -> "allowed";
      case Verdict.AllowSome _ -> "allowed in part";
      case Verdict.AllowAnyway anyway -> "allowed (" + anyway.mode().id() + ")";
      case Verdict.Deny _ -> "refused";
    };
  }

  private static List<String> remedies(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow _, Verdict.AllowSome _ -> List.of();
      case Verdict.AllowAnyway anyway -> anyway.refusal().remedies();
      case Verdict.Deny deny -> deny.remedies();
    };
  }

  static String overall(String user, List<ExplainCommandStep> steps) {
    if (steps.isEmpty()) {
      return "The command asks no engine for anything.";
    }
    Optional<ExplainCommandStep> first =
        steps.stream().filter(ExplainCommandStep::stops).findFirst();
    return first
        .map(step -> "%s may not: %s is refused.".formatted(user, step.operation().id()))
        .orElse(user + " may.");
  }

  static String json(String user, List<ExplainCommandStep> steps, List<String> notes) {
    List<DockerCommandLineJson> operations = new ArrayList<>();
    for (ExplainCommandStep step : steps) {
      operations.add(json(step));
    }
    return new DockerCommandLineJson()
        .put("user", user)
        .put("allowed", steps.stream().noneMatch(ExplainCommandStep::stops))
        .put("operations", operations)
        .put("notes", notes)
        .text();
  }

  private static DockerCommandLineJson json(ExplainCommandStep step) {
    DockerCommandLineJson json =
        new DockerCommandLineJson()
            .put("operation", step.operation().id())
            .put("resources", step.resources())
            .put("condition", step.condition().orElse(""))
            .put("decision", decision(step.verdict()))
            .put("rule", step.verdict().rule().orElse(""));
    String reason =
        switch (step.verdict()) {
          case Verdict.Allow _, Verdict.AllowSome _ -> "";
          case Verdict.AllowAnyway anyway -> anyway.refusal().reason();
          case Verdict.Deny deny -> deny.reason();
        };
    List<DockerCommandLineJson> privileges = new ArrayList<>();
    for (Privilege privilege : step.privileges()) {
      privileges.add(
          new DockerCommandLineJson()
              .put("name", privilege.name())
              .put("tier", privilege.tier().id()));
    }
    return json.put("reason", reason)
        .put("confinement", step.confinement().map(tier -> tier.id()).orElse(""))
        .put("privileges", privileges)
        .put("remedies", remedies(step.verdict()));
  }
}
