package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.Body;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.RequestDocuments;
import dev.cofferdam.policy.Caller;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Optional;

/**
 * What the body says. In: the understood call. Out: the model of its body, read also for those who
 * will be refused: the record says which privileges they asked for.
 */
final class ParseBody implements Stage {
  private static final long MAX_FOR_THE_RECORD = 64 * 1024;

  private final ReadArchive archives = new ReadArchive();

  @Override
  public boolean mayWait(Exchange exchange) {
    return switch (exchange.call().route().body()) {
      case NONE -> false;
      case TAR -> exchange.hasBody();
      case JSON, JSON_OR_NONE -> true;
    };
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws Exception {
    ApiCall call = exchange.call();
    Body body = call.route().body();
    if (body != Body.NONE && !worthReading(exchange)) {
      exchange.model(new RequestModel.Empty());
      return Optional.empty();
    }
    exchange.model(
        switch (body) {
          case NONE -> new RequestModel.Empty();
          case TAR -> archives.read(exchange);
          case JSON, JSON_OR_NONE -> json(exchange, call.operation());
        });
    return Optional.empty();
  }

  /**
   * Whoever may not do such a thing at all sends a body for the record only: then a small one is
   * read, and none is asked for (hazard F9).
   */
  private static boolean worthReading(Exchange exchange) {
    Caller caller = Decide.caller(exchange.identity());
    HttpRequest head = exchange.head();
    return exchange.policy().mentions(caller, exchange.call().operation())
        || (!HttpUtil.is100ContinueExpected(head)
            && HttpUtil.isContentLengthSet(head)
            && HttpUtil.getContentLength(head, Long.MAX_VALUE) <= MAX_FOR_THE_RECORD);
  }

  private static RequestModel json(Exchange exchange, Operation operation)
      throws BodyException, InterruptedException {
    byte[] bytes = exchange.connection().read(RequestBody::collect);
    if (bytes.length == 0 && exchange.call().route().body() == Body.JSON_OR_NONE) {
      return new RequestModel.Empty();
    }
    return new RequestModel.Document(RequestDocuments.parse(operation, bytes));
  }
}
