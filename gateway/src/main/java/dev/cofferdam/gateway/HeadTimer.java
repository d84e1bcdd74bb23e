package dev.cofferdam.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections on which a request's head began and does not become complete (hazard F8). It
 * sits before the decoder; {@link #done} tells it that the decoder has one.
 */
final class HeadTimer extends ChannelInboundHandlerAdapter {
  static final int SECONDS = 20;

  private @Nullable ScheduledFuture<?> deadline;
  private boolean inBody;

  @Override
  public void channelActive(ChannelHandlerContext context) {
    start(context);
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (deadline == null && !inBody) {
      start(context);
    }
    context.fireChannelRead(message);
  }

  private void start(ChannelHandlerContext context) {
    deadline = context.executor().schedule(() -> context.close(), SECONDS, TimeUnit.SECONDS);
  }

  /** A head is complete; what follows until {@link #idle} is its body or a stream. */
  void done() {
    inBody = true;
    stop();
  }

  /** The next bytes on a connection begin a new head. */
  static void idle(Channel channel) {
    HeadTimer timer = channel.pipeline().get(HeadTimer.class);
    if (timer != null) {
      timer.inBody = false;
    }
  }

  private void stop() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    stop();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stop();
    context.fireChannelInactive();
  }
}
