package dev.cofferdam.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** What of the host a role may limit, as it adds up over a user's containers. */
public enum Measure {
  /** That exist, whether they run or not. */
  CONTAINERS,
  /** In bytes. */
  MEMORY,
  /** In billionths of a CPU, as the engine counts. */
  CPUS,
  /** Processes and threads. */
  PIDS,
  /** Published on the host. */
  PORTS;

  /** An amount without bound. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  static final long NANOS_PER_CPU = 1_000_000_000;
  private static final String[] BINARY = {"TiB", "GiB", "MiB", "KiB"};

  /** The key in a policy, for instance {@code memory}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** An amount for a person to read, as a policy writes it: {@code 5 containers}, {@code 4GiB}. */
  public String describe(long amount) {
    if (amount == UNLIMITED) {
      return "unlimited " + key();
    }
    return switch (this) {
      case MEMORY -> bytes(amount) + " of memory";
      case CPUS -> cpus(amount);
      case CONTAINERS, PIDS, PORTS ->
          amount + " " + (amount == 1 ? key().substring(0, key().length() - 1) : key());
    };
  }

  private static String cpus(long nanos) {
    BigDecimal cpus = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
    return cpus.toPlainString() + (cpus.compareTo(BigDecimal.ONE) == 0 ? " CPU" : " CPUs");
  }

  /** Exact: two amounts that differ must not read the same. */
  private static String bytes(long amount) {
    long unit = 1L << 40;
    for (String name : BINARY) {
      BigDecimal exact = BigDecimal.valueOf(amount).divide(BigDecimal.valueOf(unit));
      boolean isShort = exact.setScale(3, RoundingMode.DOWN).compareTo(exact) == 0;
      if (amount >= unit && isShort) {
        return exact.stripTrailingZeros().toPlainString() + name;
      }
      unit >>= 10;
    }
    return amount + " bytes";
  }
}
