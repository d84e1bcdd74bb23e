package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.ServiceSpec;
import dev.cofferdam.docker.Spec;
import dev.cofferdam.docker.SpecUpdate;
import dev.cofferdam.docker.Subject;
import dev.cofferdam.gateway.EngineObjects.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the spec of a service, secret or config is about, beside what it names. */
final class ResolveSpec {
  private final EngineObjects objects;
  private final SwarmObjects swarm;

  ResolveSpec(EngineObjects objects, SwarmObjects swarm) {
    this.objects = objects;
    this.swarm = swarm;
  }

  /** The document with the labels that its object has: an update must not give it away. */
  RequestDocument keepingLabels(Exchange exchange, RequestDocument asked)
      throws EngineException, Missing {
    return asked instanceof SpecUpdate update
        ? update.keeping(swarm.reserved(subject(exchange), id(exchange)))
        : asked;
  }

  /** The object that is made, and the image that its containers run. */
  List<Resource> resources(Exchange exchange, RequestDocument asked) throws EngineException {
    List<Resource> found = new ArrayList<>(fresh(exchange, asked));
    if (spec(asked) instanceof ServiceSpec service && !service.image().isEmpty()) {
      found.add(objects.image(service.image()));
    }
    return found;
  }

  /** The same without asking the engine. */
  static List<Resource> asWritten(Exchange exchange, RequestDocument asked) {
    List<Resource> found = new ArrayList<>(fresh(exchange, asked));
    if (spec(asked) instanceof ServiceSpec service && !service.image().isEmpty()) {
      found.add(EngineObjects.imageByName(service.image()));
    }
    return found;
  }

  /**
   * What the service becomes if the engine is asked to roll it back: then it is not what the body
   * says. The spec may be of another owner than the service has now, so both count.
   */
  Optional<ServiceSpec> rolledBackTo(Exchange exchange) throws EngineException, Missing {
    ApiCall call = exchange.call();
    return call.operation() == Operation.SERVICE_UPDATE
            && call.query().text("rollback").orElse("").equals("previous")
        ? swarm.previous(id(exchange))
        : Optional.empty();
  }

  /** The service as it was. */
  List<Resource> resources(Exchange exchange, ServiceSpec previous) throws EngineException {
    List<Resource> found = new ArrayList<>();
    found.add(new Resource.Other(Subject.SERVICE, id(exchange), previous.name(), previous.owner()));
    if (!previous.image().isEmpty()) {
      found.add(objects.image(previous.image()));
    }
    return found;
  }

  private static List<Resource> fresh(Exchange exchange, RequestDocument asked) {
    return asked instanceof Spec spec
        ? List.of(
            new Resource.Other(
                switch (exchange.call().operation()) {
                  case SERVICE_CREATE -> Subject.SERVICE;
                  case SECRET_CREATE -> Subject.SECRET;
                  case CONFIG_CREATE -> Subject.CONFIG;
                  default -> throw new IllegalStateException("a spec that makes nothing");
                },
                "",
                spec.name(),
                Optional.of(exchange.identity().user())))
        : List.of();
  }

  private static Object spec(RequestDocument asked) {
    return asked instanceof SpecUpdate(Spec spec) ? spec : asked;
  }

  private static Subject subject(Exchange exchange) {
    return exchange.call().route().subject();
  }

  private static String id(Exchange exchange) {
    return exchange.call().subject().orElseThrow();
  }
}
