package dev.cofferdam.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection without losing its last answer: a Unix socket that is closed with unread bytes
 * resets its peer, so what the client still sends is read and thrown away for a while.
 */
final class Linger {
  /** How long a client may take to read an answer while it is still sending. */
  private static final int SECONDS = 10;

  private Linger() {}

  /** Sends what is written and says that nothing follows; the caller goes on reading. */
  static void on(DuplexChannel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.shutdownOutput());
    var _ = channel.eventLoop().schedule(() -> channel.close(), SECONDS, TimeUnit.SECONDS);
  }
}
