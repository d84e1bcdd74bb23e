package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
import java.nio.ByteBuffer;

/**
 * An inspection that takes the memory that it needs from the budget. It does not wait: what it
 * inspects is on its way already, and an archive that needs much of it is made for that.
 */
final class MeteredInspection implements BodyInspection {
  /** There is no room for what it would have to remember. */
  static final class NoRoom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NoRoom() {
      super(MemoryBudget.NO_ROOM);
    }
  }

  private final BodyInspection inspection;
  private final MemoryBudget.Share memory;
  private long taken;

  MeteredInspection(BodyInspection inspection, MemoryBudget.Share memory) {
    this.inspection = inspection;
    this.memory = memory;
  }

  @Override
  public void feed(ByteBuffer part) {
    inspection.feed(part);
    settle();
  }

  @Override
  public ByteBuffer next() {
    ByteBuffer some = inspection.next();
    settle();
    return some;
  }

  private void settle() {
    long more = inspection.held() - taken;
    if (more > 0 && !memory.tryTake(more)) {
      throw new NoRoom();
    }
    if (more < 0) {
      memory.giveBack(-more);
    }
    taken += more;
  }

  @Override
  public void end() {
    inspection.end();
  }

  @Override
  public boolean isPlain() {
    return inspection.isPlain();
  }

  @Override
  public long held() {
    return inspection.held();
  }

  @Override
  public boolean knowsEnough() {
    return inspection.knowsEnough();
  }

  @Override
  public void close() {
    inspection.close();
  }
}
