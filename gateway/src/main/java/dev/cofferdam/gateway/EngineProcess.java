package dev.cofferdam.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The process that listens on the engine's socket, and what else it listens on.
 *
 * <p>The socket's peer credentials would not do: they are of whoever called listen(2), which is
 * systemd where the socket is activated. So the holders of the socket's inode are looked for, and
 * systemd, pid 1, counts only when it is the only one.
 */
final class EngineProcess {
  private final Path proc;
  private final HostFiles files;

  EngineProcess(Path proc, HostFiles files) {
    this.proc = proc;
    this.files = files;
  }

  /**
   * All that the engine listens on, its own socket included.
   *
   * @return empty where the process cannot be found
   */
  Optional<List<Listener>> listeners(Path engineSocket) {
    Path socket = files.real(engineSocket);
    Set<Long> inodes = new HashSet<>();
    for (Listener listener : ProcNet.unix(lines(proc.resolve("net/unix")))) {
      if (listener instanceof Listener.Unix(Path path, long inode)
          && files.real(path).equals(socket)) {
        inodes.add(inode);
      }
    }
    return holder(inodes)
        .map(EngineProcess::number)
        .map(this::listenersOf)
        .filter(all -> !all.isEmpty()); // not even its own socket: it could not be looked at
  }

  private List<Listener> listenersOf(int pid) {
    Path process = proc.resolve(Integer.toString(pid));
    Set<Long> held = sockets(process);
    List<Listener> all = new ArrayList<>(ProcNet.tcp(lines(process.resolve("net/tcp"))));
    all.addAll(ProcNet.tcp(lines(process.resolve("net/tcp6"))));
    all.addAll(ProcNet.unix(lines(process.resolve("net/unix"))));
    return all.stream().filter(listener -> held.contains(listener.inode())).toList();
  }

  private Optional<Path> holder(Set<Long> inodes) {
    return entries(proc).stream()
        .filter(directory -> number(directory) > 0)
        .filter(directory -> sockets(directory).stream().anyMatch(inodes::contains))
        .max(Comparator.comparing(directory -> number(directory) > 1));
  }

  /** The inodes of the sockets that a process holds: {@code /proc/PID/fd/N -> socket:[inode]}. */
  private static Set<Long> sockets(Path process) {
    Set<Long> inodes = new HashSet<>();
    for (Path fd : entries(process.resolve("fd"))) {
      inode(fd).ifPresent(inodes::add);
    }
    return inodes;
  }

  private static Optional<Long> inode(Path fd) {
    try {
      String target = Files.readSymbolicLink(fd).toString();
      return target.startsWith("socket:[") && target.endsWith("]")
          ? Optional.of(Long.valueOf(target.substring("socket:[".length(), target.length() - 1)))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty(); // closed meanwhile
    }
  }

  private static int number(Path directory) {
    String name = directory.getFileName().toString();
    return name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() <= 9
        ? Integer.parseInt(name)
        : -1;
  }

  private static List<Path> entries(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(); // the process has gone, or is not ours to look at
    }
    return entries;
  }

  private static List<String> lines(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
