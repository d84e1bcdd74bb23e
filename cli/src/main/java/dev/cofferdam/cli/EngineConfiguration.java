package dev.cofferdam.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The file {@code daemon.json} of an engine, in which a runtime is registered and taken out again.
 * Beside it is kept what it was before, as long as the runtime is in it.
 *
 * @param file the file itself, behind every link
 */
record EngineConfiguration(Path file) {
  private static final String BACKUP = ".before-cofferdam";

  static EngineConfiguration at(Path file) throws IOException {
    return new EngineConfiguration(
        Files.exists(file) ? file.toRealPath() : file.toAbsolutePath().normalize());
  }

  /** What it says; nothing where there is no such file. */
  DaemonJson read() throws IOException, CommandFailure {
    return parse(Files.exists(file) ? Files.readString(file) : "");
  }

  /**
   * Registers a runtime.
   *
   * @param asDefault whether it is to be that of containers which name none
   * @return whether anything had to be changed
   * @throws CommandFailure where the file says something else about the same
   */
  boolean register(String name, Path program, boolean asDefault)
      throws IOException, CommandFailure {
    DaemonJson before = read();
    DaemonJson after = registered(before, name, program, asDefault);
    if (after.equals(before)) {
      return false;
    }
    if (!has(before, name)) {
      keep();
    }
    write(after.text());
    return true;
  }

  /**
   * Takes the runtime out again. Where nobody has changed the file since, it is byte for byte what
   * it was; where there was none, there is none.
   *
   * @return whether anything had to be changed
   */
  boolean unregister(String name, Path program) throws IOException, CommandFailure {
    DaemonJson now = read();
    try {
      Optional<String> present = now.runtime(name);
      if (present.isEmpty()) {
        return false;
      }
      if (!present.get().equals(program.toString())) {
        throw conflict("`runtimes." + name + "` is " + present.get() + ", of another installation");
      }
      boolean asDefault = now.defaultRuntime().filter(name::equals).isPresent();
      String original = Files.exists(backup()) ? Files.readString(backup()) : "";
      if (now.equals(registered(parse(original), name, program, asDefault))) {
        restore();
        return true;
      }
      DaemonJson left = asDefault ? now.withoutDefaultRuntime() : now;
      write(left.withoutRuntime(name).text());
      Files.deleteIfExists(backup());
      return true;
    } catch (Json.Unexpected e) {
      throw unreadable(e);
    }
  }

  /** What is done while the file says something else. */
  interface Meanwhile {
    void run() throws IOException, CommandFailure, InterruptedException;
  }

  /** Has another default runtime in the file for a while; then the file is what it was. */
  void withDefault(String name, Meanwhile meanwhile)
      throws IOException, CommandFailure, InterruptedException {
    DaemonJson now = read();
    try {
      write(now.withoutDefaultRuntime().withDefaultRuntime(name).text());
      meanwhile.run();
    } catch (Json.Unexpected e) {
      throw unreadable(e);
    } finally {
      write(now.text());
    }
  }

  private DaemonJson registered(DaemonJson before, String name, Path program, boolean asDefault)
      throws CommandFailure {
    try {
      Optional<String> remapped = before.remapped();
      if (remapped.isPresent()) {
        throw conflict(
            "`userns-remap` is \"" + remapped.get() + "\", and containers can have one map only");
      }
      Optional<String> present = before.runtime(name);
      if (present.isPresent() && !present.get().equals(program.toString())) {
        throw conflict("`runtimes." + name + "` is already " + present.get());
      }
      Optional<String> other = before.defaultRuntime().filter(value -> !value.equals(name));
      if (asDefault && other.isPresent()) {
        throw conflict("`default-runtime` is already \"" + other.get() + "\"");
      }
      DaemonJson after =
          present.isPresent() ? before : before.withRuntime(name, program.toString());
      return asDefault && before.defaultRuntime().isEmpty()
          ? after.withDefaultRuntime(name)
          : after;
    } catch (Json.Unexpected e) {
      throw unreadable(e);
    }
  }

  /** What an earlier registration may have left is another file's. */
  private void keep() throws IOException {
    Files.deleteIfExists(backup());
    if (Files.exists(file)) {
      Files.copy(file, backup(), StandardCopyOption.COPY_ATTRIBUTES);
      synchronise(backup());
    }
  }

  private boolean has(DaemonJson document, String name) throws CommandFailure {
    try {
      return document.runtime(name).isPresent();
    } catch (Json.Unexpected e) {
      throw unreadable(e);
    }
  }

  private void restore() throws IOException {
    if (Files.exists(backup())) {
      Files.move(
          backup(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.delete(file);
    }
  }

  private void write(String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Set<PosixFilePermission> permissions =
        Files.exists(file)
            ? Files.getPosixFilePermissions(file)
            : PosixFilePermissions.fromString("rw-r--r--");
    Path made = file.resolveSibling(file.getFileName() + ".cofferdam-new");
    Files.writeString(made, text);
    Files.setPosixFilePermissions(made, permissions);
    synchronise(made);
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void synchronise(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private DaemonJson parse(String text) throws CommandFailure {
    try {
      return DaemonJson.parse(text);
    } catch (Json.Unexpected e) {
      throw unreadable(e);
    }
  }

  private Path backup() {
    return file.resolveSibling(file.getFileName() + BACKUP);
  }

  private CommandFailure conflict(String what) {
    return new CommandFailure(
        "The engine's configuration " + file + " was left as it is: " + what + ".");
  }

  private CommandFailure unreadable(Json.Unexpected e) {
    return new CommandFailure(
        "The engine's configuration " + file + " was left as it is: " + e.getMessage() + ".", e);
  }
}
