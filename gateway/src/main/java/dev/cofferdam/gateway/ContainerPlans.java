package dev.cofferdam.gateway;

import dev.cofferdam.gateway.EngineObjects.Missing;
import dev.cofferdam.state.Plan;
import dev.cofferdam.state.PlanStore;
import dev.cofferdam.state.RangeLedger;
import dev.cofferdam.state.StateException;
import dev.cofferdam.userns.IdRange;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** The plans of containers and the ranges that they have, as the runtime will find them. */
final class ContainerPlans {
  private final PlanStore store;
  private final RangeLedger ledger;
  private final OwnerConflicts conflicts;

  /** Two containers that claim the same files are planned one after the other. */
  private final ReentrantLock turns = new ReentrantLock();

  ContainerPlans(PlanStore store, RangeLedger ledger, EngineObjects objects) {
    this.store = store;
    this.ledger = ledger;
    this.conflicts = new OwnerConflicts(store, objects);
  }

  Optional<Plan> find(String container) throws StateException {
    return store.find(container);
  }

  /** Why there cannot be such a container beside those that exist. */
  Optional<String> conflict(NamespaceDraft draft) throws EngineException, StateException {
    return conflicts.of(draft);
  }

  /**
   * Makes the plan of a container that exists by now.
   *
   * @return why there can be none; then the container has to go, and be forgotten
   */
  Optional<String> write(String container, NamespaceDraft draft) {
    turns.lock();
    try {
      Optional<String> conflict = conflicts.of(draft);
      if (conflict.isPresent()) {
        return conflict;
      }
      Optional<IdRange> range =
          draft.needsRange() ? Optional.of(ledger.allocate(container)) : Optional.empty();
      store.write(draft.plan(container, range));
      return Optional.empty();
    } catch (StateException | EngineException failed) {
      Log.warn("container " + container + " has no plan", failed);
      return Optional.of(String.valueOf(failed.getMessage()));
    } finally {
      turns.unlock();
    }
  }

  /** Of a container that is gone. What cannot be removed now is when all are looked through. */
  void forget(String container) {
    try {
      store.remove(container);
    } catch (StateException later) {
      Log.warn("the plan of container " + container + " is left behind", later);
    }
    try {
      ledger.release(container);
    } catch (StateException later) {
      Log.warn("the range of container " + container + " is left behind", later);
    }
  }

  /** Who has what: empty where it is a container that nobody knows any more. */
  static Optional<String> name(EngineObjects objects, String container) throws EngineException {
    try {
      return Optional.of(objects.container(container).name());
    } catch (Missing gone) {
      return Optional.empty();
    }
  }
}
