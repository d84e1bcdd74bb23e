package dev.cofferdam.policy;

import java.time.Duration;

/**
 * How often a caller may ask. As many as {@code requests} may come at once; after that they come
 * back evenly, all of them within one period.
 *
 * @param requests from 1, or {@link Measure#UNLIMITED}
 * @param period a second, a minute or an hour
 * @param role that gives as much
 */
public record Rate(long requests, Duration period, String role) {
  /** As a policy writes it, for instance {@code 20/s}. */
  public String describe() {
    if (isUnlimited()) {
      return "unlimited";
    }
    return requests + "/" + (period.toSeconds() == 1 ? "s" : period.toMinutes() == 1 ? "m" : "h");
  }

  /** The time in which one request comes back. */
  public Duration perRequest() {
    return period.dividedBy(requests);
  }

  boolean isUnlimited() {
    return requests == Measure.UNLIMITED;
  }

  /** Whether it gives more in the long run, or else more at once. */
  boolean isMoreThan(Rate other) {
    if (isUnlimited() || other.isUnlimited()) {
      return isUnlimited() && !other.isUnlimited();
    }
    // Requests have at most seven digits and periods four: the products are exact.
    long mine = requests * other.period.toSeconds();
    long theirs = other.requests * period.toSeconds();
    return mine == theirs ? requests > other.requests : mine > theirs;
  }
}
