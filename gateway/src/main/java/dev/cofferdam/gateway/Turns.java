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
  static final int MAX_WAITING = 64;

  /**
   * Of the requests that wait, as the engine would get them. Each is held in memory meanwhile, and
   * a body may be as large as {@link dev.cofferdam.docker.RequestDocuments#MOST_BYTES}.
   */
  static final int MAX_WAITING_BYTES = 1024 * 1024;

  private final long patienceMillis;
  private final Map<String, Line> lines = new HashMap<>();

  /** A user's, as long as somebody stands in it. */
  private static final class Line {
    private final Semaphore free = new Semaphore(1, true);
    private int standing;
    private int bytes;
  }

  /** Given back once, however often it is said, and by any thread. */
  final class Turn implements Held {
    private final String user;
    private final int bytes;
    private final AtomicBoolean over = new AtomicBoolean();

    private Turn(String user, int bytes) {
      this.user = user;
      this.bytes = bytes;
    }

    @Override
    public boolean isOver() {
      return over.get();
    }

    @Override
    public void giveBack() {
      if (over.compareAndSet(false, true)) {
        leave(user, bytes, true);
      }
    }
  }

  Turns(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  /**
   * Waits for the user's turn; empty when it does not come in time, or when too many wait already.
   *
   * @param bytes of the request
   */
  Optional<Turn> take(String user, int bytes) throws InterruptedException {
    Optional<Line> line = join(user, bytes);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      taken = line.get().free.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS);
    } finally {
      if (!taken) {
        leave(user, bytes, false);
      }
    }
    return taken ? Optional.of(new Turn(user, bytes)) : Optional.empty();
  }

  private synchronized Optional<Line> join(String user, int bytes) {
    Line line = lines.computeIfAbsent(user, _ -> new Line());
    boolean full = line.standing > MAX_WAITING || line.bytes + bytes > MAX_WAITING_BYTES;
    if (full && line.standing > 0) { // whoever is alone has his turn at once
      return Optional.empty();
    }
    line.standing++;
    line.bytes += bytes;
    return Optional.of(line);
  }

  private synchronized void leave(String user, int bytes, boolean hadTurn) {
    Line line = lines.get(user);
    if (line == null) {
      throw new IllegalStateException("nobody stands in the line of " + user);
    }
    if (hadTurn) {
      line.free.release();
    }
    line.bytes -= bytes;
    if (--line.standing == 0) {
      lines.remove(user);
    }
  }

  synchronized int users() {
    return lines.size();
  }
}
