package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.BodyInspection;
import dev.cofferdam.docker.ContainerFilter;
import dev.cofferdam.docker.ContainerNamespace;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.gateway.Forwarding.Treatment;
import dev.cofferdam.policy.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * To the engine. In: a recorded request. Out: a request that the gateway wrote itself, and how its
 * answer comes back.
 */
final class Forward implements Stage {
  private final EngineVersion engineVersion;
  private final ExecOwners execs;
  private final Containers containers;

  Forward(EngineVersion engineVersion, ExecOwners execs, Containers containers) {
    this.engineVersion = engineVersion;
    this.execs = execs;
    this.containers = containers;
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return exchange.call().version().isEmpty() && !engineVersion.isKnown();
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws EngineException {
    ApiCall call = exchange.call();
    if (call.operation() == Operation.CONTAINER_REMOVE
        || call.operation() == Operation.CONTAINER_PRUNE) {
      exchange.atEnd(containers::mayHaveGone);
    }
    ApiVersion version = call.version().isPresent() ? call.version().get() : engineVersion.get();
    exchange
        .connection()
        .forward(
            exchange,
            new Forwarding(
                call.route().method().name(),
                call.target(version),
                body(exchange),
                treatment(exchange),
                Warning.of(exchange),
                AskedName.of(exchange.asked(), call),
                exchange.standIn()));
    return Optional.empty();
  }

  private Treatment treatment(Exchange exchange) {
    if (exchange.treatment().isPresent()) {
      return exchange.treatment().get();
    }
    if (exchange.verdict().orElseThrow() instanceof Verdict.AllowSome) {
      throw new IllegalStateException("allowed in part, and not limited to that part");
    }
    Operation operation = exchange.call().operation();
    Optional<UnaryOperator<byte[]>> warning = warning(exchange, operation);
    if (creates(operation)) {
      return new Treatment.NoteCreated(
          known(exchange, operation),
          exchange.draft().map(draft -> id -> containers.contain(id, draft)),
          warning.orElseGet(UnaryOperator::identity));
    }
    return warning
        .<Treatment>map(adding -> new Treatment.Rewrite(adding, Treatment.Errors.TOLD))
        .orElseGet(Treatment.Relay::new);
  }

  /** Told before the client is: it starts at once what it created. */
  private Consumer<String> known(Exchange exchange, Operation operation) {
    String user = exchange.identity().user();
    return id -> {
      if (id.isEmpty()) {
        exchange.nothingCreated();
      } else if (operation == Operation.EXEC_CREATE) {
        execs.note(id, user);
      }
    };
  }

  /** Adds to the answer what the client is warned of, where it has a place for that. */
  private static Optional<UnaryOperator<byte[]>> warning(Exchange exchange, Operation operation) {
    List<String> told =
        Stream.concat(
                Warning.of(exchange).map(Warning::text).map(List::of).stream(),
                Stream.concat(
                    exchange.namespace().map(ContainerNamespace::notes).stream(),
                    exchange.filter().map(ContainerFilter::notes).stream()))
            .flatMap(List::stream)
            .toList();
    return told.isEmpty()
        ? Optional.empty()
        : WarningField.of(operation)
            .map(field ->
                answer -> {
                  byte[] longer = answer;
                  for (String text : told) {
                    longer = field.add(longer, text);
                  }
                  return longer;
                });
  }

  private static boolean creates(Operation operation) {
    return switch (operation) {
      case CONTAINER_CREATE,
          EXEC_CREATE,
          VOLUME_CREATE,
          NETWORK_CREATE,
          IMAGE_COMMIT,
          SERVICE_CREATE,
          SECRET_CREATE,
          CONFIG_CREATE ->
          true;
      default -> false;
    };
  }

  private static Forwarding.Body body(Exchange exchange) {
    return switch (exchange.model()) {
      case RequestModel.Empty model -> new Forwarding.Body.None();
      case RequestModel.Archive model ->
          exchange.hasBody() ? new Forwarding.Body.Streamed() : new Forwarding.Body.None();
      case RequestModel.InspectedArchive(BodyInspection inspection) ->
          new Forwarding.Body.Inspected(inspection);
      case RequestModel.CompressedArchive(BodyInspection inspection) ->
          new Forwarding.Body.Rewritten(inspection);
      case RequestModel.Build(var _, var _, BodyInspection inspection) ->
          new Forwarding.Body.Inspected(inspection);
      case RequestModel.UnknownBuild model -> new Forwarding.Body.Streamed();
      case RequestModel.Document(RequestDocument document) ->
          new Forwarding.Body.Whole(document.write());
    };
  }
}
