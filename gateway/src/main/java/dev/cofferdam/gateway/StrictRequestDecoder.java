package dev.cofferdam.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 decoder for clients: where two readers could disagree about where a message ends, it
 * refuses (RFC 9112, section 6.3; hazards F2 and F3).
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
  /** Of one request line; the engine's own limit is Go's, on the whole header. */
  static final int MAX_LINE = 16 * 1024;

  /**
   * Of all header fields of one request; {@code X-Registry-Config} may carry several credentials.
   */
  static final int MAX_HEADERS = 64 * 1024;

  /** Body bytes handed on at once: large, since streams are what costs. */
  static final int MAX_CHUNK = 256 * 1024;

  private BooleanSupplier wanted = () -> true;
  private @Nullable ChannelHandlerContext context;
  private boolean decoding;

  /**
   * @param room for heads that are large
   */
  StrictRequestDecoder(HeadRoom room) {
    super(config(room));
  }

  /**
   * Decodes only while somebody wants a message. What was read too early stays bytes: thousands of
   * pipelined requests cost no objects, and what follows a request that becomes a tunnel is never
   * taken for HTTP.
   */
  void decodeWhile(BooleanSupplier somebodyWants) {
    wanted = somebodyWants;
  }

  /** Goes on with the bytes that are here already. */
  void resume() {
    ChannelHandlerContext here = context;
    if (here != null && !decoding && actualReadableBytes() > 0) {
      try {
        channelRead(here, Unpooled.EMPTY_BUFFER);
      } catch (Exception broken) {
        here.fireExceptionCaught(broken);
      }
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext here, Object message) throws Exception {
    boolean nested = decoding;
    decoding = true;
    try {
      super.channelRead(here, message);
    } finally {
      decoding = nested;
    }
  }

  @Override
  protected void decode(ChannelHandlerContext here, ByteBuf in, List<Object> out) throws Exception {
    if (wanted.getAsBoolean()) {
      super.decode(here, in, out);
    }
  }

  private static HttpDecoderConfig config(HeadRoom room) {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(MAX_LINE)
        .setMaxHeaderSize(MAX_HEADERS)
        .setMaxChunkSize(MAX_CHUNK)
        .setHeadersFactory(new Factory(room))
        .setTrailersFactory(new Factory(room))
        .setAllowDuplicateContentLengths(false)
        .setStrictLineParsing(true)
        .setUseRfc9112TransferEncoding(true);
  }

  private record Factory(HeadRoom room) implements HttpHeadersFactory {
    @Override
    public HttpHeaders newHeaders() {
      return new HeadFields(room);
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
      return new HeadFields(room);
    }
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("Content-Length and Transfer-Encoding in one request");
  }
}
