package dev.cofferdam.gateway;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How much memory requests may take together for what they hold: bodies that are collected, parsed
 * or kept until there is a decision, and what inspects archives. The daemon ends where its memory
 * does, and a few callers that send the most they may must leave some for the others (hazard F8).
 *
 * <p>Who needs more than is left waits, in the order of coming, and no longer than a while: whoever
 * holds some and waits for more ends then, too. Nobody gets more than half of all; beyond that his
 * requests wait for each other alone.
 */
final class MemoryBudget {
  /** What a request is told that there is no room for. */
  static final String NO_ROOM =
      "too much is held for large requests at once; try again when fewer are under way";

  private static final long PATIENCE_MILLIS = 10_000;

  private final long most;
  private final long patienceMillis;
  private final Map<Long, Long> byUid = new HashMap<>();
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private long held;

  /**
   * @param most bytes
   * @param patienceMillis how long a request may wait for others
   */
  MemoryBudget(long most, long patienceMillis) {
    this.most = most;
    this.patienceMillis = patienceMillis;
  }

  /**
   * A third of the heap. To parse a body takes more for a moment than it does afterwards, and there
   * are answers, connections and the policy.
   */
  static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / 3, PATIENCE_MILLIS);
  }

  /** For one request, or one connection, of a uid; nothing is taken yet. */
  Share share(long uid) {
    return new Share(uid);
  }

  /** Bytes that are taken at present. */
  synchronized long held() {
    return held;
  }

  /** Requests that wait at present. */
  synchronized int waiting() {
    return queue.size();
  }

  /** What one request holds. Any thread may use it. */
  final class Share {
    private final long uid;
    private volatile boolean used;
    private long bytes;
    private boolean closed;

    private Share(long uid) {
      this.uid = uid;
    }

    /** Takes more without waiting; false where so much is not left, and then nothing is taken. */
    boolean tryTake(long more) {
      used = true;
      synchronized (MemoryBudget.this) {
        boolean fits = !closed && fits(this, more);
        if (fits) {
          add(this, more);
        }
        return fits;
      }
    }

    /**
     * Takes more, waiting for it if need be; not while it waits already.
     *
     * @param loop whose thread calls
     * @param then is told on the loop, at once or later, whether it was taken; not once this is
     *     closed
     */
    void take(long more, EventExecutor loop, Consumer<Boolean> then) {
      used = true;
      Waiting asking = new Waiting(this, more, loop, then);
      switch (ask(asking)) {
        case TAKEN -> then.accept(true);
        case NEVER -> then.accept(false);
        case WAITS -> {
          var _ = loop.schedule(() -> giveUp(asking), patienceMillis, TimeUnit.MILLISECONDS);
        }
      }
    }

    void giveBack(long some) {
      synchronized (MemoryBudget.this) {
        if (!closed) { // after it, all has been given back
          add(this, -some);
        }
      }
      grant();
    }

    /** Gives back all, any number of times. */
    void close() {
      if (!used) {
        return;
      }
      synchronized (MemoryBudget.this) {
        closed = true;
        queue.removeIf(waiting -> waiting.share.equals(this));
        add(this, -bytes);
      }
      grant();
    }
  }

  private record Waiting(Share share, long bytes, EventExecutor loop, Consumer<Boolean> then) {}

  private enum Reply {
    TAKEN,
    WAITS,
    NEVER
  }

  private boolean fits(Share share, long more) {
    return held + more <= most && byUid.getOrDefault(share.uid, 0L) + more <= most / 2;
  }

  private void add(Share share, long more) {
    share.bytes += more;
    held += more;
    byUid.merge(share.uid, more, Long::sum);
    byUid.remove(share.uid, 0L);
  }

  private synchronized Reply ask(Waiting asking) {
    if (asking.share.closed || asking.share.bytes + asking.bytes > most / 2) {
      return Reply.NEVER;
    }
    queue.add(asking);
    return takeForThoseInTurn().contains(asking) ? Reply.TAKEN : Reply.WAITS;
  }

  /** Those who wait and for whom there is room now: it is taken, and they leave the queue. */
  private List<Waiting> takeForThoseInTurn() {
    List<Waiting> granted = new ArrayList<>();
    Set<Long> waitForThemselves = new HashSet<>();
    for (Iterator<Waiting> each = queue.iterator(); each.hasNext(); ) {
      Waiting next = each.next();
      if (held + next.bytes > most) {
        return granted; // whoever came later might take it from him again and again
      }
      if (waitForThemselves.contains(next.share.uid) || !fits(next.share, next.bytes)) {
        waitForThemselves.add(next.share.uid);
      } else {
        each.remove();
        add(next.share, next.bytes);
        granted.add(next);
      }
    }
    return granted;
  }

  /** Some was given back. */
  private void grant() {
    List<Waiting> granted;
    synchronized (this) {
      granted = takeForThoseInTurn();
    }
    for (Waiting each : granted) {
      each.loop.execute(() -> each.then.accept(true));
    }
  }

  private void giveUp(Waiting asking) {
    boolean waited;
    synchronized (this) {
      waited = queue.remove(asking);
    }
    if (waited) {
      grant(); // to those who stood behind him
      asking.then.accept(false);
    }
  }
}
