package dev.cofferdam.systemtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
      if (!Files.exists(UNIFIED) || !Files.readString(UNIFIED).strip().equals("hugetlb")) {
        return new CgroupLayout(false);
      }
      Files.createDirectory(HUGETLB);
      Command.of("mount", "-t", "cgroup", "-o", "hugetlb", "cgroup", HUGETLB.toString()).orFail();
      return new CgroupLayout(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (changed) {
      Command.of("umount", HUGETLB.toString()).orFail();
      Command.of("rmdir", HUGETLB.toString()).orFail();
    }
  }
}
