package dev.cofferdam.gateway;

import dev.cofferdam.policy.Rate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How often each user has asked of late. A bucket for each, which holds as many requests as the
 * rate names and fills evenly; of a bucket only the time is kept at which it will be full again
 * (the generic cell rate algorithm, ITU-T I.371).
 *
 * <p>It keeps what is not full: as many entries as users asked within their rate's period, and
 * never more than twice that and {@link #FEW}.
 */
final class Pace {
  static final int FEW = 1024;

  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<String, Long> fullAt = new ConcurrentHashMap<>();
  private volatile int clearAt = FEW;

  /**
   * @param nanoTime a clock that never goes back
   */
  Pace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes one request out of the user's bucket.
   *
   * @return 0, or in how many nanoseconds there will be one; then none was taken
   */
  long take(String user, Rate rate) {
    long perRequest = rate.perRequest().toNanos();
    long capacity = perRequest * rate.requests();
    long[] wait = new long[1];
    fullAt.compute(
        user,
        (key, before) -> {
          long now = nanoTime.getAsLong();
          // No more than this rate's bucket: another rate may have been in force.
          long missing = before == null ? 0 : Math.clamp(before - now, 0, capacity);
          wait[0] = Math.max(0, missing + perRequest - capacity);
          return now + missing + (wait[0] == 0 ? perRequest : 0);
        });
    if (fullAt.size() > clearAt) {
      clear();
    }
    return wait[0];
  }

  /** A full bucket is like none. */
  private void clear() {
    long now = nanoTime.getAsLong();
    fullAt.values().removeIf(full -> full - now <= 0);
    clearAt = Math.max(FEW, 2 * fullAt.size());
  }

  int size() {
    return fullAt.size();
  }
}
