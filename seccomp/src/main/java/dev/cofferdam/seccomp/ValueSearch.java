package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The search for the smallest of some {@link Values}, bit by bit from the top, 0 before 1. At each
 * bit all that matters is whether the bits so far are those of a bound (then it still restricts the
 * next one) and which of the excluded patterns they still fit; from one such state the search never
 * fails twice. Bounds, and patterns of all bits, make few states. Patterns of any bits are the
 * clauses of a Boolean formula, so that a few dozen of them may take more {@link Work} than anybody
 * has.
 */
final class ValueSearch {
  private final Values values;
  private final List<Values.Pattern> excluded;
  private final Set<State> failed = new HashSet<>();
  private final Work work;

  private record State(int bit, boolean atLeast, boolean atMost, BitSet open) {}

  ValueSearch(Values values, Work work) {
    this.work = work;
    this.values = values;
    excluded = new ArrayList<>(values.excluded());
  }

  OptionalLong smallest() throws SeccompException {
    BitSet open = new BitSet();
    open.set(0, excluded.size());
    int top = Long.SIZE - 1 - Long.numberOfLeadingZeros(values.width().mask());
    return from(new State(top, true, true, open), 0);
  }

  /**
   * @param high the bits above the state's
   */
  private OptionalLong from(State state, long high) throws SeccompException {
    if (!state.atLeast && !state.atMost && state.open.isEmpty()) {
      return OptionalLong.of(high | (values.bits() & below(state.bit + 1)));
    }
    if (state.bit < 0) {
      return OptionalLong.of(high);
    }
    if (failed.contains(state)) {
      return OptionalLong.empty();
    }
    work.step(state.open.cardinality());
    for (long value = 0; value <= 1; value++) {
      if (!isPossible(state, value)) {
        continue;
      }
      BitSet open = stillOpen(state, value);
      if (isExcluded(state, open)) {
        continue;
      }
      boolean atLeast = state.atLeast && value == bit(values.least(), state.bit);
      boolean atMost = state.atMost && value == bit(values.most(), state.bit);
      OptionalLong found =
          from(new State(state.bit - 1, atLeast, atMost, open), high | (value << state.bit));
      if (found.isPresent()) {
        return found;
      }
    }
    failed.add(state);
    return OptionalLong.empty();
  }

  private boolean isPossible(State state, long value) {
    if (bit(values.known(), state.bit) == 1 && bit(values.bits(), state.bit) != value) {
      return false;
    }
    return !(state.atLeast && value < bit(values.least(), state.bit))
        && !(state.atMost && value > bit(values.most(), state.bit));
  }

  private BitSet stillOpen(State state, long value) {
    BitSet open = (BitSet) state.open.clone();
    for (int i = open.nextSetBit(0); i >= 0; i = open.nextSetBit(i + 1)) {
      Values.Pattern each = excluded.get(i);
      if (bit(each.mask(), state.bit) == 1 && bit(each.value(), state.bit) != value) {
        open.clear(i);
      }
    }
    return open;
  }

  /** Whether an excluded pattern fits wholly, with nothing left that could be different. */
  private boolean isExcluded(State state, BitSet open) {
    return open.stream().anyMatch(i -> (excluded.get(i).mask() & below(state.bit)) == 0);
  }

  private static long bit(long of, int bit) {
    return (of >>> bit) & 1;
  }

  private static long below(int bit) {
    return bit == Long.SIZE ? -1 : (1L << bit) - 1;
  }
}
