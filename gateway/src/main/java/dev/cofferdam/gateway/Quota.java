package dev.cofferdam.gateway;

import dev.cofferdam.docker.CgroupLimits;
import dev.cofferdam.docker.ContainerCreate;
import dev.cofferdam.docker.ContainerUpdate;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.PublishedPorts;
import dev.cofferdam.docker.RequestDocument;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.OwnContainers.Own;
import dev.cofferdam.policy.Limit;
import dev.cofferdam.policy.Limits;
import dev.cofferdam.policy.Measure;
import dev.cofferdam.policy.Mode;
import dev.cofferdam.policy.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what the caller has and what he asks for is within the limits of his roles together. In:
 * an allowed request. Out: the same, which holds its caller's turn if it adds to what he uses:
 * until the engine has answered it, nobody counts his containers.
 */
final class Quota implements Stage {
  private final OwnContainers containers;
  private final Turns turns;

  Quota(OwnContainers containers, Turns turns) {
    this.containers = containers;
    this.turns = turns;
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return adds(exchange.call().operation()) && !amounts(exchange).isEmpty();
  }

  private static boolean adds(Operation operation) {
    return switch (operation) {
      case CONTAINER_CREATE, CONTAINER_UPDATE, SERVICE_CREATE, SERVICE_UPDATE -> true;
      default -> false;
    };
  }

  private static Map<Measure, Limit> amounts(Exchange exchange) {
    Limits limits = exchange.policy().limits(Decide.caller(exchange.identity()));
    return limits.amounts();
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws EngineException, InterruptedException {
    if (!adds(exchange.call().operation())) {
      return Optional.empty();
    }
    Map<Measure, Limit> amounts = amounts(exchange);
    if (amounts.isEmpty()) {
      return Optional.empty();
    }
    Map<Measure, Limit> enforced = new EnumMap<>(amounts);
    enforced.values().removeIf(limit -> limit.mode() != Mode.ENFORCE);
    Map<Measure, Limit> tried = new EnumMap<>(amounts);
    tried.values().removeIf(limit -> limit.mode() == Mode.ENFORCE);
    Optional<Refusal> refusal = check(exchange, enforced, true);
    if (refusal.isEmpty()) {
      check(exchange, tried, false).ifPresent(beyond -> allowAnyway(exchange, tried, beyond));
    }
    return refusal;
  }

  /**
   * @param inTurn whether the answer has to hold until the engine's
   */
  private Optional<Refusal> check(Exchange exchange, Map<Measure, Limit> amounts, boolean inTurn)
      throws EngineException, InterruptedException {
    if (amounts.isEmpty()) {
      return Optional.empty();
    }
    QuotaSentences say = new QuotaSentences(exchange.identity().user(), amounts);
    if (exchange.model() instanceof RequestModel.Document(ContainerCreate create)) {
      return create(exchange, create, say, inTurn);
    }
    return exchange.model() instanceof RequestModel.Document(ContainerUpdate update)
        ? update(exchange, update, say, inTurn)
        : Optional.of(say.service());
  }

  /** On trial: on record, and told where a role says {@code warn}. */
  private static void allowAnyway(Exchange exchange, Map<Measure, Limit> tried, Refusal beyond) {
    Mode mode = tried.values().stream().map(Limit::mode).max(Mode::compareTo).orElseThrow();
    String reason =
        exchange.verdict().orElseThrow() instanceof Verdict.AllowAnyway earlier
            ? earlier.refusal().reason() + "; " + beyond.reason()
            : beyond.reason();
    exchange.verdict(
        new Verdict.AllowAnyway(mode, new Verdict.Deny(beyond.rule(), reason, beyond.remedies())));
  }

  private Optional<Refusal> create(
      Exchange exchange, ContainerCreate create, QuotaSentences say, boolean inTurn)
      throws EngineException, InterruptedException {
    CgroupLimits limits = CgroupLimits.of(create);
    Use asked = Use.of(limits, Use.asked(PublishedPorts.of(create)));
    Optional<Refusal> alone = say.tooMuch(Use.NONE, asked, say.measures());
    if (alone.isPresent()) {
      return alone;
    }
    if (limits.swapsFreely() && say.measures().contains(Measure.MEMORY)) {
      return Optional.of(say.swap());
    }
    if (inTurn && !takeTurn(exchange, create)) {
      return Optional.of(say.busy());
    }
    return counted(exchange, asked, say, say.measures(), "");
  }

  /** What an update raises counts as if the container were the caller's own, whoever has it. */
  private Optional<Refusal> update(
      Exchange exchange, ContainerUpdate update, QuotaSentences say, boolean inTurn)
      throws EngineException, InterruptedException {
    Set<Measure> limited = EnumSet.of(Measure.MEMORY, Measure.CPUS, Measure.PIDS);
    limited.retainAll(say.measures());
    if (limited.isEmpty()) {
      return Optional.empty();
    }
    CgroupLimits asked = CgroupLimits.of(update);
    if (asked.swapsFreely() && limited.contains(Measure.MEMORY)) {
      return Optional.of(say.swap());
    }
    if (inTurn && !takeTurn(exchange, update)) {
      return Optional.of(say.busy());
    }
    String id = container(exchange);
    Optional<Own> target = containers.inspect(id);
    if (target.isEmpty()) {
      return Optional.empty(); // gone meanwhile, as the engine will say
    }
    Use before = Use.of(target.get().limits(), 0);
    Use after = Use.of(target.get().limits().updated(asked), 0);
    limited.removeIf(measure -> after.of(measure) <= before.of(measure));
    Optional<Refusal> alone = say.tooMuch(Use.NONE, after, limited);
    return alone.isPresent() || limited.isEmpty()
        ? alone
        : counted(exchange, after, say, limited, id);
  }

  private static String container(Exchange exchange) {
    for (Resource resource : exchange.resources()) {
      if (resource instanceof Resource.Container container) {
        return container.id();
      }
    }
    throw new IllegalStateException("an update of no container");
  }

  private boolean takeTurn(Exchange exchange, RequestDocument document)
      throws InterruptedException {
    Optional<Turns.Turn> turn = turns.take(exchange.identity().user(), document.write().length);
    turn.ifPresent(exchange::hold);
    return turn.isPresent();
  }

  /**
   * Adds up what the caller has; what is over already is not looked at to the end.
   *
   * @param except the container that is asked for, where it exists
   */
  private Optional<Refusal> counted(
      Exchange exchange, Use asked, QuotaSentences say, Set<Measure> measures, String except)
      throws EngineException {
    List<String> own = new ArrayList<>(containers.of(exchange.identity().user()));
    own.remove(except);
    Use used = new Use(own.size(), 0, 0, 0, 0);
    Optional<Refusal> tooMany = say.tooMuch(used, asked, measures);
    boolean countOnly = measures.equals(Set.of(Measure.CONTAINERS));
    for (int i = 0; i < own.size() && tooMany.isEmpty() && !countOnly; i++) {
      Optional<Own> found = containers.inspect(own.get(i));
      if (found.isPresent()) {
        Optional<Refusal> unlimited = say.unlimited(found.get(), measures);
        if (unlimited.isPresent()) {
          return unlimited;
        }
        used = used.plus(found.get().use().withoutCount());
        tooMany = say.tooMuch(used, asked, measures);
      }
    }
    return tooMany;
  }
}
