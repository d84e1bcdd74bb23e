package dev.cofferdam.gateway;

import dev.cofferdam.docker.BodyInspection;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Takeover;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The requests that the gateway writes to the engine, and the answers that turn a connection into a
 * tunnel.
 */
final class UpstreamRequest {
  /**
   * The only fields of a client's head that the engine gets: credentials for registries, and who
   * the client is.
   */
  private static final List<AsciiString> PASSED =
      List.of(
          AsciiString.cached("x-registry-auth"),
          AsciiString.cached("x-registry-config"),
          HttpHeaderNames.USER_AGENT,
          HttpHeaderNames.ACCEPT);

  /** What a WebSocket handshake needs (RFC 6455, section 4.1), on attach/ws only. */
  private static final List<AsciiString> WEBSOCKET =
      List.of(
          HttpHeaderNames.SEC_WEBSOCKET_KEY,
          HttpHeaderNames.SEC_WEBSOCKET_VERSION,
          HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL,
          HttpHeaderNames.ORIGIN);

  private UpstreamRequest() {}

  /**
   * @param refused is told why a part of the body may not go on
   */
  static void send(
      Onward link,
      Exchange exchange,
      Forwarding forwarding,
      RequestBody streamed,
      Consumer<String> refused) {
    switch (forwarding.body()) {
      case Forwarding.Body.None none -> link.write(withBody(exchange, forwarding, new byte[0]));
      case Forwarding.Body.Whole whole -> link.write(withBody(exchange, forwarding, whole.bytes()));
      case Forwarding.Body.Streamed body -> {
        link.write(head(exchange, forwarding, Framing.length(exchange.head())));
        streamed.streamTo(link);
      }
      case Forwarding.Body.Inspected(BodyInspection inspection) -> {
        link.write(head(exchange, forwarding, Framing.length(exchange.head())));
        streamed.streamTo(link, inspection, refused);
      }
      case Forwarding.Body.Rewritten(BodyInspection inspection) -> {
        link.write(head(exchange, forwarding, OptionalLong.empty()));
        streamed.rewriteTo(link, inspection, refused);
      }
    }
    link.flush();
  }

  private static FullHttpRequest withBody(Exchange exchange, Forwarding forwarding, byte[] bytes) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(forwarding.method()),
            forwarding.target(),
            Unpooled.wrappedBuffer(bytes));
    fields(exchange, request.headers());
    boolean mayHaveBody = !forwarding.method().equals("GET") && !forwarding.method().equals("HEAD");
    if (bytes.length > 0 || mayHaveBody) {
      request.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    }
    if (bytes.length > 0) {
      request.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    }
    return request;
  }

  /** The head of a request whose body is streamed, in chunks where its length is not known. */
  private static HttpRequest head(Exchange exchange, Forwarding forwarding, OptionalLong length) {
    HttpRequest request =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(forwarding.method()), forwarding.target());
    fields(exchange, request.headers());
    if (length.isEmpty()) {
      request.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else {
      request.headers().set(HttpHeaderNames.CONTENT_LENGTH, length.getAsLong());
    }
    String type = exchange.head().headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (type != null) {
      request.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    }
    return request;
  }

  private static void fields(Exchange exchange, HttpHeaders to) {
    HttpHeaders from = exchange.head().headers();
    to.set(HttpHeaderNames.HOST, "docker");
    copy(PASSED, from, to);
    String protocol = exchange.tunnelProtocol();
    if (!protocol.isEmpty()) {
      to.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
      to.set(HttpHeaderNames.UPGRADE, protocol);
      if (protocol.equals("websocket")) {
        copy(WEBSOCKET, from, to);
      }
      if (exchange.call().operation() == Operation.BUILD_SESSION) {
        SessionFields.copy(from, to, exchange.identity().user());
      }
    }
  }

  private static void copy(List<AsciiString> names, HttpHeaders from, HttpHeaders to) {
    for (AsciiString name : names) {
      String value = from.get(name);
      if (value != null) {
        to.set(name, value);
      }
    }
  }

  /**
   * Whether this answer turns the connection into a tunnel: the engine's own 101, or its 200 with a
   * stream's content type (before API 1.22, and without an Upgrade field), on a route that may do
   * so (hazard F4).
   */
  static boolean opensTunnel(Exchange exchange, HttpResponse head) {
    if (!exchange.mayBeTakenOver()) {
      return false;
    }
    if (head.status().code() == 101) {
      return !exchange.tunnelProtocol().isEmpty();
    }
    String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
    return exchange.call().route().takeover() == Takeover.STREAMS
        && head.status().code() == 200
        && type != null
        && (type.toLowerCase(Locale.ROOT).startsWith("application/vnd.docker.raw-stream")
            || type.toLowerCase(Locale.ROOT)
                .startsWith("application/vnd.docker.multiplexed-stream"))
        && !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        && !head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  static HttpResponse tunnelHead(Exchange exchange, HttpResponse fromEngine) {
    HttpHeaders headers = fromEngine.headers().copy();
    Warning.of(exchange).ifPresent(warning -> warning.addTo(headers));
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, fromEngine.status(), headers);
  }
}
