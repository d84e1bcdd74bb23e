package dev.cofferdam.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The namespaces that config.json asks for, by type: each new, or found at a path.
 *
 * @param paths by type of namespace; empty for a new one. A type that is missing is the host's
 */
record Namespaces(Map<String, Optional<String>> paths) {
  static final String USER = "user";
  static final String NETWORK = "network";

  private static final String PROC = "/proc/";

  Namespaces {
    paths = Map.copyOf(paths);
  }

  static Namespaces of(Json.Fields config) throws RuntimeFailure {
    Map<String, Optional<String>> paths = new LinkedHashMap<>();
    for (Json item : config.within("linux").list("namespaces")) {
      Optional<String> type = item.text("type");
      if (type.isEmpty() || paths.containsKey(type.get())) {
        throw new RuntimeFailure(
            "config.json: `linux.namespaces` has a namespace without a type, or one twice");
      }
      Optional<String> path = item.text("path");
      paths.put(type.get(), path.isPresent() && path.get().isEmpty() ? Optional.empty() : path);
    }
    return new Namespaces(paths);
  }

  boolean isHosts(String type) {
    return !paths.containsKey(type);
  }

  boolean isNew(String type) {
    Optional<String> path = paths.get(type);
    return path != null && path.isEmpty();
  }

  /**
   * The process whose namespaces are joined, as the engine writes {@code --network container:X} and
   * its like: {@code /proc/PID/ns/net}. A namespace that the engine made itself has a file
   * elsewhere, and belongs to no container.
   */
  Optional<Long> joined() throws RuntimeFailure {
    Optional<Long> found = Optional.empty();
    for (Optional<String> path : paths.values()) {
      Optional<Long> pid = path.isPresent() ? pid(path.get()) : Optional.empty();
      if (pid.isPresent() && found.isPresent() && !pid.equals(found)) {
        throw new RuntimeFailure(
            "the container joins namespaces of two containers, which have different user"
                + " namespaces: join one of them for all");
      }
      found = pid.isPresent() ? pid : found;
    }
    return found;
  }

  private static Optional<Long> pid(String path) {
    int end = path.indexOf('/', PROC.length());
    if (!path.startsWith(PROC) || end < 0 || !path.startsWith("/ns/", end)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.valueOf(path.substring(PROC.length(), end)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
