package dev.cofferdam.audit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sink with its own bounded queue and thread, so that it slows no other.
 *
 * <p>The thread takes all that waits, writes it, makes it durable once, and answers everybody who
 * waits for it (group commit). When the sink fails, those who wait are told so and their records
 * are not written later; what was handed over without waiting stays, in order, for the next try.
 */
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SYNC_AFTER = TimeUnit.SECONDS.toNanos(1);

  /** What stands in the queue. */
  private sealed interface Item {
    Entry entry();

    record Handed(Entry entry) implements Item {}

    record Awaited(Entry entry, CompletableFuture<Void> done) implements Item {}

    /** The lane's own word, which takes no place in the queue. */
    record Note(Entry entry) implements Item {}
  }

  private final String name;
  private final boolean required;
  private final Sink sink;
  private final Patience patience;
  private final Predicate<Entry> tellOthers;
  private final Semaphore room;
  private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final List<Item> pending = new ArrayList<>();
  private final Thread thread;

  private final AtomicLong written = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong untoldHere = new AtomicLong();
  private final AtomicLong untoldElsewhere = new AtomicLong();
  private volatile String problem = "";
  private volatile boolean closing;
  private volatile long closeBy;
  private volatile boolean ended;
  private long retryAt;
  private long reportAt;
  private long unsyncedSince = System.nanoTime() - SYNC_AFTER;
  private boolean unsynced = true; // until the first look at it

  /**
   * @param tellOthers gives an entry to the other sinks; false where none took it
   */
  Lane(String name, boolean required, Sink sink, Patience patience, Predicate<Entry> tellOthers) {
    this.name = name;
    this.required = required;
    this.sink = sink;
    this.patience = patience;
    this.tellOthers = tellOthers;
    this.room = new Semaphore(patience.queue());
    this.thread =
        Thread.ofPlatform().daemon().name("audit-" + name.split(":", 2)[0]).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  String name() {
    return name;
  }

  boolean required() {
    return required;
  }

  /** Takes a place in the queue, which {@link #hand} or {@link #await} then fills. */
  boolean reserve() {
    return room.tryAcquire();
  }

  boolean reserve(long nanos) throws InterruptedException {
    return room.tryAcquire(nanos, TimeUnit.NANOSECONDS);
  }

  void unreserve() {
    room.release();
  }

  void hand(Entry entry) {
    queue.add(new Item.Handed(entry));
  }

  /**
   * The future ends when the entry is durable, or with what went wrong; cancelling withdraws it.
   */
  CompletableFuture<Void> await(Entry entry) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    queue.add(new Item.Awaited(entry, done));
    LockSupport.unpark(thread);
    return done;
  }

  /** For a sink that may be missing: what finds no room is counted and reported. */
  void handOrCount(Entry entry) {
    if (reserve()) {
      hand(entry);
    } else {
      countLost(1);
    }
  }

  SinkHealth health() {
    String message = problem;
    return new SinkHealth(
        name,
        required,
        message.isEmpty(),
        message,
        patience.queue() - room.availablePermits(),
        written.get(),
        lost.get());
  }

  private void countLost(long count) {
    untoldHere.addAndGet(count);
    untoldElsewhere.addAndGet(count);
    if (lost.getAndAdd(count) == 0) {
      LOG.error("audit sink {}: the queue is full, records are lost to it", name);
    }
  }

  private void run() {
    try {
      while (!closing || (!(pending.isEmpty() && queue.isEmpty()) && System.nanoTime() < closeBy)) {
        fill();
        if (!pending.isEmpty() && due()) {
          writePending();
        }
        syncWhenIdle();
        report();
      }
      end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
    }
  }

  private void fill() throws InterruptedException {
    Duration wait = pending.isEmpty() || failing() ? patience.retry() : Duration.ZERO;
    Item first = queue.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    if (first != null) {
      pending.add(first);
      if (first instanceof Item.Handed && !closing) {
        // Nobody waits: one wake-up and one write for what comes in a moment, not one a record.
        LockSupport.parkNanos(this, GATHER);
      }
      queue.drainTo(pending);
    }
    pending.removeIf(item -> {
      boolean withdrawn = item instanceof Item.Awaited(_, var done) && done.isDone();
      if (withdrawn) {
        unreserve();
      }
      return withdrawn;
    });
  }

  private boolean failing() {
    return !problem.isEmpty();
  }

  /** A failing sink is tried at intervals, and at once when somebody waits for the answer. */
  private boolean due() {
    return !failing() || closing || anybodyWaits() || System.nanoTime() - retryAt >= 0;
  }

  private boolean anybodyWaits() {
    return pending.stream().anyMatch(Item.Awaited.class::isInstance);
  }

  private void writePending() {
    List<Entry> entries = pending.stream().map(Item::entry).toList();
    boolean durable = anybodyWaits();
    int done = 0;
    int most = entries.size();
    try {
      while (done < entries.size()) {
        int until = Math.min(entries.size(), done + most);
        try {
          int taken = sink.write(entries.subList(done, until), durable);
          pending.subList(done, done + taken).forEach(this::settle);
          done += taken;
        } catch (RuntimeException e) {
          // one entry breaks the encoder: find it, so that it does not stand in the way of the
          // others
          if (most == 1) {
            drop(pending.get(done++), e);
          }
          most = 1;
        }
      }
      pending.clear();
      worked(durable);
    } catch (IOException e) {
      pending.subList(0, done).clear();
      failed(e);
    }
  }

  private void settle(Item item) {
    written.incrementAndGet();
    switch (item) {
      case Item.Handed _ -> unreserve();
      case Item.Awaited(_, var done) -> {
        unreserve();
        done.complete(null);
      }
      case Item.Note _ -> {}
    }
  }

  private void worked(boolean durable) {
    if (!durable && !unsynced) {
      unsyncedSince = System.nanoTime();
    }
    unsynced = !durable;
    if (failing()) {
      LOG.info("audit sink {} works again", name);
      problem = "";
      reportAt = System.nanoTime();
    }
  }

  private void failed(IOException cause) {
    String message = AuditException.describe(cause);
    if (!message.equals(problem)) {
      LOG.error("audit sink {} fails: {}", name, message);
      problem = message;
    }
    retryAt = System.nanoTime() + patience.retry().toNanos();
    pending.removeIf(item -> {
      if (item instanceof Item.Awaited(_, var done)) {
        unreserve();
        done.completeExceptionally(cause);
        return true;
      }
      return false;
    });
  }

  private void drop(Item item, RuntimeException cause) {
    LOG.error("audit sink {}: the record {} cannot be written", name, item.entry().id(), cause);
    countLost(1);
    switch (item) {
      case Item.Handed _ -> unreserve();
      case Item.Awaited(_, var done) -> {
        unreserve();
        done.completeExceptionally(cause);
      }
      case Item.Note _ -> {}
    }
  }

  /** Also the first thing that is done, and tried again while nothing else shows that it works. */
  private void syncWhenIdle() {
    long now = System.nanoTime();
    boolean due = unsynced ? now - unsyncedSince >= SYNC_AFTER : failing() && pending.isEmpty();
    if (!due || (failing() && now - retryAt < 0)) {
      return;
    }
    try {
      sink.sync();
      worked(true);
    } catch (IOException e) {
      failed(e);
    }
  }

  /** Tells the other sinks, at intervals, and this one as soon as it works, how much it lost. */
  private void report() {
    if (untoldHere.get() == 0 && untoldElsewhere.get() == 0) {
      return;
    }
    long now = System.nanoTime();
    if (reportAt != 0 && now - reportAt < 0) {
      return;
    }
    reportAt = now + patience.report().toNanos();
    long elsewhere = untoldElsewhere.getAndSet(0);
    if (elsewhere > 0 && !tellOthers.test(lostEvent(elsewhere))) {
      untoldElsewhere.addAndGet(elsewhere);
    }
    if (!failing()) {
      long here = untoldHere.getAndSet(0);
      if (here > 0) {
        LOG.error("audit sink {} lost {} records", name, here);
        pending.add(new Item.Note(lostEvent(here)));
      }
    }
  }

  private Entry lostEvent(long count) {
    return new Entry.Event(
        Instant.now(),
        UUID.randomUUID().toString(),
        "audit.lost",
        "%s did not take %d record%s".formatted(name, count, count == 1 ? "" : "s"));
  }

  private void end() {
    queue.drainTo(pending);
    long missed = pending.size();
    for (Item item : pending) {
      if (item instanceof Item.Awaited(_, var done)) {
        done.completeExceptionally(new IOException("the audit trail was closed"));
      }
    }
    if (missed > 0) {
      lost.addAndGet(missed);
      LOG.error("audit sink {}: closed with {} records that it did not take", name, missed);
    }
    try {
      sink.close();
    } catch (IOException e) {
      LOG.error("audit sink {}: {}", name, AuditException.describe(e));
    }
  }

  void beginClose() {
    closeBy = System.nanoTime() + patience.close().toNanos();
    closing = true;
  }

  /** Returns when all is written or the time is over, whichever is first. */
  void awaitClosed() throws InterruptedException {
    long grace = TimeUnit.SECONDS.toMillis(1);
    thread.join(Math.max(1, (closeBy - System.nanoTime()) / 1_000_000) + grace);
    if (!ended) {
      LOG.error("audit sink {} hangs: {} records were not written", name, health().queued());
    }
  }
}
