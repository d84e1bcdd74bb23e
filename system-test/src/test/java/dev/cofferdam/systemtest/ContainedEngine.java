package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An engine with the container runtime of Cofferdam, once on crun and once on runc, and without a
 * locale, as where a service manager sets none.
 */
final class ContainedEngine implements AutoCloseable {
  private static final List<String> REAL = List.of("crun", "runc");

  private final Engine engine;
  private final Path state;

  private ContainedEngine(Engine engine, Path state) {
    this.engine = engine;
    this.state = state;
  }

  static ContainedEngine start(Path home) {
    try {
      Path state = Files.createDirectories(home.resolve("state"));
      Map<String, Path> runtimes = new LinkedHashMap<>();
      for (String real : REAL) {
        Path front = home.resolve("cofferdam-" + real);
        Files.writeString(
            front,
            "#!/bin/sh\nunset LANG LC_ALL LC_CTYPE\nexec %s/cofferdam-runtime --cofferdam-state=%s --cofferdam-runtime=%s \"$@\"\n"
                .formatted(Launcher.installation(), state, real));
        Files.setPosixFilePermissions(front, PosixFilePermissions.fromString("rwxr-xr-x"));
        runtimes.put(name(real), front);
        runtimes.put(real + "-alone", Path.of(Command.of("which", real).orFail()));
      }
      return new ContainedEngine(Engine.startWithRuntimes(home.resolve("engine"), runtimes), state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the engine calls Cofferdam's runtime on this real one. */
  static String name(String real) {
    return "cofferdam-" + real;
  }

  Engine engine() {
    return engine;
  }

  Path state() {
    return state;
  }

  Docker docker() {
    return engine.docker();
  }

  @Override
  public void close() {
    engine.close();
  }
}
