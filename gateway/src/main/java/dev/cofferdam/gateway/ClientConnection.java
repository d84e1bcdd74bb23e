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
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: reads one request at a time, has the pipeline decide on it, and then
 * relays it or answers itself. All state belongs to the connection's event loop; the methods that
 * the pipeline calls say so and hand over.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
  private static final long PAUSE_MILLIS = 1_000;

  private final Gateway gateway;
  private final EpollDomainSocketChannel channel;
  private final PeerIdentity peer;
  private final EngineLink link;
  private final Inbox inbox;
  private final Following following = new Following();

  private @Nullable Exchange current;
  private @Nullable RequestBody body;
  private @Nullable ResponseRelay response;
  private boolean awaitingEnd;
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
    if (result.isFailure()) {
      ReferenceCountUtil.release(message);
      undecodable(result);
    } else if (message instanceof HttpRequest head) {
      if (current == null) {
        start(head);
      } else {
        following.head(head); // pipelined: its turn comes when the answer before it is out
      }
    } else if (message instanceof HttpContent content) {
      onContent(content);
    }
  }

  private void start(HttpRequest head) {
    boolean hasBody = Framing.hasBody(head);
    Exchange exchange = new Exchange(gateway.ids().next(), head, hasBody, this);
    current = exchange;
    channel.pipeline().get(HeadTimer.class).done();
    body =
        new RequestBody(
            channel, inbox::want, gateway.bodies(), hasBody, HttpUtil.is100ContinueExpected(head));
    gateway.sessions().began();
    if (hasBody) {
      gateway.decide(exchange);
    } else {
      awaitingEnd = true;
      inbox.want();
    }
  }

  private void onContent(HttpContent content) {
    Exchange exchange = current;
    RequestBody receiving = body;
    if (exchange == null || receiving == null) {
      content.release();
    } else if (awaitingEnd) {
      content.release();
      if (content instanceof LastHttpContent) {
        awaitingEnd = false;
        gateway.decide(exchange);
        watchForHangUp(exchange);
      }
    } else {
      receiving.accept(content);
      if (receiving.complete()) {
        watchForHangUp(exchange);
      }
    }
  }

  /**
   * With a request complete, what comes next is the client's next request or its end. A request
   * that may become a tunnel is the exception: the bytes after it are not HTTP.
   */
  private void watchForHangUp(Exchange exchange) {
    if (!exchange.asksForTunnel()) {
      inbox.want();
    }
  }

  /**
   * Bytes that are no HTTP: instead of a request, after one whose answer is still to come, or in a
   * body.
   */
  private void undecodable(DecoderResult result) {
    Exchange exchange = current;
    RequestBody receiving = body;
    if (exchange == null || receiving == null) {
      lingering = true;
      gateway.refuseUndecodable(this, Framing.undecodable(result));
    } else if (receiving.complete()) {
      following.undecodable(Framing.undecodable(result));
    } else if (receiving.malformed()) {
      cut(exchange, RequestBody.MALFORMED);
    }
  }

  /** Ends a request whose body may not go on; the engine is left with a part of it. */
  void cut(Exchange exchange, String why) {
    ResponseRelay relay = response;
    link.close();
    if (relay != null && relay.begun()) {
      channel.close();
    } else {
      answerNow(exchange, new Answer(400, why, "refused", true));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    // As for the engine, a client that ends its side of an HTTP request has given up on the answer.
    // Before a tunnel it only has nothing to say: Tunnel passes that on.
    if (event instanceof ChannelInputShutdownEvent) {
      Exchange exchange = current;
      if (exchange == null || !mayBecomeTunnel(exchange)) {
        context.close();
      }
    }
  }

  /** A guess until the request was decided on, then what its route says. */
  private boolean mayBecomeTunnel(Exchange exchange) {
    return response == null ? exchange.asksForTunnel() : exchange.mayBeTakenOver();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    link.reading(channel.isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    clientGone = true;
    if (current != null && response != null) {
      current.settleOnAnswer(link);
    } else {
      link.close();
    }
    inbox.release();
    following.drop();
    RequestBody receiving = body;
    if (receiving != null) {
      receiving.gone();
    }
    ResponseRelay relay = response;
    if (relay != null) {
      relay.release();
      conclude(relay.status(), "aborted", "the client went away");
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
    return RequestBody.await(channel, () -> clientGone ? null : body, how);
  }

  /** Sends a decided request to the engine. */
  void forward(Exchange exchange, Forwarding forwarding) {
    onEventLoop(() -> {
      try {
        forwardNow(exchange, forwarding);
      } catch (RuntimeException fault) {
        Log.unexpected("forwarding " + exchange.id(), fault);
        abandonNow(exchange);
      }
    });
  }

  /** Ends a request that a fault of ours left undecided, or its answer unwritten. */
  void abandon(Exchange exchange) {
    onEventLoop(() -> abandonNow(exchange));
  }

  private void abandonNow(Exchange exchange) {
    if (exchange == current) {
      lingering = true;
      conclude(0, "failed", "the gateway failed; its log says why");
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
      linger();
    });
  }

  // ---- to the engine ----

  private void forwardNow(Exchange exchange, Forwarding forwarding) {
    RequestBody receiving = body;
    if (exchange != current || receiving == null) {
      exchange.settle();
      return;
    }
    if (clientGone || !channel.isActive()) {
      conclude(0, "aborted", "the client went away before the engine was asked");
      return;
    }
    response =
        new ResponseRelay(
            channel,
            forwarding,
            exchange.head().method().name().equals("HEAD"),
            closesAfter(exchange),
            this::responded);
    if (forwarding.body().streams() && receiving.isBroken()) {
      cut(exchange, RequestBody.MALFORMED);
      return;
    }
    UpstreamRequest.send(link, exchange, forwarding, receiving);
    if (exchange.asksForTunnel() && !exchange.mayBeTakenOver() && receiving.complete()) {
      if (channel.isInputShutdown()) {
        channel.close(); // it hung up while a tunnel still seemed possible
      } else {
        inbox.want();
      }
    }
  }

  private boolean closesAfter(Exchange exchange) {
    return draining || !HttpUtil.isKeepAlive(exchange.head());
  }

  private final class FromEngine implements EngineLink.Events {
    @Override
    public void engineHead(HttpResponse head) {
      ResponseRelay relay = response;
      Exchange exchange = current;
      if (relay == null || exchange == null || head.status().code() == 100) {
        return;
      }
      exchange.settle();
      if (UpstreamRequest.opensTunnel(exchange, head)) {
        openTunnel(exchange, relay, head);
      } else if (head.status().code() == 101) {
        link.close();
        engineGone("the engine switched protocols on a request that was not granted that");
      } else {
        relay.head(head);
      }
    }

    @Override
    public void engineContent(HttpContent content) {
      ResponseRelay relay = response;
      if (relay == null || !relay.begun()) {
        content.release();
      } else {
        relay.content(content);
        if (!channel.isWritable()) {
          channel.flush();
          link.reading(channel.isWritable());
        }
      }
    }

    @Override
    public void engineFlush() {
      channel.flush();
    }

    @Override
    public void engineWritable() {
      RequestBody receiving = body;
      if (receiving != null) {
        receiving.resume();
      }
    }

    @Override
    public void engineGone(String why) {
      ResponseRelay relay = response;
      Exchange exchange = current;
      if (relay == null || exchange == null || relay.complete()) {
        return; // of a complete answer some may still be on its way to the client
      }
      relay.release();
      response = null;
      if (relay.begun()) {
        conclude(relay.status(), "aborted", why);
        channel.close(); // a cut answer must look cut
      } else {
        answerNow(
            exchange, new Answer(502, gateway.unreachable(why, exchange), "unreachable", false));
      }
    }
  }

  // ---- answers ----

  private void answerNow(Exchange exchange, Answer answer) {
    RequestBody receiving = body;
    if (exchange != current || receiving == null) {
      return;
    }
    boolean hangUp = answer.hangUp() || closesAfter(exchange) || !receiving.complete();
    channel.write(answer.http(exchange.head().method(), hangUp), channel.voidPromise());
    if (!receiving.complete()) {
      link.close();
    }
    lingering = hangUp;
    conclude(answer.status(), answer.result(), answer.message());
    if (hangUp) {
      linger();
    } else {
      channel.flush();
    }
  }

  private void linger() {
    lingering = true;
    Linger.on(channel);
    inbox.want();
  }

  private void responded(ResponseRelay relay) {
    Exchange exchange = current;
    RequestBody receiving = body;
    if (relay != response || exchange == null || receiving == null) {
      return;
    }
    boolean unsentBody = !receiving.complete();
    if (unsentBody || !relay.engineKeepsAlive()) {
      link.close();
    }
    boolean hangUp = unsentBody || closesAfter(exchange);
    lingering = hangUp;
    conclude(relay.status(), relay.status() < 400 ? "ok" : "failed", relay.message());
    if (hangUp) {
      linger();
    }
  }

  /** Ends the exchange: its outcome goes on record, and the next request gets its turn. */
  private void conclude(int status, String result, String message) {
    Exchange exchange = current;
    RequestBody receiving = body;
    ResponseRelay relay = response;
    if (exchange == null || receiving == null) {
      return;
    }
    current = null;
    body = null;
    response = null;
    gateway.sessions().ended();
    gateway.concluded(
        exchange,
        Ending.of(status, result, message, receiving, relay),
        () -> onEventLoop(this::next));
    receiving.discard();
  }

  /** The record is taken; on with the connection. */
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

  // ---- tunnels ----

  private void openTunnel(Exchange exchange, ResponseRelay relay, HttpResponse head) {
    relay.release();
    current = null;
    body = null;
    response = null;
    new TunnelOpening(gateway, channel, link, inbox).open(exchange, head, this, following.drop());
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
