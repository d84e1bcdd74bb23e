package dev.cofferdam.policy;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The nearest of the possible words to one that was mistyped. */
final class Suggestion {
  private Suggestion() {}

  /** {@code ; did you mean "x"?}, or nothing where no word is near. */
  static String of(String word, Collection<String> possible) {
    return nearest(word, possible)
        .map(near -> "; did you mean " + Text.quoted(near) + "?")
        .orElse("");
  }

  static Optional<String> nearest(String word, Collection<String> possible) {
    if (word.length() > 64) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    int best = Math.max(1, word.length() / 4) + 1;
    Optional<String> nearest = Optional.empty();
    for (String candidate : possible) {
      int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  /** How many characters have to be changed, added, removed or swapped with the next. */
  private static int distance(String a, String b) {
    int[] twoAbove = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        row[j] = swapped ? Math.min(row[j], twoAbove[j - 2] + 1) : row[j];
      }
      twoAbove = above;
      above = row;
    }
    return above[b.length()];
  }
}
