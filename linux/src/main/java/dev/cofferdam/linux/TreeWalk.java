package dev.cofferdam.linux;

import dev.cofferdam.linux.SystemDirectories.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One walk of {@link TreeOwnership}: threads that take directories, and parts of large ones, from a
 * stack. A directory is open for as long as something in it is still to be opened, so that there
 * are about as many descriptors as the tree is deep, for each thread.
 */
final class TreeWalk {
  /** Which mount the tree is in, and what must not be in it. */
  record Bounds(FileId root, Set<Place> system) {
    boolean sameMount(FileId id) {
      return id.device() == root.device() && id.mount() == root.mount();
    }
  }

  private static final int OPEN =
      Files.O_RDONLY | Files.O_DIRECTORY | Files.O_NOFOLLOW | Files.O_NONBLOCK;
  private static final int RESOLVE =
      Files.RESOLVE_BENEATH
          | Files.RESOLVE_NO_SYMLINKS
          | Files.RESOLVE_NO_MAGICLINKS
          | Files.RESOLVE_NO_XDEV;

  /** Descriptors: RLIMIT_NOFILE is 1024 where nobody raised it, and every thread has a way down. */
  private static final int MOST_DEPTH = 400;

  private static final long REPORT_NANOS = 1_000_000_000;

  private final Files files;
  private final Owner owner;
  private final Bounds bounds;
  private final TreeOwnership.Progress progress;
  private final LinkCount links = new LinkCount();
  private final LongAdder seen = new LongAdder();
  private final LongAdder given = new LongAdder();
  private final LongAdder mounts = new LongAdder();
  private final AtomicLong nextReport = new AtomicLong(System.nanoTime() + REPORT_NANOS);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Step> pending = new ArrayDeque<>();
  private int busy;
  private @Nullable Exception failure;
  private Optional<String> systemDirectory = Optional.empty();

  TreeWalk(Files files, Owner owner, Bounds bounds, TreeOwnership.Progress progress) {
    this.files = files;
    this.owner = owner;
    this.bounds = bounds;
    this.progress = progress;
  }

  /** An open directory, until nobody needs it. */
  private static final class Directory {
    final Fd fd;
    final @Nullable Directory parent;
    final Name name;
    final int depth;
    private final AtomicInteger users = new AtomicInteger(1);

    Directory(Fd fd, @Nullable Directory parent, Name name) {
      this.fd = fd;
      this.parent = parent;
      this.name = name;
      this.depth = parent == null ? 0 : parent.depth + 1;
    }

    void retain() {
      users.incrementAndGet();
    }

    void release() {
      if (users.decrementAndGet() == 0) {
        fd.close();
      }
    }

    String path(Name entry) {
      StringBuilder path = new StringBuilder(entry.toString());
      for (Directory each = this; each != null; each = each.parent) {
        path.insert(0, each.name + "/");
      }
      return path.toString();
    }
  }

  /** What is to be done in an open directory. */
  private sealed interface Step {
    Directory in();

    /** A directory in it is to be opened. */
    record Descend(Directory in, Name name) implements Step {}

    /** Some more of what it has is to be looked at. */
    record Look(Directory in) implements Step {}
  }

  /** Walks; returns when all is done or something failed. */
  void run(Fd tree, Name path, int threads) throws KernelException {
    Fd root = files.open(tree, Name.of("."), OPEN, 0, Files.RESOLVE_NO_XDEV);
    Directory top = new Directory(root, null, path);
    try {
      enter(top);
    } catch (KernelException e) {
      pending.forEach(step -> step.in().release());
      throw e;
    } finally {
      top.release();
    }
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      others.add(Thread.ofPlatform().name("chown-" + i).daemon().start(this::work));
    }
    work();
    others.forEach(TreeWalk::join);
    pending.forEach(step -> step.in().release());
    if (failure instanceof KernelException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One file that is the whole tree. */
  void single(Fd file, Name path, Stat stat) throws KernelException {
    seen.increment();
    if (stat.links() > 1) {
      links.add(stat.id(), stat.links(), path::toString);
    } else if (!stat.owner().equals(owner)) {
      files.chown(file, Name.NONE, owner, Files.AT_EMPTY_PATH);
      given.increment();
    }
  }

  private void work() {
    try (Sweep sweep = files.sweep()) {
      work(sweep);
    }
  }

  private void work(Sweep sweep) {
    for (Step step = take(); step != null; step = take()) {
      @Nullable Exception problem = null;
      try {
        switch (step) {
          case Step.Descend descend -> descend(descend.in(), descend.name());
          case Step.Look look -> look(look.in(), sweep);
        }
      } catch (KernelException | RuntimeException e) {
        problem = e;
      } finally {
        step.in().release();
        done(problem);
      }
    }
  }

  private @Nullable Step take() {
    lock.lock();
    try {
      while (pending.isEmpty() && busy > 0 && !stopped()) {
        changed.awaitUninterruptibly();
      }
      if (pending.isEmpty() || stopped()) {
        return null;
      }
      busy++;
      return pending.removeLast();
    } finally {
      lock.unlock();
    }
  }

  private boolean stopped() {
    return failure != null || systemDirectory.isPresent();
  }

  private void done(@Nullable Exception problem) {
    lock.lock();
    try {
      busy--;
      if (failure == null) {
        failure = problem;
      }
      if (stopped() || (busy == 0 && pending.isEmpty())) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void push(List<Step> steps) {
    if (steps.isEmpty()) {
      return;
    }
    steps.forEach(step -> step.in().retain());
    lock.lock();
    try {
      pending.addAll(steps);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void descend(Directory parent, Name name) throws KernelException {
    if (parent.depth >= MOST_DEPTH) {
      throw new KernelException(
          "change the owner of",
          parent.path(name),
          Errno.ENAMETOOLONG,
          "it is deeper than %d directories".formatted(MOST_DEPTH));
    }
    Fd fd;
    try {
      fd = files.open(parent.fd, name, OPEN, 0, RESOLVE);
    } catch (KernelException e) {
      switch (e.errno()) {
        // Gone, or something else by now, which whoever put it there has made.
        case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP -> {}
        case Errno.EXDEV -> mounts.increment();
        default -> throw failed(parent, name, e);
      }
      return;
    }
    Directory directory = new Directory(fd, parent, name);
    try {
      enter(directory);
    } finally {
      directory.release();
    }
  }

  /** Gives an open directory, and sees what it has. */
  private void enter(Directory directory) throws KernelException {
    try {
      Stat stat = files.stat(directory.fd, Name.NONE, Files.AT_EMPTY_PATH);
      if (!bounds.sameMount(stat.id())) {
        mounts.increment();
        return;
      }
      if (bounds.system().contains(Place.of(stat.id()))) {
        meet(directory);
        return;
      }
      seen.increment();
      if (!stat.owner().equals(owner)) {
        files.chown(directory.fd, Name.NONE, owner, Files.AT_EMPTY_PATH);
        given.increment();
      }
    } catch (KernelException e) {
      throw Libc.failure("change the owner of", own(directory), e.errno());
    }
    push(List.of(new Step.Look(directory)));
  }

  private static String own(Directory directory) {
    return directory.parent == null
        ? directory.name.toString()
        : directory.parent.path(directory.name);
  }

  private void meet(Directory directory) {
    lock.lock();
    try {
      systemDirectory = Optional.of(own(directory));
    } finally {
      lock.unlock();
    }
  }

  /** Looks at a directory's files; where there are many, another thread may take the next. */
  private void look(Directory directory, Sweep sweep) throws KernelException {
    boolean more = sweep.read(directory.fd);
    while (more) {
      boolean shared = sweep.isFull();
      if (shared) {
        push(List.of(new Step.Look(directory)));
      }
      List<Step> directories = new ArrayList<>();
      long looked = 0;
      long changed = 0;
      while (sweep.next()) {
        switch (entry(directory, sweep)) {
          case GIVEN -> {
            looked++;
            changed++;
          }
          case LEFT -> looked++;
          case MOUNT -> mounts.increment();
          case DIRECTORY -> directories.add(new Step.Descend(directory, sweep.name()));
          case GONE -> {}
        }
      }
      seen.add(looked);
      given.add(changed);
      push(directories);
      report();
      more = !shared && sweep.read(directory.fd);
    }
  }

  /** What was found under a name, and done. */
  private enum Entry {
    GIVEN,
    LEFT,
    MOUNT,
    DIRECTORY,
    GONE
  }

  private Entry entry(Directory directory, Sweep sweep) throws KernelException {
    try {
      sweep.stat();
      if (!sweep.isInMountOf(bounds.root())) {
        return Entry.MOUNT;
      }
      if (sweep.type() == Stat.S_IFDIR) {
        return Entry.DIRECTORY;
      }
      if (sweep.isOf(owner)
          || (sweep.links() > 1
              && !links.add(sweep.id(), sweep.links(), () -> directory.path(sweep.name())))) {
        return Entry.LEFT;
      }
      sweep.chown(owner);
      return Entry.GIVEN;
    } catch (KernelException e) {
      if (e.errno() == Errno.ENOENT) {
        return Entry.GONE;
      }
      throw failed(directory, sweep.name(), e);
    }
  }

  private static KernelException failed(Directory directory, Name name, KernelException e) {
    return Libc.failure("change the owner of", directory.path(name), e.errno());
  }

  private void report() {
    long now = System.nanoTime();
    long next = nextReport.get();
    if (now - next >= 0 && nextReport.compareAndSet(next, now + REPORT_NANOS)) {
      progress.at(seen.sum(), given.sum());
    }
  }

  /** A directory of the system's that was met in the tree. */
  Optional<String> systemDirectory() {
    return systemDirectory;
  }

  TreeOwnership.Outcome given() {
    return new TreeOwnership.Outcome.Given(
        seen.sum(), given.sum(), mounts.sum(), links.incomplete(), links.examples());
  }
}
