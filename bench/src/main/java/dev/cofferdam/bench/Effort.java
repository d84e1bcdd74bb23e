package dev.cofferdam.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds of each measurement; the median counts
 * @param streaming rounds of each stream
 * @param connections of the closed loops
 * @param creating connections of the closed loops that create containers on a real engine
 * @param patience seconds at most to warm a gateway up for one request
 * @param warmUp before each round
 * @param counted of each round
 * @param bulk bytes of a stream
 */
record Effort(
    int rounds,
    int streaming,
    List<Integer> connections,
    List<Integer> creating,
    int patience,
    Duration warmUp,
    Duration counted,
    long bulk) {
  /** Two to three minutes. */
  static final Effort QUICK =
      new Effort(
          3,
          2,
          List.of(10, 50),
          List.of(10),
          4,
          Duration.ofMillis(100),
          Duration.ofMillis(300),
          128L << 20);

  /** Under a quarter of an hour. */
  static final Effort FULL =
      new Effort(
          5,
          3,
          List.of(1, 10, 50, 200),
          List.of(1, 10),
          12,
          Duration.ofMillis(200),
          Duration.ofMillis(800),
          1L << 30);
}
