package dev.cofferdam.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The beginning of a body, which is kept until there is a decision. Memory is taken for a little of
 * it, which is enough for most, and then for as much as may ever be kept: whoever has that waits
 * for nobody. On the client's event loop only.
 */
final class KeptParts {
  /** So much may be kept before {@link ReadArchive#MOST_KEPT} is taken. */
  static final int LITTLE = 256 * 1024;

  /** However small the parts are. */
  private static final int BLOCK = 64 * 1024;

  private final EventLoop loop;
  private final MemoryBudget.Share memory;
  private final List<ByteBuf> blocks = new ArrayList<>();
  private long size;
  private long taken;
  private boolean over;

  KeptParts(EventLoop loop, MemoryBudget.Share memory) {
    this.loop = loop;
    this.memory = memory;
  }

  /**
   * Keeps some more, once there is room for it.
   *
   * @param then is told whether there was room
   */
  void add(byte[] part, Consumer<Boolean> then) {
    size += part.length;
    long needed = size <= LITTLE ? LITTLE : Math.max(size, ReadArchive.MOST_KEPT) + BLOCK;
    if (needed <= taken) {
      keep(part);
      then.accept(true);
      return;
    }
    memory.take(
        needed - taken,
        loop,
        enough -> {
          if (over) {
            return;
          }
          if (enough) {
            taken = needed;
            keep(part);
          }
          then.accept(enough);
        });
  }

  private void keep(byte[] part) {
    for (int at = 0; at < part.length; ) {
      if (blocks.isEmpty() || !blocks.getLast().isWritable()) {
        blocks.add(Unpooled.buffer(BLOCK, BLOCK));
      }
      ByteBuf block = blocks.getLast();
      int count = Math.min(part.length - at, block.writableBytes());
      block.writeBytes(part, at, count);
      at += count;
    }
  }

  /** All of it as one. */
  ByteBuf bytes() {
    return Unpooled.wrappedBuffer(blocks.toArray(ByteBuf[]::new));
  }

  /** Lets go of it: it went on, or never will. */
  void release() {
    over = true;
    blocks.clear();
    if (taken > 0) {
      memory.giveBack(taken);
      taken = 0;
    }
  }
}
