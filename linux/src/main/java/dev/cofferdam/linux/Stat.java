package dev.cofferdam.linux;

import java.time.Instant;

/**
 * What is known of a file without reading it, statx(2).
 *
 * @param mode its type and permissions, as in inode(7)
 * @param links how many names it has
 * @param size in bytes
 * @param id which file it is
 * @param device which one it stands for, where it is a device
 * @param modified when it was written
 * @param mountRoot whether something is mounted here, Linux 5.8
 */
public record Stat(
    int mode,
    Owner owner,
    long links,
    long size,
    FileId id,
    long device,
    Instant modified,
    boolean mountRoot) {
  public static final int S_IFMT = 0xF000;
  public static final int S_IFIFO = 0x1000;
  public static final int S_IFCHR = 0x2000;
  public static final int S_IFDIR = 0x4000;
  public static final int S_IFBLK = 0x6000;
  public static final int S_IFREG = 0x8000;
  public static final int S_IFLNK = 0xA000;
  public static final int S_IFSOCK = 0xC000;

  /** Its type, {@code S_IF…}. */
  public int type() {
    return mode & S_IFMT;
  }

  public boolean isDirectory() {
    return type() == S_IFDIR;
  }

  public boolean isLink() {
    return type() == S_IFLNK;
  }

  /** Permissions with setuid, setgid and sticky. */
  public int permissions() {
    return mode & ~S_IFMT;
  }
}
