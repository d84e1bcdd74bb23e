package dev.cofferdam.gateway;

import dev.cofferdam.docker.BadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The directories of this host at one moment. Each is known by its place on its file system, from
 * proc_pid_mountinfo(5), so that one which is mounted twice is still one.
 */
final class HostTree {
  /** As path_resolution(7) has it. */
  private static final int MAX_LINKS = 40;

  /**
   * How a path is looked up.
   *
   * @param directories the places in which something is looked up, in order
   * @param throughLink whether any of it is a symbolic link
   */
  record Lookup(Set<String> directories, boolean throughLink) {}

  private record Mount(String place, String point) {}

  private final List<Mount> mounts;
  private final Map<String, String> known = new HashMap<>();
  private final Map<String, Optional<String>> identities = new HashMap<>();

  private HostTree(List<Mount> mounts) {
    this.mounts = List.copyOf(mounts);
  }

  static HostTree ofThisHost() throws EngineException {
    return of(MountPoints.table());
  }

  static HostTree of(String table) {
    List<Mount> mounts = new ArrayList<>();
    for (MountPoints.Entry entry : MountPoints.entries(table)) {
      mounts.add(new Mount(under("/" + entry.device(), entry.root()), entry.point()));
    }
    return new HostTree(mounts);
  }

  /** Everything that is looked up on the way to a path, its last part included. */
  Lookup lookup(String path) {
    Set<String> directories = new LinkedHashSet<>();
    Deque<String> parts = new ArrayDeque<>();
    push(path, parts);
    String at = "/";
    int links = 0;
    for (String part; (part = parts.pollFirst()) != null; ) {
      if (part.equals("..")) {
        at = parent(at);
      } else if (!part.isEmpty() && !part.equals(".")) {
        directories.add(place(at));
        identity(at).ifPresent(directories::add);
        String next = under(at, "/" + part);
        String target = link(next);
        if (target.isEmpty() || links == MAX_LINKS) {
          at = next;
        } else {
          links++;
          at = target.startsWith("/") ? "/" : at;
          push(target, parts);
        }
      }
    }
    return new Lookup(directories, links > 0);
  }

  /** The places that can be written to by whoever has this mounted writable. */
  Set<String> writable(String path) {
    String real = real(path);
    Set<String> places = new LinkedHashSet<>(Set.of(place(real)));
    identity(real).ifPresent(places::add);
    below(real).forEach(point -> places.add(place(point)));
    return places;
  }

  /** Where something is mounted below a path. */
  List<String> below(String path) {
    String real = real(path);
    return mounts.stream()
        .map(Mount::point)
        .filter(point -> !point.equals(real) && isWithin(point, real))
        .distinct()
        .toList();
  }

  /** The path without links, as far as it exists. */
  static String real(String path) {
    try {
      return HostPaths.resolve(List.of(path)).getOrDefault(path, path);
    } catch (BadRequest nowhere) {
      return path; // a dangling link: nothing is mounted from there
    } catch (InvalidPathException unknown) {
      return path;
    }
  }

  /** What stat(2) says it is: where case does not count, a directory has more than one path. */
  private Optional<String> identity(String directory) {
    return identities.computeIfAbsent(directory, HostTree::stat);
  }

  private static Optional<String> stat(String directory) {
    try {
      Map<String, Object> found = Files.readAttributes(Path.of(directory), "unix:dev,ino");
      return Optional.of("inode:" + found.get("dev") + ":" + found.get("ino"));
    } catch (IOException | InvalidPathException gone) {
      return Optional.empty();
    }
  }

  private String place(String directory) {
    return known.computeIfAbsent(directory, this::find);
  }

  /** The mount that was made last hides those before it at the same point. */
  private String find(String directory) {
    Mount nearest = new Mount("/", "/");
    for (Mount mount : mounts) {
      if (isWithin(directory, mount.point())
          && mount.point().length() >= nearest.point().length()) {
        nearest = mount;
      }
    }
    int from = nearest.point().equals("/") ? 0 : nearest.point().length();
    return under(nearest.place(), directory.substring(from));
  }

  private static String under(String directory, String rest) {
    if (rest.isEmpty() || rest.equals("/")) {
      return directory;
    }
    return directory.equals("/") ? rest : directory + rest;
  }

  private static String parent(String directory) {
    int slash = directory.lastIndexOf('/');
    return slash <= 0 ? "/" : directory.substring(0, slash);
  }

  private static void push(String path, Deque<String> parts) {
    for (String part : List.of(path.split("/")).reversed()) {
      parts.addFirst(part);
    }
  }

  /** Empty where it is none. */
  private static String link(String path) {
    try {
      Path file = Path.of(path);
      return Files.isSymbolicLink(file) ? Files.readSymbolicLink(file).toString() : "";
    } catch (IOException | InvalidPathException gone) {
      return "";
    }
  }

  static boolean isWithin(String path, String ancestor) {
    return ancestor.equals("/") || path.equals(ancestor) || path.startsWith(ancestor + "/");
  }
}
