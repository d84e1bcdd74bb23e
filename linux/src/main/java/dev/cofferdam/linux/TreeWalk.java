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

  /** Names of one directory that one thread takes at once. */
  private static final int BATCH = 512;

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

    /** Some of what it has is to be looked at. */
    record Look(Directory in, List<Name> names) implements Step {}
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
      links.add(stat, path::toString);
    } else if (!stat.owner().equals(owner)) {
      files.chown(file, Name.NONE, owner, Files.AT_EMPTY_PATH);
      given.increment();
    }
  }

  private void work() {
    for (Step step = take(); step != null; step = take()) {
      @Nullable Exception problem = null;
      try {
        switch (step) {
          case Step.Descend descend -> descend(descend.in(), descend.name());
          case Step.Look look -> look(look.in(), look.names());
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
    List<Name> names = files.names(directory.fd);
    List<Step> steps = new ArrayList<>();
    for (int from = 0; from < names.size(); from += BATCH) {
      List<Name> batch = names.subList(from, Math.min(from + BATCH, names.size()));
      steps.add(new Step.Look(directory, batch));
    }
    push(steps);
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

  private void look(Directory directory, List<Name> names) throws KernelException {
    List<Step> directories = new ArrayList<>();
    for (Name name : names) {
      try {
        Stat stat = files.stat(directory.fd, name, Files.AT_SYMLINK_NOFOLLOW);
        if (!bounds.sameMount(stat.id())) {
          mounts.increment();
        } else if (stat.isDirectory()) {
          directories.add(new Step.Descend(directory, name));
        } else {
          file(directory, name, stat);
        }
      } catch (KernelException e) {
        if (e.errno() != Errno.ENOENT) {
          throw failed(directory, name, e);
        }
      }
    }
    push(directories);
    report();
  }

  private void file(Directory directory, Name name, Stat stat) throws KernelException {
    seen.increment();
    if (stat.owner().equals(owner)) {
      return;
    }
    if (stat.links() == 1 || links.add(stat, () -> directory.path(name))) {
      files.chown(directory.fd, name, owner, Files.AT_SYMLINK_NOFOLLOW);
      given.increment();
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
