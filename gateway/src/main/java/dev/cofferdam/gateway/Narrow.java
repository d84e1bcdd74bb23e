package dev.cofferdam.gateway;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Query;
import dev.cofferdam.gateway.EngineObjects.Missing;
import dev.cofferdam.gateway.Forwarding.Treatment;
import dev.cofferdam.gateway.Forwarding.Treatment.Errors;
import dev.cofferdam.policy.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What of it is theirs. In: a decision, perhaps for a part only. Out: a request that asks for no
 * more than that, and what happens to the answer so that no more is seen.
 */
final class Narrow implements Stage {
  private final EngineObjects objects;
  private final ListView lists;

  Narrow(EngineObjects objects) {
    this.objects = objects;
    this.lists = new ListView(objects);
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    Query query = exchange.call().query();
    return switch (exchange.call().operation()) {
      case NETWORK_LIST, NETWORK_INSPECT -> !Sight.of(exchange).wholly(Operation.CONTAINER_LIST);
      case CONTAINER_LIST ->
          isPart(exchange) && (query.has("filters") || query.has("before") || query.has("since"));
      case IMAGE_LIST -> isPart(exchange) && query.has("filters");
      default -> false;
    };
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws EngineException {
    boolean part = isPart(exchange);
    Sight sight = Sight.of(exchange);
    try {
      return switch (exchange.call().operation()) {
        case CONTAINER_LIST -> lists.containers(exchange, sight, part);
        case IMAGE_LIST -> lists.images(exchange, sight, part);
        case VOLUME_LIST -> ListView.volumes(exchange, sight, part);
        case NETWORK_LIST, NETWORK_INSPECT -> lists.networks(exchange, sight, part);
        case SERVICE_LIST, SECRET_LIST, CONFIG_LIST, NODE_LIST ->
            part ? ListView.swarm(exchange, sight) : secrets(exchange, sight);
        case SYSTEM_EVENTS -> events(exchange, sight, part);
        case SYSTEM_DF -> ListView.diskUsage(exchange, sight, part);
        case CONTAINER_PRUNE, VOLUME_PRUNE, NETWORK_PRUNE ->
            exchange.verdict().orElseThrow() instanceof Verdict.AllowSome some
                ? PruneOwn.limit(exchange, some)
                : Optional.empty();
        case VOLUME_CREATE ->
            part ? Optional.of(indivisible(exchange)) : createdVolume(exchange, sight);
        case SWARM_UNLOCKKEY -> sight.refusedSecrets();
        default -> part ? Optional.of(indivisible(exchange)) : secrets(exchange, sight);
      };
    } catch (Missing missing) {
      return Optional.of(Refusal.of(404, String.valueOf(missing.getMessage())));
    }
  }

  private Optional<Refusal> events(Exchange exchange, Sight sight, boolean part) {
    if (part || !sight.wholly(Operation.SECRETS_READ)) {
      exchange.treatment(new Treatment.Events(new EventView(objects, sight, part)));
    }
    return Optional.empty();
  }

  /** Creating a volume that exists already answers what it was made with, perhaps by another. */
  private static Optional<Refusal> createdVolume(Exchange exchange, Sight sight) {
    if (!sight.showsSecrets(exchange.resources())) {
      exchange.treatment(
          new Treatment.NoteCreated(answer -> JsonEdit.edited(answer, Secrets.VOLUME::hide)));
    }
    return Optional.empty();
  }

  private static boolean isPart(Exchange exchange) {
    return exchange.verdict().orElseThrow() instanceof Verdict.AllowSome;
  }

  private static Refusal indivisible(Exchange exchange) {
    return new Refusal(
        403,
        exchange.call().operation()
            + " concerns objects that a rule leaves out, and cannot be limited to the others",
        exchange.verdict().flatMap(Verdict::rule),
        List.of(
            "In the policy: a rule without selectors allows "
                + exchange.call().operation()
                + " as a whole, where no deny rule has selectors for such objects."),
        false);
  }

  /** Of one object, or of a list that is allowed as a whole. */
  private static Optional<Refusal> secrets(Exchange exchange, Sight sight) {
    Optional<SecretFields> fields = Secrets.in(exchange.call().operation());
    if (fields.isPresent() && !sight.showsSecrets(exchange.resources())) {
      exchange.treatment(Treatment.rewrite(fields.get()::hide, Errors.TOLD));
    }
    return Optional.empty();
  }
}
