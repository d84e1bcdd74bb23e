package dev.cofferdam.gateway;

import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.Resource;
import java.util.Map;
import java.util.Optional;

/**
 * Made safer. In: an allowed request. Out: the same with the gateway's own labels, which name the
 * owner.
 */
final class Harden implements Stage {
  @Override
  public boolean mayWait(Exchange exchange) {
    return false;
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) {
    Map<String, String> labels = Map.of(Resource.OWNER_LABEL, exchange.identity().user());
    if (exchange.model() instanceof RequestModel.Document(RequestDocument document)) {
      exchange.model(new RequestModel.Document(document.withLabels(labels)));
    }
    return Optional.empty();
  }
}
