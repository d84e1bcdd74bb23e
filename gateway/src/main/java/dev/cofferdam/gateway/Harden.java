package dev.cofferdam.gateway;

import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.ContainerFilter;
import dev.cofferdam.docker.ContainerNamespace;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.Resource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Made safer. In: an allowed request. Out: the same with the gateway's own labels, which name the
 * owner, and of a container with the filter of system calls and the user namespace that were
 * decided on, in the words of the engine.
 */
final class Harden implements Stage {
  @Override
  public boolean mayWait(Exchange exchange) {
    return false;
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) {
    if (exchange.model() instanceof RequestModel.Document(RequestDocument document)) {
      RequestDocument hardened = document;
      Map<String, String> labels = new HashMap<>();
      labels.put(Resource.OWNER_LABEL, exchange.identity().user());
      if (document instanceof ContainerCreate create) {
        ContainerFilter filter = exchange.filter().orElseThrow();
        ContainerNamespace namespace = exchange.namespace().orElseThrow();
        hardened = create.withFilter(filter).withNamespace(namespace);
        labels.put(ContainerFilter.LABEL, filter.label());
        labels.put(ContainerNamespace.LABEL, namespace.label());
      }
      exchange.model(new RequestModel.Document(hardened.withLabels(labels)));
    }
    return Optional.empty();
  }
}
