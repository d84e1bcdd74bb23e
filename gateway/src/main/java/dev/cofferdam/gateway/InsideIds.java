package dev.cofferdam.gateway;

import dev.cofferdam.linux.Owner;
import dev.cofferdam.linux.Stat;
import dev.cofferdam.userns.Maps;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a container's root may do with a file, seen from outside its user namespace: all with those
 * whose owner and group are its own, and with others what they let everybody do. The gateway has
 * capabilities over every file of the host, so that it has to ask; the kernel asks the same of root
 * in a namespace (capable_wrt_inode_uidgid, user_namespaces(7)).
 */
record InsideIds(Maps maps) {
  /** What an id is called that is not mapped, {@code /proc/sys/kernel/overflowuid}. */
  private static final long NOBODY = 65_534;

  private static final int READ = 04;
  private static final int WRITE = 02;
  private static final int SEARCH = 01;
  private static final int STICKY = 01000;

  /** Whether a file is one of the container's. */
  boolean owns(Owner outside) {
    return maps.uids().toInside(outside.uid()).isPresent()
        && maps.gids().toInside(outside.gid()).isPresent();
  }

  boolean mayRead(Stat file) {
    return may(file, READ);
  }

  boolean maySearch(Stat directory) {
    return may(directory, SEARCH);
  }

  /** Whether names may be added to a directory. */
  boolean mayAdd(Stat directory) {
    return may(directory, WRITE | SEARCH);
  }

  /** Whether the name of a file may be taken away. */
  boolean mayRemove(Stat directory, Stat file) {
    boolean sticky = (directory.permissions() & STICKY) != 0;
    return mayAdd(directory) && (owns(directory.owner()) || !sticky || owns(file.owner()));
  }

  private boolean may(Stat file, int what) {
    return owns(file.owner()) || (file.permissions() & what) == what;
  }

  /** As a process of the container sees it. */
  Owner inside(Owner outside) {
    return new Owner(
        maps.uids().toInside(outside.uid()).orElse(NOBODY),
        maps.gids().toInside(outside.gid()).orElse(NOBODY));
  }

  /** Empty where one of the two is not mapped. */
  Optional<Owner> outside(Owner inside) {
    OptionalLong uid = maps.uids().toOutside(inside.uid());
    OptionalLong gid = maps.gids().toOutside(inside.gid());
    return uid.isPresent() && gid.isPresent()
        ? Optional.of(new Owner(uid.getAsLong(), gid.getAsLong()))
        : Optional.empty();
  }

  /** The container's root outside; where it has none, the first that it has. */
  Owner root() {
    return outside(Owner.ROOT)
        .orElseGet(() ->
            new Owner(
                maps.uids().extents().getFirst().outside(),
                maps.gids().extents().getFirst().outside()));
  }
}
