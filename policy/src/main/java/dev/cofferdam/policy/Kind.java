package dev.cofferdam.policy;

import dev.cofferdam.docker.Operation;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A kind of object that operations act on. */
enum Kind {
  CONTAINER,
  IMAGE,
  VOLUME,
  NETWORK,
  /** A task counts as the service that it belongs to. */
  SERVICE,
  SECRET,
  CONFIG,
  NODE,
  /** Plugins: no selector speaks of these. */
  OTHER;

  /** The kinds that can have an owner. */
  static final Set<Kind> OWNABLE =
      Collections.unmodifiableSet(EnumSet.of(CONTAINER, VOLUME, NETWORK, SERVICE, SECRET, CONFIG));

  /** The kinds that a selector names. */
  static final Set<Kind> NAMED =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(IMAGE, OTHER)));

  /** The kinds that others use; their selectors say what may be used, not what must. */
  static final Set<Kind> USED =
      Collections.unmodifiableSet(EnumSet.of(VOLUME, NETWORK, SECRET, CONFIG));

  /** The selector that speaks of this kind, for instance {@code containers}. */
  String selector() {
    return name().toLowerCase(Locale.ROOT) + "s";
  }

  /**
   * The kinds that an operation acts on or tells of. An operation that this table does not know has
   * all of them, so that a deny rule never fails to be asked.
   */
  static Set<Kind> of(Operation operation) {
    return switch (operation) {
      case CONTAINER_CREATE, IMAGE_COMMIT -> EnumSet.of(CONTAINER, IMAGE);
      case SERVICE_CREATE, SERVICE_UPDATE -> EnumSet.of(SERVICE, IMAGE);
      case NETWORK_CONNECT, NETWORK_DISCONNECT -> EnumSet.of(NETWORK, CONTAINER);
      case SYSTEM_PING, SYSTEM_VERSION, SYSTEM_INFO, SYSTEM_AUTH, SYSTEM_OPTIONS ->
          EnumSet.noneOf(Kind.class);
      default -> byRoom(operation.id().substring(0, operation.id().indexOf('.')));
    };
  }

  private static Set<Kind> byRoom(String room) {
    return switch (room) {
      case "container", "checkpoint", "exec" -> EnumSet.of(CONTAINER);
      case "image", "distribution" -> EnumSet.of(IMAGE);
      case "volume" -> EnumSet.of(VOLUME);
      case "network" -> EnumSet.of(NETWORK);
      case "service", "task" -> EnumSet.of(SERVICE);
      case "secret" -> EnumSet.of(SECRET);
      case "config" -> EnumSet.of(CONFIG);
      case "node" -> EnumSet.of(NODE);
      case "plugin" -> EnumSet.of(OTHER);
      case "swarm" -> EnumSet.noneOf(Kind.class);
      default -> EnumSet.allOf(Kind.class);
    };
  }
}
