package dev.cofferdam.docker;

import java.util.Optional;
import java.util.Set;

/** The places in strings of a request where another container is named, and how to rewrite them. */
final class ContainerReference {
  private static final String PREFIX = "container:";

  private ContainerReference() {}

  /** The container of a namespace mode {@code container:<ref>}. */
  static Optional<String> ofMode(String mode, String path) {
    return mode.startsWith(PREFIX)
        ? Optional.of(check(mode.substring(PREFIX.length()), path))
        : Optional.empty();
  }

  static String mode(String id) {
    return PREFIX + id;
  }

  /** The container of an entry of VolumesFrom, {@code ref[:mode]}. */
  static String ofVolumesFrom(String entry, String path) {
    int colon = entry.indexOf(':');
    String mode = colon < 0 ? "" : entry.substring(colon + 1);
    if (!Set.of("", "ro", "rw", "z", "Z", "ro,z", "rw,z", "ro,Z", "rw,Z").contains(mode)) {
      throw MalformedBody.at(path, "must be container[:ro|:rw][,z|,Z]");
    }
    return check(colon < 0 ? entry : entry.substring(0, colon), path);
  }

  static String volumesFrom(String entry, String id) {
    int colon = entry.indexOf(':');
    return colon < 0 ? id : id + entry.substring(colon);
  }

  /** The container of a link, {@code ref[:alias]}. */
  static String ofLink(String link, String path) {
    int colon = link.indexOf(':');
    if (colon != link.lastIndexOf(':') || colon == link.length() - 1) {
      throw MalformedBody.at(path, "must be container[:alias]");
    }
    return check(colon < 0 ? link : link.substring(0, colon), path);
  }

  /** Without an alias of its own a link has the container's name as alias: it keeps that. */
  static String link(String link, String id) {
    int colon = link.indexOf(':');
    return id + ":" + (colon < 0 ? strip(link) : link.substring(colon + 1));
  }

  static String check(String reference, String path) {
    String bare = strip(reference);
    if (!Names.isContainer(bare)) {
      throw MalformedBody.at(path, "must name a container ([a-zA-Z0-9][a-zA-Z0-9_.-]*)");
    }
    return bare;
  }

  private static String strip(String name) {
    return name.startsWith("/") ? name.substring(1) : name;
  }
}
