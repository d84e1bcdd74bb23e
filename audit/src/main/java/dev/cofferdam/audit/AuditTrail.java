package dev.cofferdam.audit;

import dev.cofferdam.linux.Datagram;
import dev.cofferdam.linux.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where every decision and outcome goes before anybody is told of it. Thread-safe. */
public final class AuditTrail implements AutoCloseable {
  /** Connects to a Unix datagram socket: the part of the kernel that a trail needs. */
  interface Dialer {
    Datagram dial(Path socket, Duration sendTimeout) throws IOException;
  }

  /** A sink and what the operator calls it. */
  record Named(String name, boolean required, Sink sink) {}

  private final List<Lane> lanes;
  private final List<Lane> required;
  private final Patience patience;
  private volatile boolean closed;

  private AuditTrail(List<Named> sinks, Patience patience) {
    this.patience = patience;
    List<Lane> all = new ArrayList<>();
    for (Named named : sinks) {
      int self = all.size();
      all.add(
          new Lane(
              named.name(),
              named.required(),
              named.sink(),
              patience,
              entry -> handToOthers(self, entry)));
    }
    this.lanes = List.copyOf(all);
    this.required = lanes.stream().filter(Lane::required).toList();
  }

  /**
   * Opens all sinks. A file has to be there, whole and ours; a socket may come later.
   *
   * @throws AuditException with the sink and what has to be done
   */
  public static AuditTrail open(List<SinkSpec> specs, Kernel kernel) throws AuditException {
    return open(specs, kernel::connectDatagram, Patience.DEFAULT);
  }

  static AuditTrail open(List<SinkSpec> specs, Dialer dialer, Patience patience)
      throws AuditException {
    if (specs.isEmpty()) {
      throw new IllegalArgumentException("a trail without a sink keeps nothing");
    }
    List<Named> sinks = new ArrayList<>();
    for (SinkSpec spec : specs) {
      try {
        sinks.add(new Named(spec.name(), spec.required(), sink(spec, dialer)));
      } catch (IOException e) {
        sinks.forEach(AuditTrail::abandon);
        throw new AuditException(spec.name(), AuditException.describe(e), e);
      }
    }
    return start(sinks, patience);
  }

  static AuditTrail start(List<Named> sinks, Patience patience) {
    AuditTrail trail = new AuditTrail(sinks, patience);
    trail.lanes.forEach(Lane::start);
    return trail;
  }

  private static Sink sink(SinkSpec spec, Dialer dialer) throws IOException {
    return switch (spec) {
      case SinkSpec.File file -> FileSink.open(file);
      case SinkSpec.Journald journald ->
          new DatagramSink(() -> dialer.dial(journald.socket(), DatagramSink.SEND), new Journal());
      case SinkSpec.Syslog syslog ->
          new DatagramSink(() -> dialer.dial(syslog.socket(), DatagramSink.SEND), new Syslog());
    };
  }

  private static void abandon(Named named) {
    try {
      named.sink().close();
    } catch (IOException _) {
      // nothing was written; the error that is thrown says what is wrong
    }
  }

  /**
   * Returns when every required sink has the entry for good (a file: fsync'ed). Blocks for at most
   * five seconds: for virtual threads.
   *
   * @throws AuditException when a required sink cannot take it: what was to happen must not
   */
  public void commit(Entry entry) throws AuditException {
    long deadline = System.nanoTime() + patience.commit().toNanos();
    reserve(deadline);
    List<CompletableFuture<Void>> waits = new ArrayList<>(required.size());
    for (Lane lane : lanes) {
      if (lane.required()) {
        waits.add(lane.await(entry));
      } else {
        lane.handOrCount(entry);
      }
    }
    for (int i = 0; i < waits.size(); i++) {
      await(required.get(i), waits.get(i), deadline);
    }
  }

  private void await(Lane lane, CompletableFuture<Void> wait, long deadline) throws AuditException {
    try {
      wait.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new AuditException(lane.name(), AuditException.describe(cause), cause);
    } catch (TimeoutException _) {
      wait.cancel(false);
      throw new AuditException(
          lane.name(), "did not take the record within " + patience.commit().toMillis() + " ms");
    } catch (InterruptedException _) {
      wait.cancel(false);
      Thread.currentThread().interrupt();
      throw new AuditException(lane.name(), "interrupted while it took the record");
    }
  }

  /**
   * Hands the entry over without waiting for the disk: for operations that only read. Waits for at
   * most two seconds where the queue of a required sink is full.
   *
   * @throws AuditException when there is still no room: what was to happen must not
   */
  public void offer(Entry entry) throws AuditException {
    reserve(System.nanoTime() + patience.offer().toNanos());
    hand(entry);
  }

  /**
   * Hands the entry over without waiting for anything: for event loops.
   *
   * @return false where a required sink has no room; then no sink got it
   */
  public boolean tryOffer(Entry entry) {
    if (closed) {
      return false;
    }
    for (int i = 0; i < required.size(); i++) {
      if (!required.get(i).reserve()) {
        unreserve(i);
        return false;
      }
    }
    hand(entry);
    return true;
  }

  /** A place in all queues that count, or in none. */
  private void reserve(long deadline) throws AuditException {
    if (closed) {
      throw new AuditException(lanes.getFirst().name(), "the trail is closed");
    }
    for (int i = 0; i < required.size(); i++) {
      Lane lane = required.get(i);
      String problem = "";
      try {
        if (!lane.reserve(Math.max(0, deadline - System.nanoTime()))) {
          problem = full(lane);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        problem = "interrupted while its queue was full";
      }
      if (!problem.isEmpty()) {
        unreserve(i);
        throw new AuditException(lane.name(), problem);
      }
    }
  }

  private static String full(Lane lane) {
    SinkHealth health = lane.health();
    return "its queue is full (%d records)%s"
        .formatted(health.queued(), health.healthy() ? "" : ": " + health.message());
  }

  private void unreserve(int first) {
    required.subList(0, first).forEach(Lane::unreserve);
  }

  private void hand(Entry entry) {
    for (Lane lane : lanes) {
      if (lane.required()) {
        lane.hand(entry);
      } else {
        lane.handOrCount(entry);
      }
    }
  }

  /** What one sink lost stands in the others; where there is no other, in the log only. */
  private boolean handToOthers(int self, Entry entry) {
    boolean taken = lanes.size() == 1;
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      if (i != self && lane.health().healthy() && lane.reserve()) {
        lane.hand(entry);
        taken = true;
      }
    }
    return taken;
  }

  /** One for each sink, in the order in which they were given. */
  public List<SinkHealth> health() {
    return lanes.stream().map(Lane::health).toList();
  }

  /** Writes what waits, for at most five seconds, and lets go of the sinks. */
  @Override
  public void close() {
    closed = true;
    lanes.forEach(Lane::beginClose);
    try {
      for (Lane lane : lanes) {
        lane.awaitClosed();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
