package dev.cofferdam.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: reads one request at a time, and has a {@link Transaction} of its own
 * for each. All state belongs to the connection's event loop; the methods that the pipeline calls
 * say so and hand over.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
  private static final long PAUSE_MILLIS = 1_000;

  private final Gateway gateway;
  private final EpollDomainSocketChannel channel;
  private final PeerIdentity peer;
  private final EngineLink link;
  private final Inbox inbox;
  private final Following following = new Following();
  private final Transaction.Client client = new Client();

  private @Nullable Transaction current;
  private boolean lingering;
  private boolean draining;
  private boolean clientGone;

  ClientConnection(Gateway gateway, EpollDomainSocketChannel channel, PeerIdentity peer) {
    this.gateway = gateway;
    this.channel = channel;
    this.peer = peer;
    this.link = new EngineLink(channel.eventLoop(), gateway.engineSocket(), new FromEngine());
    this.inbox = new Inbox(channel, this::receive);
  }

  PeerIdentity peer() {
    return peer;
  }

  // ---- from the client ----

  @Override
  public void channelActive(ChannelHandlerContext context) {
    gateway.sessions().opened(this);
    context.pipeline().get(StrictRequestDecoder.class).decodeWhile(inbox::mayDecode);
    inbox.want();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    inbox.add(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    link.flush();
  }

  private void receive(Object message) {
    if (lingering || !(message instanceof HttpObject object)) {
      ReferenceCountUtil.release(message);
      inbox.want();
      return;
    }
    DecoderResult result = object.decoderResult();
    Transaction serving = current;
    if (result.isFailure()) {
      ReferenceCountUtil.release(message);
      undecodable(Framing.undecodable(result));
    } else if (message instanceof HttpRequest head) {
      if (serving == null && !following.isHeld()) {
        start(head);
      } else {
        following.head(head); // pipelined: its turn comes when the one before it is on record
      }
    } else if (message instanceof HttpContent content) {
      if (serving == null) {
        content.release();
      } else {
        serving.content(content);
      }
    }
  }

  private void start(HttpRequest head) {
    channel.pipeline().get(HeadTimer.class).done();
    Exchange exchange =
        new Exchange(gateway.ids().next(), head, this, gateway.memory().share(peer.uid()));
    Transaction begun = new Transaction(gateway, channel, link, client, exchange);
    current = begun;
    begun.begin();
  }

  /**
   * Bytes that are no HTTP: instead of a request, after one whose answer is still to come, or in a
   * body.
   */
  private void undecodable(Refusal refusal) {
    Transaction serving = current;
    if (following.isHeld() || (serving != null && serving.body().complete())) {
      following.undecodable(refusal);
    } else if (serving == null) {
      lingering = true;
      gateway.refuseUndecodable(this, refusal);
    } else {
      serving.undecodable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    // As for the engine, a client that ends its side of an HTTP request has given up on the answer.
    // Before a tunnel it only has nothing to say: Tunnel passes that on.
    if (event instanceof ChannelInputShutdownEvent) {
      Transaction serving = current;
      if (serving == null || !serving.mayBecomeTunnel()) {
        context.close();
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    link.reading(channel.isWritable());
    Transaction serving = current;
    if (serving != null) {
      serving.reading(channel.isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    clientGone = true;
    inbox.release();
    following.drop();
    Transaction serving = current;
    if (serving == null) {
      link.close();
    } else {
      serving.gone();
    }
    gateway.sessions().closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Log.connection(cause);
    context.close();
  }

  // ---- from the pipeline, on whatever thread it is ----

  /** Reads of the body, waiting for it. */
  <T> T read(BiConsumer<RequestBody, CompletableFuture<T>> how)
      throws BodyException, InterruptedException {
    return RequestBody.await(channel, this::receiving, how);
  }

  private @Nullable RequestBody receiving() {
    Transaction serving = current;
    return clientGone || serving == null ? null : serving.body();
  }

  /** Sends a decided request to the engine. */
  void forward(Exchange exchange, Forwarding forwarding) {
    onEventLoop(() -> {
      Transaction serving = serving(exchange);
      if (serving == null) {
        exchange.settle();
        return;
      }
      try {
        serving.forward(forwarding);
      } catch (RuntimeException fault) {
        Log.unexpected("forwarding " + exchange.id(), fault);
        abandonNow(exchange);
      }
    });
  }

  /** The transaction of this exchange, unless it is over. */
  private @Nullable Transaction serving(Exchange exchange) {
    Transaction serving = current;
    return serving != null && serving.isOf(exchange) ? serving : null;
  }

  /** Ends a request that a fault of ours left undecided, or its answer unwritten. */
  void abandon(Exchange exchange) {
    onEventLoop(() -> abandonNow(exchange));
  }

  private void abandonNow(Exchange exchange) {
    Transaction serving = serving(exchange);
    if (serving != null) {
      serving.abandon();
    }
    channel.close();
  }

  /**
   * Says to the client what the engine will not be asked. Who asks too often is told so after a
   * pause, in which his connection takes no other request: a flood of refusals, each of which is
   * recorded, gets no faster than that.
   */
  void answer(Exchange exchange, Answer answer) {
    if (answer.retryAfter() > 0) {
      channel
          .eventLoop()
          .schedule(() -> answerNow(exchange, answer), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      onEventLoop(() -> answerNow(exchange, answer));
    }
  }

  private void answerNow(Exchange exchange, Answer answer) {
    Transaction serving = serving(exchange);
    if (serving != null) {
      serving.answer(answer);
    }
  }

  private void onEventLoop(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
    } else {
      channel.eventLoop().execute(task);
    }
  }

  /** For bytes that never became a request. */
  void answerAndHangUp(Answer answer) {
    onEventLoop(() -> {
      channel.write(answer.http(HttpMethod.GET, true), channel.voidPromise());
      client.linger();
    });
  }

  // ---- from the transaction ----

  private final class Client implements Transaction.Client {
    @Override
    public void want() {
      inbox.want();
    }

    @Override
    public boolean draining() {
      return draining;
    }

    @Override
    public void over(boolean hangUp) {
      current = null;
      following.hold();
      lingering |= hangUp;
    }

    @Override
    public void recorded() {
      onEventLoop(ClientConnection.this::next);
    }

    @Override
    public void linger() {
      lingering = true;
      Linger.on(channel);
      inbox.want();
    }

    @Override
    public void tunnel(Exchange exchange, HttpResponse head) {
      current = null;
      new TunnelOpening(gateway, channel, link, inbox)
          .open(exchange, head, ClientConnection.this, following.drop());
    }
  }

  private void next() {
    HttpRequest waiting = following.takeHead();
    Refusal undecodable = following.takeUndecodable();
    if (lingering) {
      ReferenceCountUtil.release(waiting);
      inbox.want();
    } else if (draining) {
      channel.close();
    } else if (waiting != null) {
      start(waiting);
    } else if (undecodable != null) {
      lingering = true;
      gateway.refuseUndecodable(this, undecodable);
    } else if (channel.isInputShutdown()) {
      channel.close();
    } else {
      HeadTimer.idle(channel);
      inbox.want();
    }
  }

  // ---- from the engine ----

  /** It answers the transaction under way, if there is one still. */
  private final class FromEngine implements EngineLink.Events {
    private @Nullable Transaction asking() {
      Transaction serving = current;
      return serving != null && serving.asksEngine() ? serving : null;
    }

    @Override
    public void engineHead(HttpResponse head) {
      Transaction serving = asking();
      if (serving != null) {
        serving.engineHead(head);
      }
    }

    @Override
    public void engineContent(HttpContent content) {
      Transaction serving = asking();
      if (serving == null) {
        content.release();
      } else {
        serving.engineContent(content);
      }
    }

    @Override
    public void engineFlush() {
      channel.flush();
    }

    @Override
    public void engineWritable() {
      Transaction serving = asking();
      if (serving != null) {
        serving.body().resume();
      }
    }

    @Override
    public void engineGone(String why) {
      Transaction serving = asking();
      if (serving != null) {
        serving.engineGone(why);
      }
    }
  }

  // ---- shutdown ----

  /** Takes no further request; an answer or stream under way goes on. */
  void drain() {
    onEventLoop(() -> {
      draining = true;
      if (current == null && channel.pipeline().context(this) != null) {
        channel.close();
      }
    });
  }

  void close() {
    channel.close();
  }
}
