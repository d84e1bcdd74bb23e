package dev.cofferdam.gateway;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.EngineObjects.Missing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a caller gets of the engine's events, one at a time. What does not say whose it is, a volume
 * or a network, is asked for at the engine; where nobody knows any more, it is shown only if it may
 * be seen whoever owned it. Used by one thread at a time, which may wait.
 */
final class EventView {
  private static final int MAX_REMEMBERED = 1024;

  private final EngineObjects objects;
  private final Sight sight;
  private final boolean part;
  private final Map<String, Owner> owners = new LinkedHashMap<>();

  /** Who owns a volume or network; nobody, where it has no owner. */
  private record Owner(Optional<String> user) {}

  /**
   * @param part whether only some objects' events may be seen; else only secrets are hidden
   */
  EventView(EngineObjects objects, Sight sight, boolean part) {
    this.objects = objects;
    this.sight = sight;
    this.part = part;
  }

  /**
   * The event as it may be seen.
   *
   * @throws UnreadableAnswer if it is no event
   */
  Optional<byte[]> of(byte[] json) {
    JsonEdit edit = new JsonEdit(json);
    EngineEvent.Read read = EngineEvent.take(edit.scan());
    EngineEvent event = read.event();
    if (part && !shows(event)) {
      return Optional.empty();
    }
    if (!sight.showsSecrets(List.of(event.asContainer()))) {
      read.hideCommand(edit);
    }
    return Optional.of(edit.finish());
  }

  private boolean shows(EngineEvent event) {
    if (event.id().isEmpty()) {
      return false; // a prune, of whatever there was
    }
    return switch (event.type()) {
      case "container" -> shows(event.asContainer());
      case "image" -> shows(event.asImage());
      case "volume" ->
          showsOwned(event, owner -> new Resource.Volume(event.id(), owner)) && showsOther(event);
      case "network" ->
          showsOwned(event, owner -> new Resource.Network(event.id(), event.name(), owner))
              && showsOther(event);
      default -> false;
    };
  }

  private boolean shows(Resource resource) {
    return sight.shows(Operation.SYSTEM_EVENTS, resource);
  }

  private boolean showsOwned(EngineEvent event, Function<Optional<String>, Resource> owned) {
    String key = event.type() + ":" + event.id();
    @Nullable Owner known = owners.get(key);
    if (known == null || event.action().equals("create")) {
      Optional<Owner> asked = owner(event);
      if (asked.isEmpty()) {
        return shows(owned.apply(Optional.empty()))
            && shows(owned.apply(Optional.of(sight.caller().user())));
      }
      known = asked.get();
      remember(key, known);
    }
    if (event.action().equals("destroy")) {
      owners.remove(key);
    }
    return shows(owned.apply(known.user()));
  }

  private void remember(String key, Owner owner) {
    if (owners.size() >= MAX_REMEMBERED) {
      owners.remove(owners.keySet().iterator().next());
    }
    owners.put(key, owner);
  }

  /** Empty where the engine does not know the object, or does not answer. */
  private Optional<Owner> owner(EngineEvent event) {
    try {
      return event.type().equals("volume")
          ? objects.volume(event.id()).map(known -> new Owner(known.volume().owner()))
          : Optional.of(new Owner(objects.network(event.id()).owner()));
    } catch (EngineException | Missing unknown) {
      return Optional.empty();
    }
  }

  /** That a container was connected or has mounted something says that there is such a one. */
  private boolean showsOther(EngineEvent event) {
    if (event.container().isEmpty()) {
      return true;
    }
    try {
      Resource.Container container = objects.container(event.container());
      return shows(container)
          || sight.shows(Operation.CONTAINER_LIST, container)
          || sight.shows(Operation.CONTAINER_INSPECT, container);
    } catch (EngineException | Missing unknown) {
      return false;
    }
  }
}
