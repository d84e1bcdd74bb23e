package dev.cofferdam.gateway;

/**
 * The memory that a connection takes for the heads of its requests. Small ones are free; what its
 * largest takes is taken from the budget until the connection ends, for the decoder keeps a buffer
 * of the longest line. On the connection's event loop only.
 */
final class HeadRoom {
  /** A head is well-formed, and there is no room for it. */
  static final class Lacking extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lacking() {
      super(MemoryBudget.NO_ROOM);
    }
  }

  /** Bytes of a head that every connection may have. */
  static final int FREE = 4 * 1024;

  /** As a line, as its parts, and as a request that waits for its turn. */
  private static final int COPIES = 3;

  private final MemoryBudget.Share memory;
  private long taken;

  HeadRoom(MemoryBudget.Share memory) {
    this.memory = memory;
  }

  /** Whether there is room for a head of so many bytes; what is missing is taken. */
  boolean isFor(long bytes) {
    long needed = bytes <= FREE ? 0 : COPIES * bytes;
    if (needed > taken && !memory.tryTake(needed - taken)) {
      return false;
    }
    taken = Math.max(taken, needed);
    return true;
  }
}
