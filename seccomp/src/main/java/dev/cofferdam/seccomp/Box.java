package dev.cofferdam.seccomp;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A set of calls: for each of the sixteen words, the values that it may have, in any combination.
 * None of them is empty.
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Box(int[][] words) {
  /** The calls for which a comparison comes to this. */
  Optional<Box> where(WordTest test, boolean holds) {
    int[] values = words[test.word()];
    int[] left = new int[values.length];
    int count = 0;
    for (int value : values) {
      if (test.holds(value) == holds) {
        left[count++] = value;
      }
    }
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(count == values.length ? this : with(test.word(), left, count));
  }

  private Box with(int word, int[] values, int count) {
    int[][] changed = words.clone();
    changed[word] = Arrays.copyOf(values, count);
    return new Box(changed);
  }

  /** The call with the first value of each word. */
  SeccompData first() {
    int[] values = new int[words.length];
    Arrays.setAll(values, word -> words[word][0]);
    return SeccompData.ofWords(values);
  }

  /** The call with the last value of each word. */
  SeccompData last() {
    int[] values = new int[words.length];
    Arrays.setAll(values, word -> words[word][words[word].length - 1]);
    return SeccompData.ofWords(values);
  }

  SeccompData any(RandomGenerator random) {
    int[] values = new int[words.length];
    Arrays.setAll(values, word -> words[word][random.nextInt(words[word].length)]);
    return SeccompData.ofWords(values);
  }
}
