package dev.cofferdam.cli;

import dev.cofferdam.audit.AuditLog;
import dev.cofferdam.audit.LogFilter;
import dev.cofferdam.audit.LogRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the gateway wrote into its audit log about one act. */
record DemoRecords(List<LogRecord> decisions, List<LogRecord> outcomes) {
  /** Both are asked by every docker client before the act itself. */
  private static final List<String> PREAMBLE = List.of("system.ping", "system.version");

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Waits until each decision since that moment has its outcome. */
  static DemoRecords of(Path directory, String user, Instant since)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    DemoRecords found = read(directory, user, since);
    while (!found.isComplete() && Instant.now().isBefore(end)) {
      Thread.sleep(20);
      found = read(directory, user, since);
    }
    return found;
  }

  private static DemoRecords read(Path directory, String user, Instant since) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    AuditLog.read(directory, LogFilter.ALL.withUser(user).withSince(since), records::add);
    return new DemoRecords(ofKind(records, "decision"), ofKind(records, "outcome"));
  }

  private static List<LogRecord> ofKind(List<LogRecord> records, String kind) {
    return records.stream()
        .filter(record -> record.text("kind").equals(kind))
        .filter(record -> !PREAMBLE.contains(record.text("operation")))
        .toList();
  }

  private boolean isComplete() {
    return !decisions.isEmpty()
        && decisions.stream().allMatch(decision -> outcome(decision).isPresent());
  }

  private Optional<LogRecord> outcome(LogRecord decision) {
    return outcomes.stream()
        .filter(outcome -> outcome.text("id").equals(decision.text("id")))
        .findFirst();
  }

  boolean anyDenied() {
    return decisions.stream().anyMatch(decision -> decision.text("decision").equals("deny"));
  }

  /** Whether something was allowed, but the engine could not do it. */
  boolean engineFailed() {
    return outcomes.stream().anyMatch(outcome -> outcome.text("result").equals("failed"));
  }

  /** Whether the process that asked is on record with the uid and the person behind it. */
  boolean nameBoth(long uid, String user) {
    return decisions.stream()
        .allMatch(
            record -> record.number("uid").orElse(-1) == uid && record.text("user").equals(user));
  }

  List<String> lines() {
    return decisions.stream().map(this::line).toList();
  }

  private String line(LogRecord decision) {
    String outcome =
        outcome(decision)
            .map(record -> record.text("result") + " " + record.number("status").orElse(0))
            .orElse("no outcome");
    return "%s %s %s %s user=%s uid=%s%s: %s"
        .formatted(
            decision.text("id"),
            decision.text("decision"),
            decision.text("operation"),
            String.join(",", decision.list("resources")),
            decision.text("user"),
            decision.text("uid_name"),
            decision.list("privileges").isEmpty()
                ? ""
                : " privileges=" + String.join(",", decision.list("privileges")),
            outcome);
  }
}
