package dev.cofferdam.docker;

/** Limits as they will hold, from the numbers of the Engine API, where 0 and -1 are special. */
final class LimitFacts {
  /** Of the kernel's scheduler, in microseconds, where a quota comes without a period. */
  private static final double DEFAULT_PERIOD = 100_000;

  private LimitFacts() {}

  static long memory(long asked) {
    return asked <= 0 ? Fact.UNLIMITED : asked;
  }

  /** Engines give a container as much swap as memory where the client does not say. */
  static long memorySwap(long memory, long asked) {
    if (asked != 0) {
      return memory(asked);
    }
    return memory <= 0 || memory > Fact.UNLIMITED / 2 ? Fact.UNLIMITED : 2 * memory;
  }

  static double cpus(long nano, long quota, long period) {
    double ofNano = nano <= 0 ? Double.POSITIVE_INFINITY : nano / 1e9;
    double ofQuota =
        quota <= 0
            ? Double.POSITIVE_INFINITY
            : quota / (period <= 0 ? DEFAULT_PERIOD : (double) period);
    return Math.min(ofNano, ofQuota);
  }

  static long pids(long asked) {
    return asked <= 0 ? Fact.UNLIMITED : asked;
  }
}
