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
  /** Plugins, nodes, services, tasks, secrets and configs: no selector speaks of these. */
  OTHER;

  /** The kinds that can have an owner. */
  static final Set<Kind> OWNABLE =
      Collections.unmodifiableSet(EnumSet.of(CONTAINER, VOLUME, NETWORK));

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
      case "plugin", "node", "service", "task", "secret", "config", "swarm" -> EnumSet.of(OTHER);
      default -> EnumSet.allOf(Kind.class);
    };
  }
}
