package dev.cofferdam.gateway;

import dev.cofferdam.docker.BadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Paths of the host as the engine will find them: without symbolic links. The engine and the
 * gateway share the host, or none of this means anything.
 *
 * <p>A path that does not exist yet is resolved as far as it does: the engine makes the rest.
 */
final class HostPaths {
  private static final int MAX_PARENTS = 512;

  private HostPaths() {}

  static Map<String, String> resolve(List<String> paths) {
    Map<String, String> resolved = new HashMap<>();
    for (String path : paths) {
      resolved.put(path, resolve(Path.of(path)).toString());
    }
    return resolved;
  }

  private static Path resolve(Path path) {
    Path existing = path.normalize();
    for (int i = 0; i < MAX_PARENTS; i++) {
      if (Files.exists(existing, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        try {
          return existing.toRealPath().resolve(existing.relativize(path.normalize())).normalize();
        } catch (IOException nowhere) {
          throw new BadRequest(
              400,
              "the path "
                  + path
                  + " leads nowhere on this host: a dangling link, or a loop of links");
        }
      }
      Path parent = existing.getParent();
      if (parent == null) {
        return path.normalize();
      }
      existing = parent;
    }
    throw new BadRequest(400, "the path " + path + " has too many parts");
  }
}
