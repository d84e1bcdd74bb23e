package dev.cofferdam.userns;

/** The two maps of a user namespace; those of {@link #NONE} are of a container without one. */
public record Maps(IdMap uids, IdMap gids) {
  /** How many ids a container has: what images use, {@code nobody} (65534) included. */
  public static final long IDS = 65_536;

  /** {@code daemon} on Debian, {@code bin} on Fedora: an account that owns no files. */
  public static final long DOCKER_ROOT = 2;

  public static final Maps NONE = new Maps(IdMap.NONE, IdMap.NONE);

  /**
   * @throws IllegalArgumentException if only one of them is empty
   */
  public Maps {
    if (uids.isEmpty() != gids.isEmpty()) {
      throw new IllegalArgumentException("a user namespace needs a map of uids and one of gids");
    }
  }

  /** {@link Mode#PRIVATE}: the ids from 0 on are those of the range. */
  public static Maps privateTo(IdRange range) {
    return same(IdMap.of(new Extent(0, range.first(), range.count())));
  }

  /**
   * {@link Mode#ROOT_SHIFT}: 0 is {@code dockerRoot}; ids above that are themselves up to 65535,
   * and no further, so that root inside cannot become who has a range elsewhere.
   *
   * @param dockerRoot at least 1, at most 65534
   */
  public static Maps rootShift(long dockerRoot) {
    if (dockerRoot < 1 || dockerRoot > IDS - 2) {
      throw new IllegalArgumentException(
          "the id of a shifted root is 1 to %d, not %d".formatted(IDS - 2, dockerRoot));
    }
    long above = dockerRoot + 1;
    return same(IdMap.of(new Extent(0, dockerRoot, 1), new Extent(above, above, IDS - above)));
  }

  /** {@link Mode#IDENTITY}: 0 to 65535 are themselves. */
  public static Maps identity() {
    return same(IdMap.of(new Extent(0, 0, IDS)));
  }

  /**
   * {@link Mode#USER}: one user and one group inside are one of each outside.
   *
   * @param outside neither of them root
   */
  public static Maps user(Ids inside, Ids outside) {
    if (outside.uid() == 0 || outside.gid() == 0) {
      throw new IllegalArgumentException(
          "a container of one user cannot be root's; its user has uid %d and gid %d"
              .formatted(outside.uid(), outside.gid()));
    }
    return new Maps(
        IdMap.of(new Extent(inside.uid(), outside.uid(), 1)),
        IdMap.of(new Extent(inside.gid(), outside.gid(), 1)));
  }

  private static Maps same(IdMap map) {
    return new Maps(map, map);
  }

  /** Whether there is a user namespace. */
  public boolean isNone() {
    return uids.isEmpty();
  }

  /** A user and a group. */
  public record Ids(long uid, long gid) {
    public static final Ids ROOT = new Ids(0, 0);

    public Ids {
      var _ = IdRange.only(uid);
      var _ = IdRange.only(gid);
    }
  }
}
