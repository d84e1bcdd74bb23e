package dev.cofferdam.audit;

/** An entry as one sentence for a person, and how urgent it is. */
final class Sentence {
  private static final int LONGEST = 1024;

  private Sentence() {}

  /** A single line without anything that could pass for another one. */
  static String of(Entry entry) {
    String sentence =
        switch (entry) {
          case Entry.Decision decision -> decision(decision);
          case Entry.Outcome outcome -> outcome(outcome);
          case Entry.Event event -> event.name() + ": " + event.message();
        };
    return Characters.visible(Characters.shorten(sentence, LONGEST));
  }

  private static String decision(Entry.Decision decision) {
    Entry.Asked asked = decision.asked();
    StringBuilder out =
        new StringBuilder(named(decision.actor().user()))
            .append(decision.allowed() ? " may " : " may not ")
            .append(asked.operation());
    if (!asked.resources().isEmpty()) {
      out.append(" on ").append(asked.resources().getFirst());
      if (asked.resources().size() > 1) {
        out.append(" and ").append(asked.resources().size() - 1).append(" more");
      }
    }
    if (!asked.image().isEmpty()) {
      out.append(" from ").append(asked.image());
    }
    if (!asked.confinement().isEmpty()) {
      out.append(", ").append(asked.confinement());
    }
    if (decision.allowed() && !decision.mode().isEmpty()) {
      out.append(", in mode ").append(decision.mode()).append(" only: ").append(decision.reason());
    } else if (decision.allowed()) {
      out.append(decision.rule().isEmpty() ? "" : ", by rule " + decision.rule());
    } else {
      out.append(": ").append(decision.reason());
    }
    return out.append(" [").append(decision.id()).append(']').toString();
  }

  private static String outcome(Entry.Outcome outcome) {
    StringBuilder out =
        new StringBuilder(outcome.operation())
            .append(" for ")
            .append(named(outcome.user()))
            .append(": ")
            .append(outcome.result());
    if (outcome.status() != 0) {
      out.append(", status ").append(outcome.status());
    }
    if (!outcome.created().isEmpty()) {
      out.append(", created ").append(outcome.created());
    }
    if (!outcome.message().isEmpty()) {
      out.append(": ").append(outcome.message());
    }
    return out.append(" [").append(outcome.id()).append(']').toString();
  }

  private static String named(String user) {
    return user.isEmpty() ? "nobody known" : user;
  }

  /** RFC 5424 section 6.2.1, which journald's PRIORITY follows. */
  static int severity(Entry entry) {
    int error = 3;
    int warning = 4;
    int notice = 5;
    int informational = 6;
    return switch (entry) {
      case Entry.Decision decision ->
          decision.allowed() && decision.mode().isEmpty() ? informational : warning;
      case Entry.Outcome outcome ->
          switch (outcome.result()) {
            case "ok" -> informational;
            case "unreachable" -> error;
            default -> notice;
          };
      case Entry.Event event ->
          switch (event.name()) {
            case "audit.lost" -> error;
            case "audit.recovered", "policy.rejected", "policy.exposed" -> warning;
            default -> notice;
          };
    };
  }
}
