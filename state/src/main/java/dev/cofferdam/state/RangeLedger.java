package dev.cofferdam.state;

import dev.cofferdam.state.LedgerLine.Header;
import dev.cofferdam.state.LedgerLine.NoLine;
import dev.cofferdam.state.LedgerLine.Released;
import dev.cofferdam.state.LedgerLine.Taken;
import dev.cofferdam.userns.Allocations;
import dev.cofferdam.userns.Claim;
import dev.cofferdam.userns.IdRange;
import dev.cofferdam.userns.Pool;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which container has which range of ids on this host, kept in {@code ranges/ledger} of the state
 * directory. Any number of processes and threads may use it at once. What {@link #allocate}
 * answered is on the disk: no crash loses it, and nobody else is given the same.
 */
public final class RangeLedger {
  /** So many lines that say nothing any more are left in the file before it is written anew. */
  private static final int STALE_LINES = 1024;

  /**
   * A file lock is a process's, and gone when the process closes any descriptor of the file: within
   * a process all ledgers take turns.
   */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final Path directory;
  private final Pool pool;
  private final LedgerFile file;
  private Allocations allocations;
  private final Map<String, Taken> lines = new HashMap<>();
  private long goOnAfter;

  private RangeLedger(Path directory, Pool pool) {
    this.directory = directory;
    this.pool = pool;
    this.file = new LedgerFile(directory);
    this.allocations = new Allocations(pool);
  }

  /** The ledger of a host; it is made when it is first used. */
  public static RangeLedger at(Path stateDirectory, Pool pool) {
    return new RangeLedger(stateDirectory.resolve("ranges"), pool);
  }

  /** What is done while nobody else uses the ledger. */
  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T exclusively(Step<T> step) throws StateException {
    IN_PROCESS.lock();
    try {
      AtomicFile.makeDirectory(directory);
      try (FileChannel channel =
              FileChannel.open(
                  directory.resolve("lock"),
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  AtomicFile.PRIVATE_FILE);
          FileLock _ = channel.lock()) {
        file.refresh(new Replay());
        return step.run();
      }
    } catch (StateException e) {
      throw e;
    } catch (IOException e) {
      throw new StateException(
          "the ledger of ranges in %s cannot be used: %s".formatted(directory, e), e);
    } finally {
      IN_PROCESS.unlock();
    }
  }

  /** What a file says, done again. */
  private final class Replay implements LedgerFile.Reader {
    @Override
    public void begin(Header header) {
      allocations = new Allocations(pool);
      lines.clear();
      goOn(header.goOnAfter());
    }

    @Override
    public void line(LedgerLine line) throws NoLine {
      switch (line) {
        case Taken taken -> take(taken);
        case Released released -> {
          if (allocations.release(released.container()).isEmpty()) {
            throw new NoLine("it releases a range that nobody has");
          }
          lines.remove(released.container());
        }
        case Header _ -> throw new NoLine("a first line again");
      }
    }

    private void take(Taken taken) throws NoLine {
      try {
        allocations.take(taken.container(), taken.range());
      } catch (IllegalArgumentException e) {
        throw new NoLine(String.valueOf(e.getMessage()));
      }
      lines.put(taken.container(), taken);
      if (taken.line() >= file.firstAdded()) {
        goOn(taken.range().end());
      }
    }
  }

  private void goOn(long after) {
    goOnAfter = after;
    allocations.goOnAfter(after);
  }

  /**
   * The range of a container: what it has, or a new one that nobody else has.
   *
   * @throws StateException if none is left, if what it has is somebody else's by now, or if it
   *     could not be kept
   */
  public IdRange allocate(String container) throws StateException {
    ContainerId.check(container);
    return exclusively(() -> {
      Optional<IdRange> had = allocations.find(container);
      if (had.isPresent()) {
        refuseConflict(container, had.get());
        return had.get();
      }
      IdRange range =
          allocations
              .candidate()
              .orElseThrow(() ->
                  new StateException(
                      "no range of ids is left for container %s: all %d of the pool %s are"
                              .formatted(container, pool.size(), pool.span())
                          + " taken; remove containers or give a larger pool"));
      record(container, range);
      return range;
    });
  }

  /**
   * Sees that a container has a certain range, as its plan says: so a ledger that was lost is made
   * again.
   *
   * @throws StateException if the container has another range, or another container has this one
   */
  public void keep(String container, IdRange range) throws StateException {
    ContainerId.check(container);
    exclusively(() -> {
      if (!allocations.find(container).equals(Optional.of(range))) {
        Optional<String> obstacle = allocations.obstacle(container, range);
        if (obstacle.isPresent()) {
          throw new StateException(
              "container %s cannot have the range of its plan: %s; remove it"
                  .formatted(container, obstacle.get()));
        }
        record(container, range);
      }
      return range;
    });
  }

  private void record(String container, IdRange range) throws IOException {
    Taken taken = new Taken(file.nextLine(), container, range);
    file.append(taken);
    allocations.take(container, range);
    lines.put(container, taken);
    goOn(range.end());
    tidy();
  }

  /** What a container has, if anything. */
  public Optional<IdRange> find(String container) throws StateException {
    return exclusively(() -> allocations.find(container));
  }

  /** Which container an id of the host is in, if any. */
  public Optional<String> holder(long id) throws StateException {
    return exclusively(() -> allocations.holder(id));
  }

  /** Who has what. */
  public Map<String, IdRange> allocations() throws StateException {
    return exclusively(() -> Map.copyOf(allocations.ranges()));
  }

  /**
   * Takes a container's range back, which it need not have. For containers that are gone: files on
   * volumes may still have these ids as owners.
   */
  public void release(String container) throws StateException {
    exclusively(() -> {
      if (allocations.find(container).isPresent()) {
        file.append(new Released(file.nextLine(), container));
        allocations.release(container);
        lines.remove(container);
        tidy();
      }
      return container;
    });
  }

  /** Now, for {@link #reconcile}: taken before the engine is asked. */
  public Moment moment() throws StateException {
    return exclusively(() -> new Moment(file.nextLine()));
  }

  /**
   * Takes back the ranges of containers that the engine no longer has. What was given after the
   * moment stays, because the list may be older than the container.
   *
   * @param existing every container that the engine had when it was asked
   * @return the containers whose ranges were taken back
   */
  public Set<String> reconcile(Set<String> existing, Moment asked) throws StateException {
    return exclusively(() -> {
      Set<String> gone =
          Set.copyOf(
              lines.values().stream()
                  .filter(taken -> taken.line() < asked.line())
                  .map(Taken::container)
                  .filter(container -> !existing.contains(container))
                  .toList());
      if (!gone.isEmpty()) {
        List<Taken> kept =
            lines.values().stream().filter(taken -> !gone.contains(taken.container())).toList();
        rewrite(kept);
        gone.forEach(allocations::release);
        lines.keySet().removeAll(gone);
      }
      return gone;
    });
  }

  /**
   * Looks whether somebody was given ids, since, that a container has.
   *
   * @throws StateException if so; it names both
   */
  public void check() throws StateException {
    exclusively(() -> {
      for (Taken taken : inOrder(lines.values())) {
        refuseConflict(taken.container(), taken.range());
      }
      return pool;
    });
  }

  private void refuseConflict(String container, IdRange range) throws StateException {
    Optional<Claim> claim = pool.claimOn(range);
    if (claim.isPresent()) {
      throw new StateException(
          "the ids %s of container %s are also %s of %s; give them other ids, or remove the container"
              .formatted(range, container, claim.get().ids(), claim.get().whose()));
    }
  }

  private void tidy() {
    if (file.lines() > 2L * lines.size() + STALE_LINES) {
      try {
        rewrite(lines.values());
      } catch (IOException _) {
        // What was asked for is done; the file is only longer than it need be.
        return;
      }
    }
  }

  private void rewrite(Iterable<Taken> kept) throws IOException {
    file.write(inOrder(kept), file.nextLine(), goOnAfter);
  }

  private static List<Taken> inOrder(Iterable<Taken> taken) {
    List<Taken> sorted = new ArrayList<>();
    taken.forEach(sorted::add);
    sorted.sort(Comparator.comparingLong(Taken::line));
    return sorted;
  }
}
