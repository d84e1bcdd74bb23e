package dev.cofferdam.audit;

import java.time.Duration;

/**
 * How much and how long a trail waits.
 *
 * @param queue records that may wait for one sink
 * @param commit for a required sink to have a record
 * @param offer for room in the queue of a required sink
 * @param close for the queues to drain at the end
 * @param retry between two tries of a sink that failed
 * @param report between two records of what a failing sink lost
 */
record Patience(
    int queue, Duration commit, Duration offer, Duration close, Duration retry, Duration report) {
  static final Patience DEFAULT =
      new Patience(
          8192,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofMillis(250),
          Duration.ofSeconds(10));
}
