package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.Body;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;

/** What is asked. In: the request's head. Out: the operation, its typed arguments and query. */
final class Parse implements Stage {
  static final ApiVersion.Range ACCEPTED =
      new ApiVersion.Range(new ApiVersion(1, 24), new ApiVersion(1, 56));

  @Override
  public boolean mayWait(Exchange exchange) {
    return false;
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) {
    ApiCall call = ApiCall.parse(exchange.head().method().name(), exchange.head().uri(), ACCEPTED);
    exchange.call(call);
    return checkType(exchange, call);
  }

  private static Optional<Refusal> checkType(Exchange exchange, ApiCall call) {
    String type = exchange.head().headers().get(HttpHeaderNames.CONTENT_TYPE);
    boolean nothing = !exchange.hasBody() && Body.NONE.accepts(String.valueOf(type));
    if (type != null && !nothing && !call.route().body().accepts(type)) {
      return Optional.of(
          Refusal.hangingUp(
              415, "the content type of " + call.route() + " is one of " + types(call)));
    }
    if (exchange.head().headers().contains(HttpHeaderNames.CONTENT_ENCODING)
        && !isPackedArchive(exchange, call)) {
      return Optional.of(Refusal.hangingUp(400, "a content encoding is not understood"));
    }
    if (call.route().body() == Body.NONE && exchange.hasBody()) {
      return Optional.of(Refusal.hangingUp(400, call.route() + " takes no body"));
    }
    return Optional.empty();
  }

  /**
   * docker-py says {@code gzip} of an archive that it has packed. The engine never reads the field
   * and finds out by the archive's first bytes; it is not passed on.
   */
  private static boolean isPackedArchive(Exchange exchange, ApiCall call) {
    return call.route().body() == Body.TAR
        && exchange.head().headers().get(HttpHeaderNames.CONTENT_ENCODING).equalsIgnoreCase("gzip");
  }

  private static String types(ApiCall call) {
    return String.join(", ", call.route().body().contentTypes());
  }
}
