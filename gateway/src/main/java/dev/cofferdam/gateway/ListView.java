package dev.cofferdam.gateway;

import dev.cofferdam.docker.ApiCall;
import dev.cofferdam.docker.ApiVersion;
import dev.cofferdam.docker.Filters;
import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.docker.Subject;
import dev.cofferdam.gateway.EngineObjects.Missing;
import dev.cofferdam.gateway.Forwarding.Treatment;
import dev.cofferdam.gateway.Forwarding.Treatment.Errors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a caller gets of the engine's lists. Where only a part may be seen, the engine's errors are
 * not told apart, and its filters name nothing that is not seen: they would tell what there is.
 */
final class ListView {
  /** From here on a list of networks says nothing of the containers in them. */
  private static final ApiVersion LEAN_NETWORKS = new ApiVersion(1, 28);

  private static final List<String> NAMING_FILTERS = List.of("before", "since");

  private final EngineObjects objects;

  ListView(EngineObjects objects) {
    this.objects = objects;
  }

  Optional<Refusal> containers(Exchange exchange, Sight sight, boolean part)
      throws EngineException, Missing {
    boolean secrets = sight.wholly(Operation.SECRETS_READ);
    ContainerItem item =
        new ContainerItem(
            part ? found -> sight.shows(Operation.CONTAINER_LIST, found) : found -> true,
            sight.secretsOfEach()::test);
    if (!part) {
      if (!secrets) {
        exchange.treatment(list(item, -1, Errors.TOLD));
      }
      return Optional.empty();
    }
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
    exchange.treatment(list(item, limit > 0 ? limit : -1, Errors.HUSHED));
    return Optional.empty();
  }

  /** A container that is not there is told in the same words as one that is not to be seen. */
  private Resource.Container known(String reference) throws EngineException, Missing {
    try {
      return objects.container(reference);
    } catch (Missing unknown) {
      throw new Missing("No such container: " + reference);
    }
  }

  Optional<Refusal> images(Exchange exchange, Sight sight, boolean part)
      throws EngineException, Missing {
    if (!part) {
      return Optional.empty();
    }
    for (String reference : named(exchange.call())) {
      if (!sight.shows(Operation.IMAGE_LIST, objects.image(reference))) {
        throw new Missing("No such image: " + reference);
      }
    }
    ImageItem item = new ImageItem(found -> sight.shows(Operation.IMAGE_LIST, found));
    exchange.treatment(list(item, -1, Errors.HUSHED));
    return Optional.empty();
  }

  static Optional<Refusal> volumes(Exchange exchange, Sight sight, boolean part) {
    if (part || !sight.wholly(Operation.SECRETS_READ)) {
      VolumeItem item =
          new VolumeItem(
              part ? found -> sight.shows(Operation.VOLUME_LIST, found) : found -> true,
              sight.secretsOfEach()::test);
      exchange.treatment(
          Treatment.rewrite(
              edit -> VolumeList.take(edit, item, !part), part ? Errors.HUSHED : Errors.TOLD));
    }
    return Optional.empty();
  }

  static Optional<Refusal> diskUsage(Exchange exchange, Sight sight, boolean part) {
    if (part || !sight.wholly(Operation.SECRETS_READ)) {
      DiskUsage usage =
          new DiskUsage(
              new ImageItem(image -> !part || sight.shows(Operation.SYSTEM_DF, image)),
              new ContainerItem(
                  found -> !part || sight.shows(Operation.SYSTEM_DF, found),
                  sight.secretsOfEach()::test),
              new VolumeItem(
                  found -> !part || sight.shows(Operation.SYSTEM_DF, found),
                  sight.secretsOfEach()::test),
              part);
      exchange.treatment(new Treatment.Rewrite(usage::of, part ? Errors.HUSHED : Errors.TOLD));
    }
    return Optional.empty();
  }

  Optional<Refusal> networks(Exchange exchange, Sight sight, boolean part) throws EngineException {
    boolean inspect = exchange.call().operation() == Operation.NETWORK_INSPECT;
    boolean services = sight.wholly(Operation.SERVICE_LIST);
    if (!part && sight.wholly(Operation.CONTAINER_LIST) && (services || !inspect)) {
      return Optional.empty();
    }
    NetworkItem item =
        new NetworkItem(
            part ? found -> sight.shows(Operation.NETWORK_LIST, found) : found -> true,
            attached(exchange.call(), sight),
            services);
    exchange.treatment(
        inspect
            ? Treatment.rewrite(item::take, Errors.TOLD)
            : list(item, -1, part ? Errors.HUSHED : Errors.TOLD));
    return Optional.empty();
  }

  /** Of services, secrets, configs or nodes, where only a part may be seen. */
  static Optional<Refusal> swarm(Exchange exchange, Sight sight) {
    Operation operation = exchange.call().operation();
    Subject kind =
        switch (operation) {
          case SERVICE_LIST -> Subject.SERVICE;
          case SECRET_LIST -> Subject.SECRET;
          case CONFIG_LIST -> Subject.CONFIG;
          case NODE_LIST -> Subject.NODE;
          default -> throw new IllegalStateException(operation + " lists nothing of a swarm");
        };
    SwarmItem item =
        new SwarmItem(
            kind,
            found -> sight.shows(operation, found),
            sight.secretsOfEach()::test,
            Secrets.in(operation));
    exchange.treatment(list(item, -1, Errors.HUSHED));
    return Optional.empty();
  }

  /** Which containers a network's answer may name. */
  private Predicate<String> attached(ApiCall call, Sight sight) throws EngineException {
    if (sight.wholly(Operation.CONTAINER_LIST)) {
      return id -> true;
    }
    if (call.operation() == Operation.NETWORK_LIST
        && call.version().filter(version -> version.compareTo(LEAN_NETWORKS) < 0).isEmpty()) {
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

  private static Treatment list(JsonEdit.Item item, long limit, Errors errors) {
    return Treatment.rewrite(edit -> edit.items(item, limit), errors);
  }
}
