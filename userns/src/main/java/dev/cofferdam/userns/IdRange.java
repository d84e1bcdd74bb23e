package dev.cofferdam.userns;

/**
 * Neighbouring user or group ids of one namespace: {@code count} of them from {@code first} on.
 *
 * <p>Ids are the kernel's unsigned 32-bit ones. The last, 2^32−1, is none: it means "unchanged" to
 * chown(2) and "no such id" inside the kernel, which refuses it in a map.
 */
public record IdRange(long first, long count) {
  /** One more than the greatest id there is. */
  public static final long END_OF_IDS = 0xffff_ffffL;

  /**
   * @throws IllegalArgumentException if it is empty, or has what is no id
   */
  public IdRange {
    if (first < 0 || count < 1 || first > END_OF_IDS - count) {
      throw new IllegalArgumentException(
          "no range of ids: %d of them from %d on; ids are 0 to %d"
              .formatted(count, first, END_OF_IDS - 1));
    }
  }

  /** The range of one id. */
  public static IdRange only(long id) {
    return new IdRange(id, 1);
  }

  /** All from one id to another, both included. */
  public static IdRange between(long first, long last) {
    return new IdRange(first, last - first + 1);
  }

  public long last() {
    return first + count - 1;
  }

  /** The id after the last one, which need not be one. */
  public long end() {
    return first + count;
  }

  public boolean contains(long id) {
    return first <= id && id < end();
  }

  public boolean overlaps(IdRange other) {
    return first < other.end() && other.first < end();
  }

  /** As people read it: {@code 524288–589823}. */
  @Override
  public String toString() {
    return count == 1 ? Long.toString(first) : first + "–" + last();
  }
}
