package dev.cofferdam.seccomp;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What was probably meant by a name that is none. */
final class Spelling {
  private static final int MOST = 3;

  private Spelling() {}

  /** {@code (did you mean adjtimex or clock_adjtime?)}, or nothing. */
  static String suggestion(String name, Collection<String> known) {
    if (name.length() > 64) {
      return "";
    }
    String lower = name.toLowerCase(Locale.ROOT);
    int most = Math.max(1, name.length() / 3);
    record Near(String name, int distance) {}
    List<String> near =
        known.stream()
            .filter(each -> Math.abs(each.length() - lower.length()) <= most)
            .map(each -> new Near(each, distance(lower, each.toLowerCase(Locale.ROOT))))
            .filter(each -> each.distance() <= most)
            .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
            .limit(MOST)
            .map(Near::name)
            .toList();
    return near.isEmpty() ? "" : " (did you mean " + String.join(" or ", near) + "?)";
  }

  /** Characters to insert, leave out, replace, or to exchange with their neighbour. */
  private static int distance(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        distance[i][j] = i == 0 || j == 0 ? i + j : nearest(distance, a, b, i, j);
      }
    }
    return distance[a.length()][b.length()];
  }

  private static int nearest(int[][] distance, String a, String b, int i, int j) {
    int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
    boolean exchanged =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return exchanged ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
  }
}
