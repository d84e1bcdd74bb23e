package dev.cofferdam.gateway;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Fd;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One path being looked up in a container, as path_resolution(7) has it with the container's root
 * for {@code /}. Every directory on the way is held open until the walk is closed: {@code ..} goes
 * back to the one that was come from, and not to where somebody has moved it.
 */
final class TreeWalk implements AutoCloseable {
  /** The kernel's own limit, MAXSYMLINKS. */
  private static final int MOST_LINKS = 40;

  /** Each is a descriptor that is open. */
  private static final int MOST_LEVELS = 512;

  private record Level(Fd place, Stat stat, String name) {}

  private final ContainerTree tree;
  private final List<Level> levels = new ArrayList<>();
  private final Deque<String> ahead = new ArrayDeque<>();
  private Optional<Level> leaf = Optional.empty();
  private int links;

  private TreeWalk(ContainerTree tree) throws KernelException {
    this.tree = tree;
    Fd root = tree.root();
    levels.add(new Level(root, tree.stat(root), ""));
  }

  /**
   * Looks a path up.
   *
   * @param path from the root, a char for each byte; one that ends in a slash is a directory's
   * @param follow whether a link at its end is followed
   * @throws KernelException with ENOENT, ENOTDIR, ELOOP, EACCES and others of openat2(2)
   */
  static TreeWalk to(ContainerTree tree, String path, boolean follow) throws KernelException {
    TreeWalk walk = new TreeWalk(tree);
    try {
      walk.push(path);
      walk.go(follow);
      return walk;
    } catch (KernelException | RuntimeException failed) {
      walk.close();
      throw failed;
    }
  }

  /**
   * Where a path leads in the end, links followed; what does not exist is taken as it is written.
   *
   * @return from the root, with a slash
   */
  static String target(ContainerTree tree, String path) throws KernelException {
    try (TreeWalk walk = new TreeWalk(tree)) {
      walk.push(path);
      try {
        walk.go(true);
        return walk.path();
      } catch (KernelException missing) {
        if (missing.errno() != Errno.ENOENT) {
          throw missing;
        }
        return AskedPath.of(walk.path() + "/" + String.join("/", walk.ahead)).absolute();
      }
    }
  }

  /** What was found: a link only where it was not to be followed. */
  Fd place() {
    return at().place();
  }

  Stat stat() {
    return at().stat();
  }

  private Level at() {
    return leaf.orElseGet(levels::getLast);
  }

  /** Without links and dots; of the root a slash. */
  String path() {
    StringBuilder path = new StringBuilder();
    levels.stream().skip(1).forEach(level -> path.append('/').append(level.name()));
    leaf.ifPresent(end -> path.append('/').append(end.name()));
    return path.isEmpty() ? "/" : path.toString();
  }

  private void push(String path) {
    List<String> parts = new ArrayList<>(Arrays.asList(path.split("/", -1)));
    if (path.endsWith("/")) {
      parts.set(parts.size() - 1, ".");
    }
    parts.removeIf(String::isEmpty);
    parts.reversed().forEach(ahead::addFirst);
  }

  private void go(boolean follow) throws KernelException {
    for (String part; (part = ahead.peekFirst()) != null; ) {
      if (leaf.isPresent()) {
        throw ContainerTree.failure(Errno.ENOTDIR, path(), "Not a directory");
      }
      switch (part) {
        case "." -> ahead.removeFirst();
        case ".." -> {
          ahead.removeFirst();
          up();
        }
        default -> step(part, follow);
      }
    }
  }

  private void up() {
    if (levels.size() > 1) {
      levels.removeLast().place().close();
    }
  }

  /** One name; it stays ahead when it does not exist. */
  private void step(String name, boolean follow) throws KernelException {
    Level above = levels.getLast();
    if (!tree.ids().maySearch(above.stat())) {
      throw ContainerTree.denied(path());
    }
    Fd place = tree.place(above.place(), name);
    boolean kept = false;
    try {
      Stat stat = tree.stat(place);
      if (stat.isDirectory() && !tree.isOfFiles(place, stat, above.stat())) {
        throw ContainerTree.failure(Errno.ENOENT, path() + "/" + name, "it is no file system");
      }
      ahead.removeFirst();
      if (stat.isLink() && (follow || !ahead.isEmpty())) {
        follow(tree.readLink(place));
      } else {
        enter(new Level(place, stat, name));
        kept = true;
      }
    } finally {
      if (!kept) {
        place.close();
      }
    }
  }

  private void enter(Level next) throws KernelException {
    if (!next.stat().isDirectory()) {
      leaf = Optional.of(next);
    } else if (levels.size() == MOST_LEVELS) {
      throw ContainerTree.failure(Errno.ENAMETOOLONG, path(), "it is too deep");
    } else {
      levels.add(next);
    }
  }

  private void follow(String target) throws KernelException {
    if (++links > MOST_LINKS) {
      throw ContainerTree.failure(Errno.ELOOP, path(), "Too many levels of symbolic links");
    }
    if (target.startsWith("/")) {
      while (levels.size() > 1) {
        up();
      }
    }
    push(target);
  }

  @Override
  public void close() {
    leaf.ifPresent(end -> end.place().close());
    levels.forEach(level -> level.place().close());
  }
}
