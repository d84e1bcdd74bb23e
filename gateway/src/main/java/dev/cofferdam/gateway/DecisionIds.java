package dev.cofferdam.gateway;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of decisions: 16 hexadecimal digits, unique within a process and, but for an accident of one
 * in 2^64 a pair, between processes. They join records and stand in refusals; nothing is granted to
 * whoever knows one.
 */
final class DecisionIds {
  private final AtomicLong next = new AtomicLong(new SecureRandom().nextLong());

  String next() {
    return HexFormat.of().toHexDigits(mix(next.getAndIncrement()));
  }

  /** The finaliser of SplitMix64: a bijection, so counting up never repeats. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
