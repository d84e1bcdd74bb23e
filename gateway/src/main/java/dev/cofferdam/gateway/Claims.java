package dev.cofferdam.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ids that clients make up for what they have under way, and whose they are meanwhile. The engine
 * lets whoever names such an id have what is behind it.
 */
final class Claims {
  private record Claim(String user, int requests) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Claim> claims = new HashMap<>();

  /** Makes an id this user's until {@link #release}; false if it is somebody else's. */
  boolean take(String id, String user) {
    lock.lock();
    try {
      Claim present = claims.getOrDefault(id, new Claim(user, 0));
      if (!present.user().equals(user)) {
        return false;
      }
      claims.put(id, new Claim(user, present.requests() + 1));
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** One of the requests that took it is over. */
  void release(String id) {
    lock.lock();
    try {
      claims.computeIfPresent(
          id,
          (same, claim) ->
              claim.requests() == 1 ? null : new Claim(claim.user(), claim.requests() - 1));
    } finally {
      lock.unlock();
    }
  }

  boolean has(String id, String user) {
    lock.lock();
    try {
      Claim present = claims.get(id);
      return present != null && present.user().equals(user);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until an id is this user's; false if it is not within this time. */
  boolean await(String id, String user, int seconds) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(seconds);
      while (!has(id, user)) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
