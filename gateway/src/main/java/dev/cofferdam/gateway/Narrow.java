package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.Filters;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.EngineObjects.Missing;
import dev.cofferdam.gateway.Forwarding.Treatment;
import dev.cofferdam.policy.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What of it is theirs. In: a decision, perhaps for a part only. Out: a request that asks for no
 * more than that, and what happens to the answer so that no more is seen.
 */
final class Narrow implements Stage {
  /** From here on a list of networks says nothing of the containers in them. */
  private static final ApiVersion LEAN_NETWORKS = new ApiVersion(1, 28);

  private static final List<String> NAMING_FILTERS = List.of("before", "since");

  private final EngineObjects objects;

  Narrow(EngineObjects objects) {
    this.objects = objects;
  }

  @Override
  public boolean mayWait(Exchange exchange) {
    return switch (exchange.call().operation()) {
      case NETWORK_LIST, NETWORK_INSPECT -> !seesContainers(Sight.of(exchange));
      case CONTAINER_LIST ->
          isPart(exchange)
              && (has(exchange, "filters") || has(exchange, "before") || has(exchange, "since"));
      case IMAGE_LIST -> isPart(exchange) && has(exchange, "filters");
      default -> false;
    };
  }

  @Override
  public Optional<Refusal> apply(Exchange exchange) throws EngineException {
    boolean part = isPart(exchange);
    Sight sight = Sight.of(exchange);
    try {
      switch (exchange.call().operation()) {
        case CONTAINER_LIST -> {
          if (part) {
            containers(exchange, sight);
          }
        }
        case IMAGE_LIST -> {
          if (part) {
            images(exchange, sight);
          }
        }
        case VOLUME_LIST -> {
          if (part) {
            volumes(exchange, sight);
          }
        }
        case NETWORK_LIST, NETWORK_INSPECT -> networks(exchange, sight, part);
        default -> {
          if (part) {
            return Optional.of(indivisible(exchange));
          }
        }
      }
      return Optional.empty();
    } catch (Missing missing) {
      return Optional.of(Refusal.of(404, String.valueOf(missing.getMessage())));
    }
  }

  private static boolean has(Exchange exchange, String parameter) {
    return exchange.call().query().has(parameter);
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
        List.of(),
        false);
  }

  private void containers(Exchange exchange, Sight sight) throws EngineException, Missing {
    ApiCall call = exchange.call();
    for (String reference : named(call)) {
      if (!sight.shows(Operation.CONTAINER_LIST, known(reference))) {
        throw new Missing("No such container: " + reference);
      }
    }
    long limit = call.query().number("limit").orElse(-1);
    if (limit > 0) {
      // The engine would count what the caller does not see; it lists all, stopped ones too, for
      // a limit.
      exchange.call(call.withQuery("limit", "").withQuery("all", "1"));
    }
    ContainerItem item = new ContainerItem(found -> sight.shows(Operation.CONTAINER_LIST, found));
    exchange.treatment(list(item, limit > 0 ? limit : -1));
  }

  /** A container that is not there is told in the same words as one that is not to be seen. */
  private Resource.Container known(String reference) throws EngineException, Missing {
    try {
      return objects.container(reference);
    } catch (Missing unknown) {
      throw new Missing("No such container: " + reference);
    }
  }

  private void images(Exchange exchange, Sight sight) throws EngineException, Missing {
    for (String reference : named(exchange.call())) {
      if (!sight.shows(Operation.IMAGE_LIST, objects.image(reference))) {
        throw new Missing("No such image: " + reference);
      }
    }
    exchange.treatment(list(new ImageItem(found -> sight.shows(Operation.IMAGE_LIST, found)), -1));
  }

  private static void volumes(Exchange exchange, Sight sight) {
    VolumeItem item = new VolumeItem(found -> sight.shows(Operation.VOLUME_LIST, found));
    exchange.treatment(rewrite(edit -> VolumeList.take(edit, item), Treatment.Errors.HUSHED));
  }

  private void networks(Exchange exchange, Sight sight, boolean part) throws EngineException {
    boolean inspect = exchange.call().operation() == Operation.NETWORK_INSPECT;
    boolean whole = seesContainers(sight) && (!inspect || sight.wholly(Operation.SERVICE_LIST));
    if (whole && !part) {
      return;
    }
    Predicate<Resource.Network> visible =
        part ? found -> sight.shows(Operation.NETWORK_LIST, found) : found -> true;
    NetworkItem item =
        new NetworkItem(visible, attached(exchange, sight), sight.wholly(Operation.SERVICE_LIST));
    exchange.treatment(inspect ? rewrite(item::take, Treatment.Errors.TOLD) : list(item, -1));
  }

  /** Which containers a network's answer may name. */
  private Predicate<String> attached(Exchange exchange, Sight sight) throws EngineException {
    if (seesContainers(sight)) {
      return id -> true;
    }
    boolean lean =
        exchange.call().operation() == Operation.NETWORK_LIST
            && exchange.call().version().filter(v -> v.compareTo(LEAN_NETWORKS) < 0).isEmpty();
    if (lean) {
      return id -> false;
    }
    Set<String> visible = new HashSet<>();
    for (Resource.Container container : objects.containers()) {
      if (sight.shows(Operation.CONTAINER_LIST, container)
          || sight.shows(Operation.CONTAINER_INSPECT, container)) {
        visible.add(container.id());
      }
    }
    return visible::contains;
  }

  private static boolean seesContainers(Sight sight) {
    return sight.wholly(Operation.CONTAINER_LIST) || sight.wholly(Operation.CONTAINER_INSPECT);
  }

  /**
   * The objects that a list's filters name: the engine says whether there is such a thing, whoever
   * may see it.
   */
  private static List<String> named(ApiCall call) {
    List<String> names = new ArrayList<>();
    Filters filters = Filters.parse(call.query().text("filters"));
    NAMING_FILTERS.forEach(filter -> names.addAll(filters.of(filter)));
    if (call.operation() == Operation.CONTAINER_LIST) {
      NAMING_FILTERS.forEach(filter -> call.query().text(filter).ifPresent(names::add));
    }
    return names;
  }

  private static Treatment list(JsonEdit.Item item, long limit) {
    return rewrite(edit -> edit.items(item, limit), Treatment.Errors.HUSHED);
  }

  private interface Taking {
    void take(JsonEdit edit);
  }

  private static Treatment rewrite(Taking taking, Treatment.Errors errors) {
    return new Treatment.Rewrite(
        answer -> {
          JsonEdit edit = new JsonEdit(answer);
          taking.take(edit);
          return edit.finish();
        },
        errors);
  }
}
