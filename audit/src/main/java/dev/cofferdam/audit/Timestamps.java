package dev.cofferdam.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Writes an instant as RFC 3339 in UTC with six digits of a second, {@code
 * 2026-01-31T23:59:59.000001Z}: always {@value #LENGTH} bytes. Not thread-safe.
 */
final class Timestamps {
  static final int LENGTH = 27;

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private final byte[] text = "0000-01-01T00:00:00.000000Z".getBytes(StandardCharsets.US_ASCII);
  private long second = FIRST.getEpochSecond();

  /** Writes {@link #LENGTH} bytes. RFC 3339 has no years beyond 0000 to 9999: those are clamped. */
  void write(Instant instant, byte[] to, int at) {
    Instant time = instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
    if (time.getEpochSecond() != second) {
      second = time.getEpochSecond();
      LocalDateTime date = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
      digits(0, 4, date.getYear());
      digits(5, 2, date.getMonthValue());
      digits(8, 2, date.getDayOfMonth());
      digits(11, 2, date.getHour());
      digits(14, 2, date.getMinute());
      digits(17, 2, date.getSecond());
    }
    digits(20, 6, time.getNano() / 1000);
    System.arraycopy(text, 0, to, at, LENGTH);
  }

  static String format(Instant instant) {
    byte[] bytes = new byte[LENGTH];
    new Timestamps().write(instant, bytes, 0);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private void digits(int from, int count, int value) {
    int rest = value;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
