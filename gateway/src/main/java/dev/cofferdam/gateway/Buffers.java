package dev.cofferdam.gateway;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/**
 * How much a connection may hold: enough to keep a stream at full speed, little enough for hundreds
 * of them.
 */
final class Buffers {
  private static final int SMALLEST = 1024;
  private static final int FIRST = 4 * 1024;
  private static final int LARGEST = 256 * 1024;

  private Buffers() {}

  /** Grows with a stream's rate and shrinks when it idles. */
  static RecvByteBufAllocator receive() {
    return new AdaptiveRecvByteBufAllocator(SMALLEST, FIRST, LARGEST);
  }

  /** Reading from the one side stops when this much waits to be written to the other. */
  static WriteBufferWaterMark waterMark() {
    return new WriteBufferWaterMark(LARGEST / 2, 2 * LARGEST);
  }
}
