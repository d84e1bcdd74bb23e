package dev.cofferdam.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the engine that belongs to one client connection. It lives on the client's
 * event loop, so that no byte of a stream changes threads, and is opened with the first request
 * that needs it.
 */
final class EngineLink implements Upstream {
  /** What comes back from the engine, in order, on the event loop. */
  interface Events {
    void engineHead(HttpResponse head);

    /** The receiver releases it. */
    void engineContent(HttpContent content);

    void engineFlush();

    /** The engine takes more bytes again. */
    void engineWritable();

    /** No answer will come, or no more of it. */
    void engineGone(String why);
  }

  static final int RECEIVE_BUFFER = 256 * 1024;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private final EventLoop loop;
  private final Path engine;
  private final Events events;
  private final Queue<HttpObject> beforeConnected = new ArrayDeque<>();
  private @Nullable Channel channel;
  private boolean connected;

  EngineLink(EventLoop loop, Path engine, Events events) {
    this.loop = loop;
    this.engine = engine;
    this.events = events;
  }

  @Override
  public void write(HttpObject part) {
    Channel open = channel;
    boolean gone = open == null || (connected && !open.isActive());
    if (gone && part instanceof HttpRequest) {
      open = connect();
    } else if (gone) {
      ReferenceCountUtil.release(part); // the rest of a request whose connection has ended
      return;
    }
    if (connected && open != null) {
      open.write(part, open.voidPromise());
    } else {
      beforeConnected.add(part);
    }
  }

  @Override
  public void flush() {
    if (connected && channel != null) {
      channel.flush();
    }
  }

  /** False while connecting. */
  @Override
  public boolean writable() {
    return connected && channel != null && channel.isWritable();
  }

  @Override
  public void reading(boolean on) {
    if (channel != null) {
      channel.config().setAutoRead(on);
    }
  }

  @Override
  public void close() {
    Channel open = channel;
    forget();
    if (open != null) {
      open.close();
    }
  }

  /** Nobody waits any more for the answer that is due; it closes when that has come. */
  @Override
  public void closeAfterAnswer(Runnable answered) {
    Channel open = channel;
    boolean asked = connected;
    forget();
    if (open == null || !asked || !open.isActive()) {
      if (open != null) {
        open.close();
      }
      answered.run();
      return;
    }
    open.pipeline().replace(Receiver.class, "last", new LastAnswer(answered));
    open.config().setAutoRead(true);
  }

  /** Hands the connection over to a tunnel; the link forgets it. */
  Channel detach() {
    Channel open = channel;
    if (open == null) {
      throw new IllegalStateException("no connection to detach");
    }
    open.pipeline().remove(Receiver.class);
    forget();
    return open;
  }

  private void forget() {
    channel = null;
    connected = false;
    beforeConnected.forEach(ReferenceCountUtil::release);
    beforeConnected.clear();
  }

  private Channel connect() {
    connected = false;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainSocketChannel.class)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .option(ChannelOption.RECVBUF_ALLOCATOR, Buffers.receive())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Buffers.waterMark())
            .handler(
                new ChannelInitializer<EpollDomainSocketChannel>() {
                  @Override
                  protected void initChannel(EpollDomainSocketChannel opened) {
                    opened.pipeline().addLast(codec(), new Receiver());
                  }
                });
    ChannelFuture connecting = bootstrap.connect(new DomainSocketAddress(engine.toFile()));
    channel = connecting.channel();
    connecting.addListener(done -> {
      if (!connecting.channel().equals(channel)) {
        connecting.channel().close(); // the client has gone meanwhile
      } else if (done.isSuccess()) {
        onConnected();
      } else {
        forget();
        events.engineGone("cannot connect to " + engine + ": " + reason(done.cause()));
      }
    });
    return connecting.channel();
  }

  private void onConnected() {
    Channel open = channel;
    if (open == null) {
      return;
    }
    connected = true;
    for (HttpObject part; (part = beforeConnected.poll()) != null; ) {
      open.write(part, open.voidPromise());
    }
    open.flush();
    events.engineWritable();
  }

  static String reason(@Nullable Throwable cause) {
    String message = cause == null ? null : cause.getMessage();
    return message == null ? "unknown reason" : message;
  }

  static HttpClientCodec codec() {
    return new HttpClientCodec(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(StrictRequestDecoder.MAX_LINE)
            .setMaxHeaderSize(StrictRequestDecoder.MAX_HEADERS)
            .setMaxChunkSize(StrictRequestDecoder.MAX_CHUNK),
        HttpClientCodec.DEFAULT_PARSE_HTTP_AFTER_CONNECT_REQUEST,
        HttpClientCodec.DEFAULT_FAIL_ON_MISSING_RESPONSE);
  }

  /** Gives what the engine sends to {@link Events}. */
  private final class Receiver extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!context.channel().equals(channel)) {
        ReferenceCountUtil.release(message);
      } else if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
        ReferenceCountUtil.release(message);
        close();
        events.engineGone("the engine's answer is no well-formed HTTP");
      } else {
        if (message instanceof HttpResponse head) {
          events.engineHead(head);
        }
        if (message instanceof HttpContent content) {
          events.engineContent(content);
        }
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      if (context.channel().equals(channel)) {
        events.engineFlush();
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (context.channel().equals(channel) && context.channel().isWritable()) {
        events.engineWritable();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        context.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (context.channel().equals(channel)) {
        forget();
        events.engineGone("the engine closed the connection");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (context.channel().equals(channel)) {
        close();
        events.engineGone(reason(cause));
      }
    }
  }

  /** Waits for an answer, whatever it is, and for the connection to end without one. */
  private static final class LastAnswer extends ChannelInboundHandlerAdapter {
    private final Runnable answered;

    LastAnswer(Runnable answered) {
      this.answered = answered;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      boolean done = message instanceof HttpResponse head && head.status().code() >= 200;
      ReferenceCountUtil.release(message);
      if (done) {
        context.close();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        context.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      answered.run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
