package dev.cofferdam.gateway;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/**
 * What the gateway itself says to a client, in the engine's own form ({@code {"message": …}}).
 *
 * @param result how the outcome is recorded
 * @param retryAfter in how many seconds it is worth asking again; 0 where that is not known
 */
record Answer(int status, String message, String result, boolean hangUp, int retryAfter) {
  Answer(int status, String message, String result, boolean hangUp) {
    this(status, message, result, hangUp, 0);
  }

  /** An error in the engine's own form. */
  static byte[] body(String message) {
    return ("{\"message\":" + EngineJson.quote(message) + "}\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param asked with HEAD, only the head is given
   * @param close whether it is the connection's last
   */
  FullHttpResponse http(HttpMethod asked, boolean close) {
    byte[] bytes = body(message);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            asked.equals(HttpMethod.HEAD) ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    if (retryAfter > 0) {
      response.headers().set(HttpHeaderNames.RETRY_AFTER, retryAfter);
    }
    if (close) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return response;
  }
}
