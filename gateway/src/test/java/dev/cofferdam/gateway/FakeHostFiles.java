package dev.cofferdam.gateway;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Files that are only owners, modes and symbolic links. What was not put there is not there. */
final class FakeHostFiles implements HostFiles {
  private static final int DIRECTORY = 0040000;
  private static final int FILE = 0100000;
  private static final int SOCKET = 0140000;

  private final Map<Path, Standing> standings = new HashMap<>();
  private final Map<Path, Path> links = new HashMap<>();

  FakeHostFiles() {
    directory("/", 0, 0, 0755);
  }

  FakeHostFiles directory(String path, long uid, long gid, int mode) {
    return put(path, new Standing(uid, gid, DIRECTORY | mode));
  }

  FakeHostFiles file(String path, long uid, long gid, int mode) {
    return put(path, new Standing(uid, gid, FILE | mode));
  }

  FakeHostFiles socket(String path, long uid, long gid, int mode) {
    return put(path, new Standing(uid, gid, SOCKET | mode));
  }

  FakeHostFiles link(String from, String to) {
    links.put(Path.of(from), Path.of(to));
    return this;
  }

  private FakeHostFiles put(String path, Standing standing) {
    standings.put(Path.of(path), standing);
    return this;
  }

  @Override
  public Optional<Standing> standing(Path path) {
    return Optional.ofNullable(standings.get(real(path)));
  }

  @Override
  public Path real(Path path) {
    for (Map.Entry<Path, Path> link : links.entrySet()) {
      if (path.startsWith(link.getKey())) {
        return real(link.getValue().resolve(link.getKey().relativize(path)).normalize());
      }
    }
    return path;
  }
}
