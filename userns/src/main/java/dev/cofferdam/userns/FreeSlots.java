package dev.cofferdam.userns;

import java.util.BitSet;
import java.util.OptionalInt;

/**
 * A set of slots that finds the next one from any place in a few steps: a bit for each slot, and
 * one for each word of them that is not empty.
 */
final class FreeSlots {
  private final BitSet slots;
  private final BitSet words = new BitSet();

  FreeSlots(int size) {
    slots = new BitSet(size);
    slots.set(0, size);
    words.set(0, (size + Long.SIZE - 1) / Long.SIZE);
  }

  void add(int slot) {
    slots.set(slot);
    words.set(slot / Long.SIZE);
  }

  void remove(int slot) {
    slots.clear(slot);
    int word = slot / Long.SIZE;
    int next = slots.nextSetBit(word * Long.SIZE);
    if (next < 0 || next / Long.SIZE != word) {
      words.clear(word);
    }
  }

  /** The first at or after a slot, or else the first of all. */
  OptionalInt next(int from) {
    int found = atOrAfter(from);
    if (found < 0) {
      found = atOrAfter(0);
    }
    return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
  }

  private int atOrAfter(int from) {
    int word = from / Long.SIZE;
    if (words.get(word)) {
      int found = slots.nextSetBit(from);
      if (found >= 0 && found / Long.SIZE == word) {
        return found;
      }
    }
    int next = words.nextSetBit(word + 1);
    return next < 0 ? -1 : slots.nextSetBit(next * Long.SIZE);
  }
}
