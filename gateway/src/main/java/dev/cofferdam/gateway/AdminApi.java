package dev.cofferdam.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code cofferdam status} and {@code reload} talk to: a Unix socket in the state directory
 * that only root can open. One request per connection.
 */
final class AdminApi {
  private static final int MAX_REQUEST = 64 * 1024;

  /** What it can answer. */
  record Reply(int status, String json) {}

  private final StatusReport status;
  private final PolicyReload reload;

  AdminApi(StatusReport status, PolicyReload reload) {
    this.status = status;
    this.reload = reload;
  }

  Channel bind(EventLoopGroup loops, Path socket) throws IOException {
    Channel bound =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<EpollDomainSocketChannel>() {
                  @Override
                  protected void initChannel(EpollDomainSocketChannel accepted) {
                    accepted
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(MAX_REQUEST),
                            new Handler());
                  }
                })
            .bind(new DomainSocketAddress(socket.toFile()))
            .syncUninterruptibly()
            .channel();
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    return bound;
  }

  private Reply answer(String request, byte[] body) {
    return switch (request) {
      case "GET /status" -> new Reply(200, status.json());
      case "POST /reload" -> reload(body);
      default -> new Reply(404, "{\"message\":\"there are GET /status and POST /reload\"}");
    };
  }

  /** Reads the policy file again, or the one that the body names ({@code {"policy":"/PATH"}}). */
  private Reply reload(byte[] body) {
    String named = EngineJson.text(body, "policy");
    PolicyReload.Result result = named.isEmpty() ? reload.now() : reload.now(Path.of(named));
    return switch (result) {
      case PolicyReload.Result.InForce(PolicyInForce.Version version) ->
          new Reply(200, "{\"version\":" + EngineJson.quote(version.policy().version()) + "}");
      case PolicyReload.Result.Refused(List<String> problems) ->
          new Reply(
              422,
              problems.stream()
                  .map(EngineJson::quote)
                  .collect(Collectors.joining(",", "{\"problems\":[", "]}")));
    };
  }

  /** Answers off the event loop: a status asks the engine. */
  private final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String line = request.method() + " " + request.uri();
      byte[] body = io.netty.buffer.ByteBufUtil.getBytes(request.content());
      Thread.ofVirtual().start(() -> respond(context, line, body));
    }

    private void respond(ChannelHandlerContext context, String line, byte[] body) {
      Reply reply;
      try {
        reply = answer(line, body);
      } catch (RuntimeException fault) {
        Log.unexpected(line, fault);
        reply = new Reply(500, "{\"message\":\"the gateway failed; its log says why\"}");
      }
      byte[] json = reply.json().getBytes(StandardCharsets.UTF_8);
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(reply.status()),
              Unpooled.wrappedBuffer(json));
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
          .set(HttpHeaderNames.CONTENT_LENGTH, json.length)
          .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      Log.connection(cause);
      context.close();
    }
  }
}
