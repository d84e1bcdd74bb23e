package dev.cofferdam.linux;

/** Whose a file is, as the calling process sees it. */
public record Owner(long uid, long gid) {
  /** Leaves an id as it is, for {@link Files#chown}: (uid_t) -1. */
  public static final long UNCHANGED = 0xFFFF_FFFFL;

  public static final Owner ROOT = new Owner(0, 0);
}
