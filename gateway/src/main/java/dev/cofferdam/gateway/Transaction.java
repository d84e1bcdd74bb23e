package dev.cofferdam.gateway;

import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * One request of a connection and its answer, whether the engine's or the gateway's own: from the
 * head of the one to the end of the other. On the connection's event loop only.
 */
final class Transaction {
  /** The connection, as its transaction needs it. */
  interface Client {
    /** Ready for one more of what the client sends. */
    void want();

    /** Whether the connection takes no further request. */
    boolean draining();

    /** The transaction is over; {@code hangUp} is set where no other may follow. */
    void over(boolean hangUp);

    /** The outcome is on record; on with the connection. On any thread. */
    void recorded();

    /** Says that nothing follows, and waits until the client has read what was written. */
    void linger();

    /** The engine has switched protocols. */
    void tunnel(Exchange exchange, HttpResponse head);
  }

  private final Gateway gateway;
  private final EpollDomainSocketChannel channel;
  private final EngineLink link;
  private final Client client;
  private final Exchange exchange;
  private final RequestBody body;
  private Upstream upstream;
  private @Nullable ResponseRelay response;
  private boolean awaitingEnd;
  private boolean clientGone;
  private boolean over;

  Transaction(
      Gateway gateway,
      EpollDomainSocketChannel channel,
      EngineLink link,
      Client client,
      Exchange exchange) {
    this.gateway = gateway;
    this.channel = channel;
    this.link = link;
    this.upstream = link;
    this.client = client;
    this.exchange = exchange;
    this.body = new RequestBody(channel, exchange.head(), exchange.memory(), client::want);
  }

  boolean isOf(Exchange asked) {
    return exchange == asked;
  }

  RequestBody body() {
    return body;
  }

  // ---- from the client ----

  /** The head has come. A request without a body is decided on when its end has, too. */
  void begin() {
    gateway.sessions().began();
    if (exchange.hasBody()) {
      gateway.decide(exchange);
    } else {
      awaitingEnd = true;
      client.want();
    }
  }

  /** Takes the next part of the body and its reference. */
  void content(HttpContent content) {
    if (awaitingEnd) {
      content.release();
      if (content instanceof LastHttpContent) {
        awaitingEnd = false;
        gateway.decide(exchange);
        watchForHangUp();
      }
    } else {
      body.accept(content);
      if (body.complete()) {
        watchForHangUp();
      }
    }
  }

  /**
   * With a request complete, what comes next is the client's next request or its end. A request
   * that may become a tunnel is the exception: the bytes after it are not HTTP.
   */
  private void watchForHangUp() {
    if (!exchange.asksForTunnel()) {
      client.want();
    }
  }

  /** The body cannot be decoded to its end. */
  void undecodable() {
    if (body.malformed()) {
      cut(RequestBody.MALFORMED);
    }
  }

  /** A guess until the request was decided on, then what its route says. */
  boolean mayBecomeTunnel() {
    return response == null ? exchange.asksForTunnel() : exchange.mayBeTakenOver();
  }

  /** The client has gone. */
  void gone() {
    clientGone = true;
    ResponseRelay relay = response;
    if (relay == null) {
      link.close();
    } else {
      exchange.settleOnAnswer(upstream);
    }
    body.gone();
    if (relay != null) {
      relay.release();
      conclude(relay.status(), "aborted", "the client went away", false);
    }
  }

  // ---- to the engine ----

  void forward(Forwarding forwarding) {
    if (clientGone || !channel.isActive()) {
      conclude(0, "aborted", "the client went away before the engine was asked", false);
      return;
    }
    response =
        new ResponseRelay(
            channel,
            forwarding,
            exchange.head().method().name().equals("HEAD"),
            closesAfter(),
            this::responded);
    forwarding
        .standIn()
        .ifPresent(other -> upstream = other.open(channel.eventLoop(), new FromStandIn()));
    if (forwarding.body().streams() && body.isBroken()) {
      cut(RequestBody.MALFORMED);
      return;
    }
    UpstreamRequest.send(upstream, exchange, forwarding, body, why -> cut("cofferdam: " + why));
    if (exchange.asksForTunnel() && !exchange.mayBeTakenOver() && body.complete()) {
      if (channel.isInputShutdown()) {
        channel.close(); // it hung up while a tunnel still seemed possible
      } else {
        client.want();
      }
    }
  }

  private boolean closesAfter() {
    return client.draining() || !HttpUtil.isKeepAlive(exchange.head());
  }

  /** The client reads on, or does not. */
  void reading(boolean on) {
    upstream.reading(on);
  }

  // ---- from the engine ----

  /** Whether what the engine says is about this. */
  boolean asksEngine() {
    return upstream == link;
  }

  void engineHead(HttpResponse head) {
    ResponseRelay relay = response;
    if (relay == null || head.status().code() == 100) {
      return;
    }
    exchange.settle();
    if (UpstreamRequest.opensTunnel(exchange, head)) {
      relay.release();
      body.discard();
      exchange.memory().close(); // what it held to be decided on; a tunnel may last for days
      over = true;
      client.tunnel(exchange, head);
    } else if (head.status().code() == 101) {
      link.close();
      engineGone("the engine switched protocols on a request that was not granted that");
    } else {
      relay.head(head);
    }
  }

  /** Takes the next part and its reference. */
  void engineContent(HttpContent content) {
    ResponseRelay relay = response;
    if (relay == null || !relay.begun()) {
      content.release();
      return;
    }
    relay.content(content);
    if (!channel.isWritable()) {
      channel.flush();
      upstream.reading(channel.isWritable());
    }
  }

  void engineGone(String why) {
    ResponseRelay relay = response;
    if (relay == null || relay.complete()) {
      return; // of a complete answer some may still be on its way to the client
    }
    relay.release();
    response = null;
    if (relay.begun()) {
      conclude(relay.status(), "aborted", why, false);
      channel.close(); // a cut answer must look cut
    } else {
      answer(new Answer(502, gateway.unreachable(why, exchange), "unreachable", false));
    }
  }

  /** The answer of what stands in for the engine. */
  private final class FromStandIn implements EngineLink.Events {
    @Override
    public void engineHead(HttpResponse head) {
      Transaction.this.engineHead(head);
    }

    @Override
    public void engineContent(HttpContent content) {
      Transaction.this.engineContent(content);
    }

    @Override
    public void engineFlush() {
      channel.flush();
    }

    @Override
    public void engineWritable() {
      body.resume();
    }

    @Override
    public void engineGone(String why) {
      Transaction.this.engineGone(why);
    }
  }

  // ---- ends ----

  /** Ends a request whose body may not go on; the engine is left with a part of it. */
  private void cut(String why) {
    ResponseRelay relay = response;
    upstream.close();
    if (relay != null && relay.begun()) {
      channel.close();
    } else {
      answer(new Answer(400, why, "refused", true));
    }
  }

  /** Says to the client what the engine will not be asked, or has not answered. */
  void answer(Answer answer) {
    if (over) {
      return;
    }
    boolean hangUp = answer.hangUp() || closesAfter() || !body.complete();
    channel.write(answer.http(exchange.head().method(), hangUp), channel.voidPromise());
    if (!body.complete()) {
      upstream.close();
    }
    conclude(answer.status(), answer.result(), answer.message(), hangUp);
    if (hangUp) {
      client.linger();
    } else {
      channel.flush();
    }
  }

  /** A fault of ours left it undecided, or its answer unwritten. */
  void abandon() {
    conclude(0, "failed", "the gateway failed; its log says why", true);
  }

  private void responded(ResponseRelay relay) {
    if (over || relay != response) {
      return;
    }
    boolean unsentBody = !body.complete();
    if (unsentBody || !relay.engineKeepsAlive()) {
      upstream.close();
    }
    boolean hangUp = unsentBody || closesAfter();
    conclude(relay.status(), relay.status() < 400 ? "ok" : "failed", relay.message(), hangUp);
    if (hangUp) {
      client.linger();
    }
  }

  /** Its outcome goes on record, and the next request gets its turn. */
  private void conclude(int status, String result, String message, boolean hangUp) {
    if (over) {
      return;
    }
    over = true;
    client.over(hangUp);
    gateway.sessions().ended();
    body.discard();
    gateway.concluded(
        exchange, Ending.of(status, result, message, body, response), client::recorded);
  }
}
