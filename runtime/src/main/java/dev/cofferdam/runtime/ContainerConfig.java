package dev.cofferdam.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A bundle's {@code config.json}: what the OCI runtime specification calls a container's
 * configuration, with what the wrapper has to know of it.
 *
 * @param file where it is
 * @param document what it says
 */
record ContainerConfig(Path file, Json.Fields document) {
  static ContainerConfig read(Path bundle) throws RuntimeFailure {
    Path file = bundle.resolve("config.json");
    byte[] content;
    try {
      if (Files.size(file) > JsonText.MOST_BYTES) {
        throw new RuntimeFailure(file + " is larger than " + JsonText.MOST_BYTES + " bytes");
      }
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new RuntimeFailure("the bundle's " + file + " cannot be read: " + e.getMessage(), e);
    }
    return new ContainerConfig(file, JsonText.read(content, "config.json"));
  }

  /** Puts it in the place of the old one, whole or not at all. */
  void write() throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    Path made = file.resolveSibling("config.json.cofferdam");
    Files.write(
        made,
        JsonText.write(document),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    Files.setPosixFilePermissions(made, permissions);
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Where the engine has mounted the container's file system. */
  Path root() throws RuntimeFailure {
    Optional<String> path = document.within("root").text("path");
    if (path.isEmpty() || path.get().isEmpty()) {
      throw new RuntimeFailure("config.json: `root.path` is missing");
    }
    Path bundle = file.toAbsolutePath().getParent();
    return bundle == null ? Path.of(path.get()) : bundle.resolve(path.get()).normalize();
  }

  /** Its bind mounts, in order. */
  List<BindMount> binds() throws RuntimeFailure {
    List<BindMount> binds = new ArrayList<>();
    List<Json> mounts = document.list("mounts");
    for (int i = 0; i < mounts.size(); i++) {
      Json mount = mounts.get(i);
      if (isBind(mount)) {
        Optional<String> source = mount.text("source");
        Optional<String> destination = mount.text("destination");
        if (source.isEmpty() || !source.get().startsWith("/") || destination.isEmpty()) {
          throw new RuntimeFailure(
              "config.json: `mounts[" + i + "]` is a bind mount without an absolute source");
        }
        binds.add(new BindMount(i, Path.of(source.get()), destination.get()));
      }
    }
    return binds;
  }

  private static boolean isBind(Json mount) {
    if (mount.text("type").orElse("").equals("bind")) {
      return true;
    }
    for (Json option : mount.items("options")) {
      String text = option.text().orElse("");
      if (text.equals("bind") || text.equals("rbind")) {
        return true;
      }
    }
    return false;
  }
}
