package dev.cofferdam.gateway;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Checks of a request's head that come before its meaning: hazards F1, F2, F3 and F5. */
final class Framing {
  /**
   * Header fields that decide framing, routing or parsing: a second one could be read by another
   * reader.
   */
  private static final List<AsciiString> SINGLE =
      List.of(
          HttpHeaderNames.HOST,
          HttpHeaderNames.CONTENT_LENGTH,
          HttpHeaderNames.TRANSFER_ENCODING,
          HttpHeaderNames.CONTENT_TYPE,
          HttpHeaderNames.CONTENT_ENCODING,
          HttpHeaderNames.EXPECT,
          HttpHeaderNames.UPGRADE,
          AsciiString.cached("x-registry-auth"),
          AsciiString.cached("x-registry-config"),
          AsciiString.cached(SessionFields.ID),
          AsciiString.cached(SessionFields.NAME),
          AsciiString.cached(SessionFields.SHARED_KEY));

  private Framing() {}

  /** Why a head is refused; empty when it is sound. */
  static Optional<Refusal> check(HttpRequest head) {
    if (!head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      return refuse("this gateway speaks HTTP/1.1 only");
    }
    HttpHeaders headers = head.headers();
    for (AsciiString name : SINGLE) {
      if (headers.getAll(name).size() > 1) {
        return refuse("the header field " + name + " is repeated");
      }
    }
    if (!headers.contains(HttpHeaderNames.HOST)) {
      return refuse("the header field host is missing");
    }
    String encoding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("chunked")) {
      return refuse("the only transfer encoding that is understood is chunked");
    }
    String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      return Optional.of(Refusal.hangingUp(417, "the expectation is not understood"));
    }
    return Optional.empty();
  }

  /** What to say to bytes that are no HTTP request. */
  static Refusal undecodable(DecoderResult result) {
    Throwable cause = result.cause();
    if (cause instanceof TooLongHttpLineException) {
      return Refusal.hangingUp(414, "the request line is longer than 16 KiB");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return Refusal.hangingUp(
          431, "the header is larger than 64 KiB, or has more than " + HeadFields.MOST + " fields");
    }
    if (cause instanceof HeadRoom.Lacking) {
      return Refusal.hangingUp(503, MemoryBudget.NO_ROOM);
    }
    return Refusal.hangingUp(400, "the bytes received are no well-formed HTTP/1.1 request");
  }

  static boolean hasBody(HttpRequest head) {
    return HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0;
  }

  /** Of the body as the client sends it, where he says. */
  static OptionalLong length(HttpRequest head) {
    return HttpUtil.isContentLengthSet(head)
        ? OptionalLong.of(HttpUtil.getContentLength(head, 0L))
        : OptionalLong.empty();
  }

  private static Optional<Refusal> refuse(String reason) {
    return Optional.of(Refusal.hangingUp(400, reason));
  }
}
