package dev.cofferdam.gateway;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices that the policy file is another than it was, and waits until it stays as it is.
 *
 * <p>Watched are the directories of the file and of every symbolic link on the way to it, not the
 * file: editors put a new file in its place, and Kubernetes turns a link next to it. Where inotify
 * does not tell (a network's file system, a link further up, no watches left) a look every two
 * seconds does.
 */
final class PolicyWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(2);

  /** Who writes a file in place does it within this time, or in steps of less. */
  private static final Duration QUIET = Duration.ofMillis(200);

  /** As of path_resolution(7). */
  private static final int MAX_LINKS = 40;

  private final PolicyInForce policies;
  private final PolicyReload reload;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<Path, WatchKey> watched = new HashMap<>();
  private final Optional<WatchService> events;
  private final Thread thread;

  PolicyWatch(PolicyInForce policies, PolicyReload reload) {
    this.policies = policies;
    this.reload = reload;
    this.events = watchService();
    this.thread = Thread.ofPlatform().daemon().name("policy-watch").unstarted(this::run);
  }

  private static Optional<WatchService> watchService() {
    try {
      return Optional.of(FileSystems.getDefault().newWatchService());
    } catch (IOException noInotify) {
      Log.info("the policy file is looked at every two seconds: " + noInotify);
      return Optional.empty();
    }
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    if (events.isPresent()) {
      events.get().close();
    }
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        events.ifPresent(this::watchDirectories);
        look();
        awaitEvent();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (java.nio.file.ClosedWatchServiceException stop) {
      Log.info("the policy file is no longer watched");
    }
  }

  private void look() throws InterruptedException {
    try {
      if (policies.mayHaveChanged() && settles()) {
        reload.ifChanged();
      }
    } catch (RuntimeException fault) {
      Log.unexpected("the watch on the policy", fault);
    }
  }

  /** Waits until the file stays as it is; false when this watch ends before. */
  private boolean settles() throws InterruptedException {
    FileStamp before;
    FileStamp now = FileStamp.of(policies.current().file());
    do {
      before = now;
      if (closed.await(QUIET.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      now = FileStamp.of(policies.current().file());
    } while (!now.equals(before));
    return true;
  }

  private void awaitEvent() throws InterruptedException {
    if (events.isEmpty()) {
      closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
      return;
    }
    WatchKey key = events.get().poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
    while (key != null) {
      key.pollEvents(); // which file it was says less than the stamp does
      if (!key.reset()) {
        watched.values().remove(key);
      }
      key = events.get().poll();
    }
  }

  private void watchDirectories(WatchService service) {
    Set<Path> wanted = directories(policies.current().file());
    watched
        .entrySet()
        .removeIf(entry -> {
          boolean stale = !wanted.contains(entry.getKey());
          if (stale) {
            entry.getValue().cancel();
          }
          return stale;
        });
    for (Path directory : wanted) {
      if (!watched.containsKey(directory)) {
        key(service, directory).ifPresent(key -> watched.put(directory, key));
      }
    }
  }

  /** Empty where it cannot be watched: it is looked at every two seconds. */
  private static Optional<WatchKey> key(WatchService service, Path directory) {
    try {
      return Optional.of(
          directory.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE));
    } catch (IOException unwatchable) {
      return Optional.empty();
    }
  }

  /** Without symbolic links in them, so that a link turned elsewhere is another directory. */
  static Set<Path> directories(Path file) {
    Set<Path> directories = new LinkedHashSet<>();
    Path each = file.toAbsolutePath();
    for (int i = 0; i < MAX_LINKS; i++) {
      Path directory = each.getParent();
      if (directory == null) {
        return directories;
      }
      try {
        directories.add(directory.toRealPath());
        if (!Files.isSymbolicLink(each)) {
          return directories;
        }
        each = directory.resolve(Files.readSymbolicLink(each));
      } catch (IOException gone) {
        return directories;
      }
    }
    return directories;
  }
}
