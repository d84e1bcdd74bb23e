package dev.cofferdam.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * A granted raw stream between a client and the engine: attach, exec, session. Both directions run
 * with back-pressure, close one at a time (hazard F10) and know no idle limit.
 */
final class Tunnel {
  /** Told once, when both sides are closed. */
  interface Ended {
    void ended(long bytesFromClient, long bytesFromEngine);
  }

  private final Ended ended;
  private long fromClient;
  private long fromEngine;
  private int open = 2;

  private Tunnel(Ended ended) {
    this.ended = ended;
  }

  /**
   * Starts relaying. Both channels are on one event loop, and their pipelines hold no codec that
   * still has a say. Nothing else reads from them after this.
   */
  static void start(DuplexChannel client, DuplexChannel engine, Ended ended) {
    Tunnel tunnel = new Tunnel(ended);
    client.pipeline().addLast(tunnel.new Side(engine, true));
    engine.pipeline().addLast(tunnel.new Side(client, false));
  }

  /** Lets bytes flow, after whatever the codecs still held was passed on. */
  static void flow(DuplexChannel client, DuplexChannel engine) {
    client.config().setAutoRead(true);
    engine.config().setAutoRead(true);
    if (client.isInputShutdown()) {
      client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    if (!client.isActive()) {
      engine.close();
    } else if (!engine.isActive()) {
      client.close();
    }
  }

  private final class Side extends ChannelInboundHandlerAdapter {
    private final DuplexChannel other;
    private final boolean isClient;
    private boolean over;

    Side(DuplexChannel other, boolean isClient) {
      this.other = other;
      this.isClient = isClient;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      if (!context.channel().isActive()) {
        finish();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!isClient && message instanceof LastHttpContent end && !end.content().isReadable()) {
        return; // the end of the engine's 101, decoded together with it
      }
      if (!(message instanceof ByteBuf bytes)) {
        // Nothing but bytes may pass; an HTTP object here would be a request that nobody decided
        // on.
        ReferenceCountUtil.release(message);
        context.close();
        return;
      }
      if (isClient) {
        fromClient += bytes.readableBytes();
      } else {
        fromEngine += bytes.readableBytes();
      }
      other.write(bytes, other.voidPromise());
      if (!other.isWritable()) {
        other.flush();
        if (!other.isWritable()) {
          context.channel().config().setAutoRead(false);
        }
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      other.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      other.config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        // shutdownOutput drops what is still queued, so it has to come after the last byte.
        other
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(written -> {
              if (other.isInputShutdown() || !written.isSuccess()) {
                other.close();
                context.close();
              } else {
                other.shutdownOutput();
              }
            });
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> other.close());
      finish();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }

    private void finish() {
      if (!over) {
        over = true;
        open--;
        if (open == 0) {
          ended.ended(fromClient, fromEngine);
        }
      }
    }
  }
}
