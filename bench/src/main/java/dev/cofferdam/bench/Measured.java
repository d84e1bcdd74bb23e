package dev.cofferdam.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one round of load gave.
 *
 * @param perSecond requests answered per second
 * @param p50 latency in microseconds
 * @param p99 latency in microseconds
 */
record Measured(double perSecond, double p50, double p99) {
  static Measured of(Samples samples, long nanos) {
    return new Measured(
        samples.count() * 1e9 / nanos, samples.percentile(0.50), samples.percentile(0.99));
  }

  /** The median of each number. */
  static Measured median(List<Measured> rounds) {
    return new Measured(
        median(rounds, Measured::perSecond),
        median(rounds, Measured::p50),
        median(rounds, Measured::p99));
  }

  static <T> double median(List<T> rounds, ToDoubleFunction<T> number) {
    double[] sorted = rounds.stream().mapToDouble(number).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
