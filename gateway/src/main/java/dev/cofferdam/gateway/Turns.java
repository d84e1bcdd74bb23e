package dev.cofferdam.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One turn at a time for each user. Whoever adds to what he uses holds it from counting until the
 * engine has answered, so that nobody else counts what is about to change; those who wait get it in
 * the order in which they came.
 */
final class Turns {
  /** Each of them holds a parsed request in memory. */
  static final int MAX_WAITING = 64;

  private final long patienceMillis;
  private final Map<String, Line> lines = new HashMap<>();

  /** A user's, as long as somebody stands in it. */
  private static final class Line {
    private final Semaphore free = new Semaphore(1, true);
    private int standing;
  }

  /** Given back once, however often it is said, and by any thread. */
  final class Turn {
    private final String user;
    private final AtomicBoolean over = new AtomicBoolean();

    private Turn(String user) {
      this.user = user;
    }

    boolean isOver() {
      return over.get();
    }

    void giveBack() {
      if (over.compareAndSet(false, true)) {
        leave(user, true);
      }
    }
  }

  Turns(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  /** Waits for the user's turn; empty when it does not come in time. */
  Optional<Turn> take(String user) throws InterruptedException {
    Optional<Line> line = join(user);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      taken = line.get().free.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
    } finally {
      if (!taken) {
        leave(user, false);
      }
    }
    return taken ? Optional.of(new Turn(user)) : Optional.empty();
  }

  private synchronized Optional<Line> join(String user) {
    Line line = lines.computeIfAbsent(user, _ -> new Line());
    if (line.standing > MAX_WAITING) {
      return Optional.empty();
    }
    line.standing++;
    return Optional.of(line);
  }

  private synchronized void leave(String user, boolean hadTurn) {
    Line line = lines.get(user);
    if (line == null) {
      throw new IllegalStateException("nobody stands in the line of " + user);
    }
    if (hadTurn) {
      line.free.release();
    }
    if (--line.standing == 0) {
      lines.remove(user);
    }
  }

  synchronized int users() {
    return lines.size();
  }
}
