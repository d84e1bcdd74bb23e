package dev.cofferdam.gateway;

import io.netty.channel.ChannelHandler;
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
  private final EpollDomainSocketChannel client;
  private final EngineLink link;
  private final Inbox inbox;

  TunnelOpening(EpollDomainSocketChannel client, EngineLink link, Inbox inbox) {
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
  void open(HttpResponse head, ChannelHandler connection, boolean early, Tunnel.Ended ended) {
    client.writeAndFlush(UpstreamRequest.tunnelHead(head), client.voidPromise());
    DuplexChannel engine = (DuplexChannel) link.detach();
    Tunnel.start(client, engine, ended);
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
