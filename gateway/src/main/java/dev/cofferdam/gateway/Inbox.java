package dev.cofferdam.gateway;

import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Gives a connection's decoded messages to their receiver one at a time, and only when it asks.
 * Nothing more is decoded and read meanwhile: back-pressure. On the event loop only.
 */
final class Inbox {
  private final Channel channel;
  private final Consumer<Object> receiver;
  private final Queue<Object> waiting = new ArrayDeque<>();
  private boolean wanted;
  private boolean delivering;

  Inbox(Channel channel, Consumer<Object> receiver) {
    this.channel = channel;
    this.receiver = receiver;
  }

  /** A message came. */
  void add(Object message) {
    waiting.add(message);
    deliver();
  }

  /** The receiver is ready for one more. */
  void want() {
    wanted = true;
    deliver();
  }

  /** Iterates instead of recursing: a receiver asks for the next message while it handles one. */
  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      do {
        while (wanted && !waiting.isEmpty()) {
          wanted = false;
          receiver.accept(waiting.remove());
        }
        decodeMore();
      } while (wanted && !waiting.isEmpty());
    } finally {
      delivering = false;
    }
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  private void decodeMore() {
    StrictRequestDecoder decoder = channel.pipeline().get(StrictRequestDecoder.class);
    if (decoder != null && mayDecode()) {
      decoder.resume();
    }
  }

  /** Whether another message would be taken at once. */
  boolean mayDecode() {
    return wanted && waiting.isEmpty();
  }

  /** Whether all that was decoded was taken. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void release() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
