package dev.cofferdam.userns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * What {@code /proc/PID/uid_map} or {@code gid_map} says: which id outside a user namespace an id
 * inside is. No id is in two extents, inside or outside; an empty map is that of no namespace of
 * its own.
 *
 * @param extents in the order of the ids inside
 */
public record IdMap(List<Extent> extents) {
  /** No map at all. */
  public static final IdMap NONE = new IdMap(List.of());

  /** Since 4.15 (UID_GID_MAP_MAX_EXTENTS). */
  private static final int MOST_EXTENTS = 340;

  /** The kernel takes a map in one write of less than a page. */
  private static final int MOST_BYTES = 4095;

  /**
   * @throws IllegalArgumentException if the kernel would refuse it
   */
  public IdMap {
    if (extents.size() > MOST_EXTENTS) {
      throw new IllegalArgumentException(
          "a map of %d extents; the kernel takes %d".formatted(extents.size(), MOST_EXTENTS));
    }
    // Loops and no streams: maps are made in the first milliseconds of a container's runtime.
    Extent[] sorted = extents.toArray(new Extent[0]);
    if (sorted.length > 1) {
      Arrays.sort(sorted, Comparator.comparingLong(Extent::outside));
      for (int i = 1; i < sorted.length; i++) {
        refuseOverlap(sorted[i - 1].outsideRange(), sorted[i].outsideRange(), "outside");
      }
      Arrays.sort(sorted, Comparator.comparingLong(Extent::inside));
      for (int i = 1; i < sorted.length; i++) {
        refuseOverlap(sorted[i - 1].insideRange(), sorted[i].insideRange(), "inside");
      }
    }
    extents = List.of(sorted);
    if (text(extents).length() > MOST_BYTES) {
      throw new IllegalArgumentException(
          "a map of more than %d bytes, which is all that the kernel takes".formatted(MOST_BYTES));
    }
  }

  private static void refuseOverlap(IdRange one, IdRange next, String where) {
    if (one.overlaps(next)) {
      throw new IllegalArgumentException(
          "a map has ids %s twice: in %s and in %s".formatted(where, one, next));
    }
  }

  public static IdMap of(Extent... extents) {
    return new IdMap(List.of(extents));
  }

  public boolean isEmpty() {
    return extents.isEmpty();
  }

  /** Empty where the id is not mapped; in the kernel it then shows as 65534. */
  public OptionalLong toOutside(long inside) {
    for (Extent extent : extents) {
      if (extent.insideRange().contains(inside)) {
        return OptionalLong.of(inside - extent.inside() + extent.outside());
      }
    }
    return OptionalLong.empty();
  }

  /** The way back of {@link #toOutside}. */
  public OptionalLong toInside(long outside) {
    for (Extent extent : extents) {
      if (extent.outsideRange().contains(outside)) {
        return OptionalLong.of(outside - extent.outside() + extent.inside());
      }
    }
    return OptionalLong.empty();
  }

  /** What is written to {@code /proc/PID/uid_map}, in one write. */
  public String text() {
    return text(extents);
  }

  private static String text(List<Extent> extents) {
    StringBuilder text = new StringBuilder();
    for (Extent extent : extents) {
      text.append(extent.inside()).append(' ');
      text.append(extent.outside()).append(' ');
      text.append(extent.count()).append('\n');
    }
    return text.toString();
  }

  /**
   * Reads what the kernel writes: three numbers a line, with any spaces between.
   *
   * @throws UsernsException if it is not that, or no map; with the line
   */
  public static IdMap parse(String text) throws UsernsException {
    List<Extent> extents = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.isEmpty()) {
        continue;
      }
      String[] words = line.strip().split("[ \t]+", -1);
      if (words.length != 3) {
        throw malformed(number, "three numbers are needed");
      }
      try {
        extents.add(new Extent(id(words[0]), id(words[1]), id(words[2])));
      } catch (IllegalArgumentException e) {
        throw malformed(number, String.valueOf(e.getMessage()));
      }
    }
    try {
      return new IdMap(extents);
    } catch (IllegalArgumentException e) {
      throw new UsernsException("no map of ids: " + e.getMessage());
    }
  }

  private static long id(String word) {
    return Decimal.parse(word)
        .orElseThrow(() -> new IllegalArgumentException("an id is a number of 32 bits"));
  }

  private static UsernsException malformed(int line, String problem) {
    return new UsernsException("no map of ids: line %d: %s".formatted(line, problem));
  }
}
