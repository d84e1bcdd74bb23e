package dev.cofferdam.userns;

/**
 * One line of a map: {@code count} ids from {@code inside} on in a namespace are those from {@code
 * outside} on around it. See user_namespaces(7).
 */
public record Extent(long inside, long outside, long count) {
  /**
   * @throws IllegalArgumentException if it is empty, or has what is no id
   */
  public Extent {
    var _ = new IdRange(inside, count);
    var _ = new IdRange(outside, count);
  }

  public IdRange insideRange() {
    return new IdRange(inside, count);
  }

  public IdRange outsideRange() {
    return new IdRange(outside, count);
  }
}
