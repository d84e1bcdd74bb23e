package dev.cofferdam.gateway;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory the bodies that are being inspected may take together: a few callers that send
 * the most they may, slowly, must not leave none for the others (hazard F8).
 */
final class BodyBudget {
  /** Eight of the largest; ordinary ones are a few KiB. */
  static final long BYTES = 8L * ParseBody.MAX_BODY;

  private final AtomicLong left = new AtomicLong(BYTES);

  /** False when so much is not left; then nothing is taken. */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }

  long left() {
    return left.get();
  }
}
