package dev.cofferdam.userns;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who has which slot of a pool, by container; each operation takes a few steps however many there
 * are. Slots are given in their order, from the one after the last that was given: so one that was
 * released is given again as late as can be, when files that still carry its ids are forgotten.
 *
 * <p>Not safe for threads.
 */
public final class Allocations {
  private final Pool pool;
  private final FreeSlots free;
  private final Map<String, IdRange> ranges = new HashMap<>();
  private final Map<Long, String> holders = new HashMap<>();
  private int next;

  public Allocations(Pool pool) {
    this.pool = pool;
    this.free = new FreeSlots(pool.slots());
    for (int slot = 0; slot < pool.slots(); slot++) {
      if (pool.isClaimed(slot)) {
        free.remove(slot);
      }
    }
  }

  /** What a container has, or gets from now on; nothing where the pool is used up. */
  public Optional<IdRange> allocate(String container) {
    IdRange had = ranges.get(container);
    if (had != null) {
      return Optional.of(had);
    }
    Optional<IdRange> candidate = candidate();
    candidate.ifPresent(range -> take(container, range));
    return candidate;
  }

  /** What the next new container would get. */
  public Optional<IdRange> candidate() {
    OptionalInt slot = free.next(next);
    return slot.isEmpty() ? Optional.empty() : Optional.of(pool.range(slot.getAsInt()));
  }

  /** Does not give a slot, which nobody has, to anyone. */
  public void withhold(IdRange range) {
    slotInPool(range).ifPresent(free::remove);
  }

  /**
   * Gives a container a certain slot, which need not be in the pool.
   *
   * @throws IllegalArgumentException if it is no slot, if another container has it, or if this
   *     container has one
   */
  public void take(String container, IdRange range) {
    Optional<String> obstacle = obstacle(container, range);
    if (obstacle.isPresent()) {
      throw new IllegalArgumentException(obstacle.get());
    }
    holders.put(range.first(), container);
    ranges.put(container, range);
    OptionalInt slot = slotInPool(range);
    if (slot.isPresent()) {
      free.remove(slot.getAsInt());
      goOnAfter(range.end());
    }
  }

  /** Why a container cannot be given a slot, in a sentence; nothing where it can. */
  public Optional<String> obstacle(String container, IdRange range) {
    if (range.count() != Maps.IDS || range.first() % Maps.IDS != 0) {
      return Optional.of("%s is no slot of %d ids".formatted(range, Maps.IDS));
    }
    IdRange had = ranges.get(container);
    if (had != null) {
      return Optional.of("container %s has the range %s".formatted(container, had));
    }
    String holder = holders.get(range.first());
    return holder == null
        ? Optional.empty()
        : Optional.of("the range %s is container %s's".formatted(range, holder));
  }

  /** Slots are given from this id on. */
  public void goOnAfter(long id) {
    int slot = pool.slotAt(id);
    next = slot == pool.slots() ? 0 : slot;
  }

  /** What a container had and has no longer, if anything. */
  public Optional<IdRange> release(String container) {
    IdRange range = ranges.remove(container);
    if (range == null) {
      return Optional.empty();
    }
    holders.remove(range.first());
    OptionalInt slot = slotInPool(range);
    if (slot.isPresent() && !pool.isClaimed(slot.getAsInt())) {
      free.add(slot.getAsInt());
    }
    return Optional.of(range);
  }

  public Optional<IdRange> find(String container) {
    return Optional.ofNullable(ranges.get(container));
  }

  /** Which container an id of the host is in. */
  public Optional<String> holder(long id) {
    return Optional.ofNullable(holders.get(id - id % Maps.IDS));
  }

  /** All of them; a view. */
  public Map<String, IdRange> ranges() {
    return Collections.unmodifiableMap(ranges);
  }

  private OptionalInt slotInPool(IdRange range) {
    int slot = pool.slotAt(range.first());
    return slot < pool.slots() && pool.range(slot).equals(range)
        ? OptionalInt.of(slot)
        : OptionalInt.empty();
  }
}
