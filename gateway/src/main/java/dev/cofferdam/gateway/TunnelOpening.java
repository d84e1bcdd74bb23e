package dev.cofferdam.gateway;

import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/**
 * Turns a client's connection and the engine's into a tunnel, once the engine has switched
 * protocols.
 */
final class TunnelOpening {
  private final Gateway gateway;
  private final EpollDomainSocketChannel client;
  private final EngineLink link;
  private final Inbox inbox;

  TunnelOpening(Gateway gateway, EpollDomainSocketChannel client, EngineLink link, Inbox inbox) {
    this.gateway = gateway;
    this.client = client;
    this.link = link;
    this.inbox = inbox;
  }

  /**
   * Passes the engine's head on, takes HTTP out of both pipelines, and lets bytes flow.
   *
   * @param connection the handler that served the client until now
   * @param early whether something that came after the request was taken for HTTP, which it cannot
   *     have been
   */
  void open(Exchange exchange, HttpResponse head, ClientConnection connection, boolean early) {
    gateway.sessions().tunnelOpened();
    client.writeAndFlush(UpstreamRequest.tunnelHead(exchange, head), client.voidPromise());
    DuplexChannel engine = (DuplexChannel) link.detach();
    Tunnel.start(
        client,
        engine,
        (in, out) -> {
          gateway.sessions().tunnelClosed();
          gateway.sessions().ended();
          gateway.sessions().closed(connection);
          gateway.concluded(
              exchange, new Ending(head.status().code(), "ok", "", "", in, out), () -> {});
        });
    client.pipeline().remove(connection);
    client.pipeline().remove(HeadTimer.class);
    client.pipeline().remove(HttpResponseEncoder.class);
    if (early || !inbox.isEmpty()) {
      inbox.release();
      client.close();
    }
    engine.pipeline().remove(HttpClientCodec.class);
    client.pipeline().remove(StrictRequestDecoder.class);
    Tunnel.flow(client, engine);
  }
}
