package dev.cofferdam.gateway;

import dev.cofferdam.docker.Operation;
import dev.cofferdam.docker.Resource;
import dev.cofferdam.gateway.Mounting.Source;
import dev.cofferdam.gateway.Replaceable.Found;

/** Why a mount can become one of any path of the host, and what to do instead. */
final class MountSentences {
  private final Sight sight;
  private final Mounting mounting;

  /**
   * @param mounting that the request is about
   */
  MountSentences(Sight sight, Mounting mounting) {
    this.sight = sight;
    this.mounting = mounting;
  }

  /** It can replace what it mounts itself. */
  String own(Found found) {
    return replaced(found)
        + "the same container has "
        + Hazards.shown(found.above())
        + " mounted writable. Mount only that, or mount it read-only";
  }

  /** Another has what lies above one of its sources. */
  String below(Found found) {
    return replaced(found)
        + who(found.by())
        + " has "
        + Hazards.shown(found.above())
        + " mounted writable. Mount "
        + Hazards.shown(found.above())
        + " here as well, or mount it read-only there, or remove what has it";
  }

  /** It has what lies above a source of another. */
  String above(Found found) {
    return replaced(found)
        + who(found.of())
        + " mounts it, and "
        + Hazards.shown(found.above())
        + " would be writable here. Mount that read-only, or a directory in which nobody mounts"
        + " anything further down";
  }

  String elsewhere(Source source) {
    return Hazards.shown(source.path())
        + " leads through a link to "
        + Hazards.shown(HostTree.real(source.path()))
        + " now, and did not when it was decided on. "
        + (mounting.resource().isEmpty() ? "Try again" : "Remove the container and create it anew");
  }

  private static String replaced(Found found) {
    return "a link in the place of "
        + Hazards.shown(found.source().path())
        + " would make the engine mount any path of the host: ";
  }

  /** By name for those only who may know that it is there. */
  private String who(Mounting other) {
    if (other.resource().isEmpty()) {
      return "what is being created at the same time";
    }
    Resource known = other.resource().get();
    return switch (known) {
      case Resource.Other _ -> named(Operation.SERVICE_INSPECT, known, "another service");
      case Resource.Volume _ -> named(Operation.VOLUME_INSPECT, known, "a volume");
      case Resource.Container _, Resource.Image _, Resource.Network _ ->
          named(Operation.CONTAINER_INSPECT, known, "another container");
    };
  }

  private String named(Operation inspect, Resource known, String otherwise) {
    return sight.shows(inspect, known) ? Hazards.shown(known.label()) : otherwise;
  }
}
