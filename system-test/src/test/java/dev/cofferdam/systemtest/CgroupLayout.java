package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How this machine's control groups are mounted. crun refuses a hybrid layout in which version 2
 * has controllers; on such a machine the one that is there, hugetlb, gets a hierarchy of version 1
 * for as long as the tests run.
 */
final class CgroupLayout implements AutoCloseable {
  private static final Path UNIFIED = Path.of("/sys/fs/cgroup/unified/cgroup.controllers");
  private static final Path HUGETLB = Path.of("/sys/fs/cgroup/hugetlb");

  private final boolean changed;

  private CgroupLayout(boolean changed) {
    this.changed = changed;
  }

  static CgroupLayout forCrun() {
    try {
      if (!Files.exists(UNIFIED) || !unified().equals("hugetlb")) {
        return new CgroupLayout(false);
      }
      Files.createDirectory(HUGETLB);
      Command.of("mount", "-t", "cgroup", "-o", "hugetlb", "cgroup", HUGETLB.toString()).orFail();
      return new CgroupLayout(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The kernel gives a controller back when its hierarchy is unmounted and has no groups any more
   * (cgroups(7)). Engines leave groups without processes, and those that are removed live on for a
   * moment: so it is unmounted again until it is seen to be gone.
   */
  @Override
  public void close() {
    if (!changed) {
      return;
    }
    for (int attempt = 1; !isGivenBack(); attempt++) {
      if (attempt > 20) {
        throw new IllegalStateException("hugetlb is still a hierarchy of version 1");
      }
      Command.of("mount", "-t", "cgroup", "-o", "hugetlb", "cgroup", HUGETLB.toString()).run();
    }
    Command.of("rmdir", HUGETLB.toString()).orFail();
  }

  private static boolean isGivenBack() {
    Command.of("find", HUGETLB.toString(), "-mindepth", "1", "-depth", "-type", "d", "-delete")
        .run();
    Command.of("umount", HUGETLB.toString()).run();
    try {
      Await.until("hugetlb is back", Duration.ofSeconds(1), () -> unified().contains("hugetlb"));
      return true;
    } catch (AssertionError notYet) {
      return false;
    }
  }

  private static String unified() {
    try {
      return Files.readString(UNIFIED).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
