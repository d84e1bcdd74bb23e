package dev.cofferdam.docker;

import java.util.HashSet;
import java.util.Set;

/**
 * The links of an archive, to tell what lies beyond one.
 *
 * <p>Of each only a hash is kept: a few bytes for any length, and a path is looked up in one pass
 * over it, however many directories it names. Two paths of the same hash are taken for one; then
 * more is refused than has to be.
 */
final class LinkPaths {
  static final int MOST = 1 << 16;

  /** Any large odd number: no digits of a path are lost. */
  private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

  /** Of a hash in its set. */
  private static final long BYTES = 64;

  private final Set<Long> hashes = new HashSet<>();

  /**
   * @param path clean, as {@link TarEntry#path} is
   */
  void add(String path) {
    long hash = 0;
    for (int i = 0; i < path.length(); i++) {
      hash = with(hash, path.charAt(i));
    }
    hashes.add(hash);
    if (hashes.size() > MOST) {
      throw new MalformedBody("archive: it has more than " + MOST + " links in it");
    }
  }

  /** Whether one of its directories is a link. */
  boolean leadTo(String path) {
    if (hashes.isEmpty()) {
      return false;
    }
    long hash = 0;
    for (int i = 0; i < path.length(); i++) {
      char next = path.charAt(i);
      if (next == '/' && hashes.contains(hash)) {
        return true;
      }
      hash = with(hash, next);
    }
    return false;
  }

  /** Bytes of memory, about. */
  long held() {
    return hashes.size() * BYTES;
  }

  private static long with(long hash, char next) {
    return hash * FACTOR + next + 1;
  }
}
