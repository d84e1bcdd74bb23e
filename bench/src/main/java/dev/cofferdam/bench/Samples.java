package dev.cofferdam.bench;

import java.util.Arrays;

/** Latencies in nanoseconds, kept one by one: percentiles are exact. */
final class Samples {
  private long[] nanos = new long[4096];
  private int count;

  void add(long sample) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = sample;
  }

  void addAll(Samples others) {
    for (int i = 0; i < others.count; i++) {
      add(others.nanos[i]);
    }
  }

  int count() {
    return count;
  }

  /** In microseconds. */
  double percentile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    Arrays.sort(nanos, 0, count);
    return nanos[Math.min(count - 1, (int) (share * count))] / 1000.0;
  }
}
