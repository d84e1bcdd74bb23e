package dev.cofferdam.linux;

/**
 * Which file it is, and through which mount it was reached: what has both the same is the same.
 *
 * @param device of its file system, {@code st_dev}
 * @param inode its number there
 * @param mount {@code STATX_MNT_ID}, Linux 5.8, as in {@code /proc/self/mountinfo}; 0 before that
 */
public record FileId(long device, long inode, long mount) {}
