package dev.cofferdam.gateway;

import dev.cofferdam.state.Moment;
import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.state.RangeLedger;
import dev.cofferdam.state.StateException;
import dev.cofferdam.userns.IdRange;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Takes back what containers had that the engine no longer has: their plans and their ranges. Once
 * when the gateway starts, then when a container was removed through it, and every minute for what
 * goes otherwise.
 */
final class Reconciliation implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** So that many removals one after the other ask the engine once. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final PlanStore store;
  private final RangeLedger ledger;
  private final OwnContainers containers;
  private final Semaphore wanted = new Semaphore(1);
  private final Thread thread;

  Reconciliation(PlanStore store, RangeLedger ledger, OwnContainers containers) {
    this.store = store;
    this.ledger = ledger;
    this.containers = containers;
    this.thread = Thread.ofVirtual().name("reconciliation").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** A container may have gone. */
  void soon() {
    wanted.release();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        boolean _ = wanted.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        wanted.drainPermits();
        try {
          now();
        } catch (StateException | EngineException later) {
          Log.warn("ranges of containers that are gone are not taken back yet", later);
        } catch (RuntimeException fault) {
          Log.unexpected("taking back ranges", fault);
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is there is listed before the engine is asked: what it makes meanwhile stays. */
  void now() throws EngineException, StateException {
    List<String> planned = store.list();
    Moment moment = ledger.moment();
    Map<String, IdRange> ranges = ledger.allocations();
    if (planned.isEmpty() && ranges.isEmpty()) {
      return;
    }
    Set<String> existing = Set.copyOf(containers.all());
    Set<IdRange> used = new HashSet<>();
    for (String id : planned) {
      if (existing.contains(id)) {
        store
            .givingOfVolumes(id)
            .ifPresent(report -> Log.info("volumes of container " + id + ": " + report));
        store.find(id).flatMap(Plan::range).ifPresent(used::add);
      } else {
        store.remove(id);
      }
    }
    Set<String> keeping = new HashSet<>(existing);
    // Whose namespaces others have joined is needed for its range as long as these are there.
    ranges.forEach((id, range) -> {
      if (used.contains(range)) {
        keeping.add(id);
      }
    });
    Set<String> gone = ledger.reconcile(keeping, moment);
    if (!gone.isEmpty()) {
      Log.info("ranges of ids were taken back: " + gone.size());
    }
  }

  /**
   * Gives plans the ranges that a ledger does not know, and looks whether somebody else has ids of
   * containers by now.
   *
   * @throws StateException if so
   */
  void check() throws StateException {
    Set<IdRange> known = new HashSet<>(ledger.allocations().values());
    for (String id : store.list()) {
      Optional<IdRange> range = store.find(id).flatMap(Plan::range);
      if (range.isPresent() && known.add(range.get())) {
        ledger.keep(id, range.get());
      }
    }
    ledger.check();
  }
}
