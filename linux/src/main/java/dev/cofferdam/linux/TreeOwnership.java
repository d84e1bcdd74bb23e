package dev.cofferdam.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Gives a directory and all that is in it to one owner, as {@code chown -hR}: on several threads,
 * and by descriptors, so that nobody who changes names meanwhile leads it anywhere else.
 *
 * <ul>
 *   <li>Symbolic links are given and never followed.
 *   <li>What is mounted in the tree is left alone.
 *   <li>A file with several names is given once all of them were found in the tree. One that has a
 *       name elsewhere, which may be a file of the system that somebody linked here, is left alone.
 *   <li>What has the owner already is not touched: after an interruption the rest is done by doing
 *       it again.
 *   <li>setuid, setgid and file capabilities of a file that changes hands are gone, as after
 *       chown(1); the kernel takes them away and nobody puts them back. Directories keep theirs.
 * </ul>
 */
public final class TreeOwnership {
  /** More than two threads for each disk's queue gain nothing; all wait for the same journal. */
  private static final int MOST_THREADS = 8;

  private final Files files;
  private final SystemDirectories system;

  public TreeOwnership(Files files, SystemDirectories system) {
    this.files = files;
    this.system = system;
  }

  /** Learns about once a second how far it is; on any thread. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param seen files that were looked at
     * @param given those of them that have changed hands
     */
    void at(long seen, long given);
  }

  /** What became of it. */
  public sealed interface Outcome {
    /**
     * All of it is the owner's.
     *
     * @param seen files that were looked at
     * @param given those of them that have changed hands
     * @param mounts how many mounts in the tree were left alone
     * @param linked how many files were left alone because they have a name elsewhere
     * @param examples paths of some of those
     */
    record Given(long seen, long given, long mounts, long linked, List<String> examples)
        implements Outcome {}

    /**
     * It is not a container's.
     *
     * @param reason a sentence
     */
    record Refused(String reason) implements Outcome {}
  }

  /**
   * @param tree a directory, or one file; {@link Files#O_PATH} is enough
   * @throws KernelException if a file could not be given, with its path; the rest may be as it was
   */
  public Outcome give(Fd tree, Owner owner, Progress progress) throws KernelException {
    Name path = files.readLink(Fd.WORKING_DIRECTORY, Name.of("/proc/self/fd/" + tree.number()));
    Optional<String> claim = system.claimOn(Path.of(path.toString()));
    if (claim.isPresent()) {
      return refused(path, claim.get());
    }
    Stat stat = files.stat(tree, Name.NONE, Files.AT_EMPTY_PATH);
    TreeWalk walk =
        new TreeWalk(files, owner, new TreeWalk.Bounds(stat.id(), system.places(files)), progress);
    if (stat.isDirectory()) {
      int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
      walk.run(tree, path, threads);
    } else {
      walk.single(tree, path, stat);
    }
    Optional<String> met = walk.systemDirectory();
    return met.isPresent() ? refused(path, "`" + met.get() + "` is the system's") : walk.given();
  }

  private static Outcome refused(Name path, String reason) {
    return new Outcome.Refused(
        "`%s` cannot be given to a container: %s; mount it without `U`".formatted(path, reason));
  }
}
