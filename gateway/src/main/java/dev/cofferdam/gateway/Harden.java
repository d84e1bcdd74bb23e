package dev.cofferdam.gateway;

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
    switch (exchange.model()) {
      case RequestModel.Container model ->
          exchange.model(new RequestModel.Container(model.create().withLabels(labels)));
      case RequestModel.Volume model ->
          exchange.model(new RequestModel.Volume(model.create().withLabels(labels)));
      case RequestModel.Network model ->
          exchange.model(new RequestModel.Network(model.create().withLabels(labels)));
      case RequestModel.Exec model -> {}
      case RequestModel.ExecStarting model -> {}
      case RequestModel.Connect model -> {}
      case RequestModel.Disconnect model -> {}
      case RequestModel.Plain model -> {}
      case RequestModel.Archive model -> {}
      case RequestModel.Empty model -> {}
    }
    return Optional.empty();
  }
}
