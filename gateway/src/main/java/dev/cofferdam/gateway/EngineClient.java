package dev.cofferdam.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own requests to the engine: what does this reference name, who owns it; and what a
 * client's request needs beforehand. Blocks its caller, which is a virtual thread; keeps a few
 * connections.
 */
final class EngineClient implements AutoCloseable {
  /** An answer, whatever its status. */
  record EngineAnswer(int status, byte[] body, String apiVersion) {
    boolean ok() {
      return status == 200;
    }
  }

  private static final int TIMEOUT_SECONDS = 30;
  private static final int MAX_ANSWER = 64 * 1024 * 1024;
  private static final int MAX_IDLE = 32;

  private final Path engine;
  private final Bootstrap bootstrap;
  private final ConcurrentLinkedDeque<Channel> idle = new ConcurrentLinkedDeque<>();

  EngineClient(EventLoopGroup loops, Path engine) {
    this.engine = engine;
    this.bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(EpollDomainSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
            .handler(
                new ChannelInitializer<EpollDomainSocketChannel>() {
                  @Override
                  protected void initChannel(EpollDomainSocketChannel opened) {
                    opened
                        .pipeline()
                        .addLast(
                            EngineLink.codec(),
                            new HttpObjectAggregator(MAX_ANSWER),
                            new AnswerHandler());
                  }
                });
  }

  Path engine() {
    return engine;
  }

  /**
   * @param target path and query, canonical
   */
  EngineAnswer get(String target) throws EngineException {
    try {
      return answer(target);
    } catch (RejectedExecutionException stopping) {
      throw new EngineException("the gateway is stopping", stopping);
    }
  }

  /**
   * Something that changes the engine: it is asked once, by a connection of its own.
   *
   * @param body JSON, or empty for none
   * @param fields of the head, beyond those that every request has
   * @param patienceSeconds until the answer has to be complete
   */
  EngineAnswer change(
      HttpMethod method,
      String target,
      byte[] body,
      Map<String, String> fields,
      int patienceSeconds)
      throws EngineException {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, method, target, Unpooled.wrappedBuffer(body));
    fields.forEach(request.headers()::set);
    if (body.length > 0) {
      request.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    }
    request.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    try {
      return ask(connect(), request, patienceSeconds);
    } catch (RejectedExecutionException stopping) {
      throw new EngineException("the gateway is stopping", stopping);
    }
  }

  private EngineAnswer answer(String target) throws EngineException {
    Channel reused = takeIdle();
    if (reused != null) {
      try {
        return ask(reused, question(target), TIMEOUT_SECONDS);
      } catch (EngineException stale) {
        // It may have been closed while it was idle; a question changes nothing, so it is asked
        // again.
      }
    }
    return ask(connect(), question(target), TIMEOUT_SECONDS);
  }

  private @Nullable Channel takeIdle() {
    for (Channel channel; (channel = idle.pollFirst()) != null; ) {
      if (channel.isActive()) {
        return channel;
      }
    }
    return null;
  }

  private Channel connect() throws EngineException {
    CompletableFuture<Channel> connecting = new CompletableFuture<>();
    bootstrap
        .connect(new DomainSocketAddress(engine.toFile()))
        .addListener(
            (ChannelFutureListener)
                done -> {
                  if (done.isSuccess()) {
                    connecting.complete(done.channel());
                  } else {
                    connecting.completeExceptionally(done.cause());
                  }
                });
    return await(connecting, TIMEOUT_SECONDS);
  }

  private static FullHttpRequest question(String target) {
    return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
  }

  private EngineAnswer ask(Channel channel, FullHttpRequest request, int patienceSeconds)
      throws EngineException {
    CompletableFuture<EngineAnswer> answer = new CompletableFuture<>();
    channel
        .eventLoop()
        .execute(() -> {
          AnswerHandler handler = channel.pipeline().get(AnswerHandler.class);
          handler.expect(answer);
          request.headers().set(HttpHeaderNames.HOST, "docker");
          channel
              .writeAndFlush(request)
              .addListener(written -> {
                if (!written.isSuccess()) {
                  answer.completeExceptionally(written.cause());
                }
              });
        });
    EngineAnswer received;
    try {
      received = await(answer, patienceSeconds);
    } catch (EngineException failed) {
      channel.close();
      throw failed;
    }
    if (channel.isActive() && idle.size() < MAX_IDLE) {
      idle.addFirst(channel);
    } else {
      channel.close();
    }
    return received;
  }

  private static <T> T await(CompletableFuture<T> future, int seconds) throws EngineException {
    try {
      return future.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new EngineException(EngineLink.reason(failed.getCause()), failed);
    } catch (TimeoutException late) {
      throw new EngineException("no answer within " + seconds + " s", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    for (Channel channel; (channel = idle.pollFirst()) != null; ) {
      channel.close();
    }
  }

  /** Completes the question that its connection carries. */
  private static final class AnswerHandler extends SimpleChannelInboundHandler<FullHttpResponse> {
    private @Nullable CompletableFuture<EngineAnswer> expected;

    void expect(CompletableFuture<EngineAnswer> answer) {
      expected = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      String version = response.headers().get("api-version");
      EngineAnswer answer =
          new EngineAnswer(
              response.status().code(),
              ByteBufUtil.getBytes(response.content()),
              version == null ? "" : version);
      if (!HttpUtil.isKeepAlive(response)) {
        context.close();
      }
      complete(answer);
    }

    private void complete(EngineAnswer answer) {
      CompletableFuture<EngineAnswer> waiting = expected;
      expected = null;
      if (waiting != null) {
        waiting.complete(answer);
      }
    }

    private void fail(Throwable cause) {
      CompletableFuture<EngineAnswer> waiting = expected;
      expected = null;
      if (waiting != null) {
        waiting.completeExceptionally(cause);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      fail(new EngineException("the engine closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail(cause);
      context.close();
    }
  }
}
