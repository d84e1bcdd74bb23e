package dev.cofferdam.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Which records are wanted; what is empty matches all. */
public record LogFilter(
    Optional<String> user,
    Optional<String> operation,
    Optional<String> id,
    Optional<Instant> since) {

  public static final LogFilter ALL =
      new LogFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public LogFilter withUser(String name) {
    return new LogFilter(Optional.of(name), operation, id, since);
  }

  public LogFilter withOperation(String name) {
    return new LogFilter(user, Optional.of(name), id, since);
  }

  public LogFilter withId(String wanted) {
    return new LogFilter(user, operation, Optional.of(wanted), since);
  }

  public LogFilter withSince(Instant time) {
    return new LogFilter(user, operation, id, Optional.of(time));
  }

  boolean matches(LogRecord entry) {
    return equal(user, entry, "user")
        && equal(operation, entry, "operation")
        && equal(id, entry, "id")
        && since.map(time -> !time(entry).isBefore(time)).orElse(true);
  }

  private static boolean equal(Optional<String> wanted, LogRecord entry, String field) {
    return wanted.map(value -> value.equals(entry.text(field))).orElse(true);
  }

  private static Instant time(LogRecord entry) {
    try {
      return Instant.parse(entry.text("ts"));
    } catch (DateTimeException _) {
      return Instant.MIN;
    }
  }
}
