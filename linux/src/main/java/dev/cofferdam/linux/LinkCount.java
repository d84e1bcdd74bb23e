package dev.cofferdam.linux;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Files with several names, and how many of these were found so far. One whose names are all found
 * is forgotten, so that it costs memory only for as long as one is missing.
 */
final class LinkCount {
  private static final int MOST_EXAMPLES = 10;

  private record Found(long names, String first) {}

  private final ConcurrentMap<Long, Found> files = new ConcurrentHashMap<>();

  /**
   * Counts a name.
   *
   * @param links how many names the file has
   * @param path of this one, for {@link #examples}
   * @return whether it was the last
   */
  boolean add(FileId file, long links, Supplier<String> path) {
    Found found =
        files.compute(
            file.inode(),
            (_, before) ->
                before == null
                    ? new Found(1, path.get())
                    : new Found(before.names() + 1, before.first()));
    boolean complete = found.names() >= links;
    if (complete) {
      files.remove(file.inode());
    }
    return complete;
  }

  /** How many files have a name that was not found. */
  long incomplete() {
    return files.size();
  }

  List<String> examples() {
    return files.values().stream().limit(MOST_EXAMPLES).map(Found::first).sorted().toList();
  }
}
