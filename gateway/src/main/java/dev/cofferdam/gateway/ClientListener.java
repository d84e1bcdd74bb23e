package dev.cofferdam.gateway;

import dev.cofferdam.identity.Evidence;
import dev.cofferdam.identity.Identification;
import dev.cofferdam.identity.Identifier;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.PeerCredentials;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** The socket that clients connect to. */
final class ClientListener {
  private static final int BACKLOG = 1024;

  private final Gateway gateway;
  private final Identifier identifier;

  ClientListener(Gateway gateway, Identifier identifier) {
    this.gateway = gateway;
    this.identifier = identifier;
  }

  /**
   * Binds; the caller sets owner and mode, until which only root can connect. Nobody is accepted
   * until the channel reads ({@code setAutoRead}).
   */
  Channel bind(EventLoopGroup loops, Path socket) {
    return new ServerBootstrap()
        .group(loops)
        .channel(EpollServerDomainSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, Buffers.receive())
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Buffers.waterMark())
        .childHandler(
            new ChannelInitializer<EpollDomainSocketChannel>() {
              @Override
              protected void initChannel(EpollDomainSocketChannel accepted) throws IOException {
                accept(accepted);
              }
            })
        .bind(new DomainSocketAddress(socket.toFile()))
        .syncUninterruptibly()
        .channel();
  }

  private void accept(EpollDomainSocketChannel accepted) throws IOException {
    PeerCredentials credentials = accepted.peerCredentials();
    long uid = Integer.toUnsignedLong(credentials.uid());
    boolean admitted = gateway.sessions().admit(uid);
    accepted.closeFuture().addListener(closed -> gateway.sessions().leave(uid));
    if (!admitted) {
      Log.warn("too many connections of uid " + uid + ": one was closed");
      accepted.close();
      return;
    }
    PeerIdentity peer = identify(accepted, credentials, uid);
    MemoryBudget.Share memory = gateway.memory().share(uid);
    accepted.closeFuture().addListener(closed -> memory.close());
    accepted
        .pipeline()
        .addLast(
            new HeadTimer(),
            new StrictRequestDecoder(new HeadRoom(memory)),
            new HttpResponseEncoder(),
            new ClientConnection(gateway, accepted, peer));
  }

  /** At once and beside the event loop: the process may end at any time, and NSS may be slow. */
  private PeerIdentity identify(
      EpollDomainSocketChannel accepted, PeerCredentials credentials, long uid) {
    CompletableFuture<Identification> found = new CompletableFuture<>();
    // Without any group Netty gives none; the primary one then is unknown and matters to the record
    // only.
    long gid = credentials.gids().length == 0 ? -1 : Integer.toUnsignedLong(credentials.gids()[0]);
    Thread.ofVirtual()
        .start(() -> {
          try {
            found.complete(
                identifier.identify(
                    new Evidence.UnixPeer(credentials.pid(), uid, gid, accepted.fd().intValue())));
          } catch (RuntimeException broken) {
            found.completeExceptionally(broken);
          }
        });
    return new PeerIdentity(uid, gid, credentials.pid(), found);
  }
}
