package dev.cofferdam.gateway;

import dev.cofferdam.gateway.Mounting.Source;
import java.util.List;
import java.util.Map;

/**
 * The engine's volumes as directories of the host.
 *
 * @param paths by name, those that a volume was made of by its options; only of such volumes
 * @param data each volume's own directory, which anybody who may use it writes to
 */
record Volumes(Map<String, List<String>> paths, List<Mounting> data) {
  Volumes {
    paths = Map.copyOf(paths);
    data = List.copyOf(data);
  }

  /** What comes with mounting one. */
  List<Source> sources(String name, boolean writable) {
    return paths.getOrDefault(name, List.of()).stream()
        .map(path -> new Source(path, false, writable))
        .toList();
  }
}
