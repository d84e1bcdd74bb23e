package dev.cofferdam.docker;

import java.util.ArrayDeque;
import java.util.Deque;

/** The rules of absolute paths of a Linux host, by their text alone. */
final class HostPath {
  private HostPath() {}

  /**
   * An absolute path without {@code .}, {@code ..}, double or final slashes, as Go's {@code
   * filepath.Clean} makes it: the engine cleans first and follows symbolic links afterwards.
   */
  static String clean(String path) {
    if (isClean(path)) {
      return path;
    }
    Deque<String> steps = new ArrayDeque<>();
    for (String step : path.split("/")) {
      switch (step) {
        case "", "." -> {}
        case ".." -> steps.pollLast();
        default -> steps.addLast(step);
      }
    }
    return "/" + String.join("/", steps);
  }

  private static boolean isClean(String path) {
    return !path.contains("//")
        && !path.contains("/.")
        && (path.length() == 1 || !path.endsWith("/"));
  }

  /** Whether a path is absolute, without backslashes (engines take them for slashes). */
  static boolean isPlain(String path) {
    return path.startsWith("/") && path.indexOf('\\') < 0 && !hasControl(path);
  }

  /** Whether there is a control character; in a record it could begin another line. */
  static boolean hasControl(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (Character.isISOControl(path.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code path} is {@code ancestor} or lies below it. */
  static boolean isWithin(String path, String ancestor) {
    return ancestor.equals("/")
        || path.equals(ancestor)
        || (path.length() > ancestor.length()
            && path.charAt(ancestor.length()) == '/'
            && path.startsWith(ancestor));
  }
}
