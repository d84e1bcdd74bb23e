package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.Forwarding.Treatment;
import dev.cofferdam.policy.Caller;
import dev.cofferdam.policy.Policy;
import dev.cofferdam.policy.Question;
import dev.cofferdam.policy.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * To the engine. In: a recorded request. Out: a request that the gateway wrote itself, and how its
 * answer comes back.
 */
final class Forward implements Stage {
  private final EngineVersion engineVersion;

  Forward(EngineVersion engineVersion) {
    this.engineVersion = engineVersion;
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return exchange.call().version().isEmpty() && !engineVersion.isKnown();
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws EngineException {
    ApiCall call = exchange.call();
    Treatment treatment = new Treatment.Relay();
    if (exchange.verdict().orElseThrow() instanceof Verdict.AllowSome) {
      long limit = call.query().number("limit").orElse(-1);
      if (limit > 0) {
        // The engine would count what the caller does not see; it lists all, stopped ones too, for
        // a limit.
        call = call.withQuery("limit", "").withQuery("all", "1");
      }
      treatment = visibleOnly(exchange, limit > 0 ? limit : -1);
    } else if (creates(call.operation())) {
      treatment = new Treatment.NoteCreated();
    }
    ApiVersion version = call.version().isPresent() ? call.version().get() : engineVersion.get();
    exchange
        .connection()
        .forward(
            exchange,
            new Forwarding(
                call.route().method().name(), call.target(version), body(exchange), treatment));
    return Optional.empty();
  }

  private static boolean creates(Operation operation) {
    return switch (operation) {
      case CONTAINER_CREATE, EXEC_CREATE, VOLUME_CREATE, NETWORK_CREATE, IMAGE_COMMIT -> true;
      default -> false;
    };
  }

  private static Treatment visibleOnly(Exchange exchange, long limit) {
    Policy policy = exchange.policy();
    Caller caller = Decide.caller(exchange.identity());
    return new Treatment.Rewrite(list ->
        ContainerListFilter.apply(list, container -> visible(policy, caller, container), limit));
  }

  private static boolean visible(Policy policy, Caller caller, Resource.Container container) {
    return policy.allows(
        new Question(caller, Operation.CONTAINER_LIST, List.of(container), Set.of()));
  }

  private static Forwarding.Body body(Exchange exchange) {
    return switch (exchange.model()) {
      case RequestModel.Empty model -> new Forwarding.Body.None();
      case RequestModel.Archive model ->
          exchange.hasBody() ? new Forwarding.Body.Streamed() : new Forwarding.Body.None();
      case RequestModel.Document(RequestDocument document) ->
          new Forwarding.Body.Whole(document.write());
    };
  }
}
