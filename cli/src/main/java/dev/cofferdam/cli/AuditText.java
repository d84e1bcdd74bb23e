package dev.cofferdam.cli;

import dev.cofferdam.audit.LogRecord;

/** A record of the trail as a person reads it, in one line. */
final class AuditText {
  private AuditText() {}

  static String of(LogRecord entry) {
    String what =
        switch (entry.text("kind")) {
          case "decision" -> decision(entry);
          case "outcome" -> outcome(entry);
          case "event" -> entry.text("event") + ": " + entry.text("message");
          default -> entry.json();
        };
    return StatusText.printable(entry.text("ts") + "  " + entry.text("id") + "  " + what);
  }

  private static String decision(LogRecord entry) {
    StringBuilder line = new StringBuilder();
    line.append(entry.text("user").isEmpty() ? "(unknown)" : entry.text("user"));
    if (!entry.text("uid_name").equals(entry.text("user")) && !entry.text("uid_name").isEmpty()) {
      line.append(" as ").append(entry.text("uid_name"));
    }
    line.append("  ").append(entry.text("decision").equals("allow") ? "allowed" : "REFUSED");
    if (!entry.text("mode").isEmpty()) {
      line.append(" (").append(entry.text("mode")).append(')');
    }
    line.append("  ").append(entry.text("operation"));
    entry.list("resources").forEach(resource -> line.append(' ').append(resource));
    if (!entry.list("privileges").isEmpty()) {
      line.append("  with ").append(String.join(" ", entry.list("privileges")));
    }
    if (!entry.text("rule").isEmpty()) {
      line.append("  by ").append(entry.text("rule"));
    }
    return line.append("  ").append(entry.text("reason")).toString().stripTrailing();
  }

  private static String outcome(LogRecord entry) {
    String message = entry.text("message").isEmpty() ? "" : ": " + entry.text("message");
    return "%s  %s  %s, status %d%s"
        .formatted(
            entry.text("user").isEmpty() ? "(unknown)" : entry.text("user"),
            entry.text("operation"),
            entry.text("result"),
            entry.number("status").orElse(0),
            message);
  }
}
