package dev.cofferdam.audit;

import dev.cofferdam.audit.Entry.Actor;
import dev.cofferdam.audit.Entry.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Entries and small tools that several tests use. */
final class Samples {
  static final Instant TIME = Instant.parse("2026-03-04T05:06:07.000089Z");

  /** As the product waits, in small. */
  static final Patience QUICK =
      new Patience(
          64,
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofMillis(10),
          Duration.ofMillis(50));

  private Samples() {}

  static Actor actor(String user) {
    return new Actor(
        user,
        List.of("docker", "ops"),
        "unix",
        0,
        "root",
        0,
        4711,
        OptionalLong.of(1001),
        Optional.of(user));
  }

  static Entry.Decision decision(String id) {
    return new Entry.Decision(
        TIME,
        id,
        actor("admin2"),
        new Asked(
            "container.create",
            "POST",
            "/containers/create?name=web-1",
            List.of("container:web-1"),
            "",
            "foobar:latest",
            List.of("privileged", "cap:SYS_ADMIN"),
            "privileged"),
        false,
        "runner/2",
        "privileged containers are not allowed",
        "sha256:1234",
        "");
  }

  static Entry.Outcome outcome(String id) {
    return new Entry.Outcome(
        TIME, id, "admin1", "container.start", 204, "ok", "", "", 10, 20, 1500);
  }

  static Entry event(String id) {
    return event(id, "hello");
  }

  static Entry event(String id, String message) {
    return new Entry.Event(TIME, id, "gateway.start", message);
  }

  static AuditTrail fileTrail(Path directory, long maxBytes, int keep) throws AuditException {
    return trail(new SinkSpec.File(directory, true, maxBytes, keep));
  }

  static AuditTrail fileTrail(Path directory) throws AuditException {
    return trail(new SinkSpec.File(directory, true));
  }

  private static AuditTrail trail(SinkSpec spec) throws AuditException {
    return AuditTrail.open(
        List.of(spec),
        (socket, timeout) -> {
          throw new IOException("no sockets here");
        },
        QUICK);
  }

  /** Writes events with the ids {@code e1} to {@code eN}, and closes. */
  static void write(Path directory, long maxBytes, int from, int to) throws AuditException {
    try (AuditTrail trail = fileTrail(directory, maxBytes, 0)) {
      for (int i = from; i <= to; i++) {
        trail.commit(event("e" + i));
      }
    }
  }

  static List<LogRecord> records(Path directory) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    AuditLog.read(directory, LogFilter.ALL, records::add);
    return records;
  }

  static List<String> ids(Path directory) throws IOException {
    return records(directory).stream().map(entry -> entry.text("id")).toList();
  }

  static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file);
  }
}
