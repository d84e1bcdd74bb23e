package dev.cofferdam.gateway;

import dev.cofferdam.gateway.HostFiles.Standing;
import dev.cofferdam.linux.Account;
import dev.cofferdam.linux.Group;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;

/**
 * Who besides root gets at a file, by owner, group and mode. An access control list shows in the
 * group's bits, which are its mask (acl(5)), so it is noticed though not read.
 */
final class Reach {
  private static final int WRITE = 2;
  private static final int SEARCH = 1;
  private static final long ROOT = 0;

  private final Kernel kernel;
  private final HostFiles files;

  Reach(Kernel kernel, HostFiles files) {
    this.kernel = kernel;
    this.files = files;
  }

  /**
   * Who besides root can connect to a Unix socket: that takes the right to write to it and to
   * search every directory above it, unix(7). Empty when nobody can, or it is no socket.
   */
  Optional<String> whoConnects(Path socket) {
    Path path = files.real(socket);
    Optional<Standing> found = files.standing(path).filter(Standing::isSocket);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Standing standing = found.get();
    if (standing.othersMay(WRITE) && isSearchable(path, -1)) {
      return Optional.of("every user of this host");
    }
    if (standing.uid() != ROOT && isSearchable(path, -1)) {
      return Optional.of("its owner, " + user(standing.uid()));
    }
    if (standing.groupMay(WRITE) && isSearchable(path, standing.gid())) {
      return group(standing.gid());
    }
    return Optional.empty();
  }

  private boolean isSearchable(Path path, long gid) {
    for (Path above = path.getParent(); above != null; above = above.getParent()) {
      Optional<Standing> directory = files.standing(above);
      if (directory.isEmpty()) {
        return true; // not known, so not taken for closed
      }
      Standing standing = directory.get();
      boolean asGroup = standing.gid() == gid && standing.groupMay(SEARCH);
      if (!standing.othersMay(SEARCH) && !asGroup && standing.uid() == ROOT) {
        return false;
      }
    }
    return true;
  }

  /** Root's own group counts only when it has other members. */
  private Optional<String> group(long gid) {
    try {
      Optional<Group> group = kernel.groupByGid(gid);
      TreeSet<String> members = new TreeSet<>(group.map(Group::members).orElse(List.of()));
      for (Account account : kernel.accounts()) {
        if (account.gid() == gid) {
          members.add(account.name());
        }
      }
      for (Account account : kernel.accounts()) {
        if (account.uid() == ROOT) {
          members.remove(account.name());
        }
      }
      if (members.isEmpty() && gid == ROOT) {
        return Optional.empty();
      }
      String who = "group " + group.map(Group::name).map(Hazards::shown).orElse("gid:" + gid);
      return Optional.of(
          members.isEmpty()
              ? who + ", which nobody is in today,"
              : who + " (" + Hazards.shown(String.join(", ", members)) + ")");
    } catch (KernelException e) {
      return Optional.of("group gid:" + gid + ", whose members cannot be told,");
    }
  }

  /**
   * Whether someone besides root can put another file into a path's place, or change it: the first
   * reason found, as a sentence without its end. The path as it is written counts, and the one that
   * its symbolic links lead to.
   */
  Optional<String> whoReplaces(Path path) {
    for (Path each : pathAndAbove(path)) {
      Optional<Standing> found = files.standing(each);
      if (found.isEmpty()) {
        continue;
      }
      Standing standing = found.get();
      if (standing.uid() != ROOT) {
        return Optional.of(Hazards.shown(each) + " belongs to " + user(standing.uid()));
      }
      boolean itself = files.real(each).equals(files.real(path));
      // Writing to a socket is connecting, and in a sticky directory one removes only one's own.
      if (itself ? standing.isSocket() : standing.isSticky()) {
        continue;
      }
      if (standing.othersMay(WRITE)) {
        return Optional.of(Hazards.shown(each) + " is writable by every user of this host");
      }
      Optional<String> group = standing.groupMay(WRITE) ? group(standing.gid()) : Optional.empty();
      if (group.isPresent()) {
        return Optional.of(Hazards.shown(each) + " is writable by " + group.get());
      }
    }
    return Optional.empty();
  }

  private SequencedSet<Path> pathAndAbove(Path path) {
    SequencedSet<Path> all = new LinkedHashSet<>();
    for (Path start : List.of(path.toAbsolutePath().normalize(), files.real(path))) {
      List<Path> upwards = new ArrayList<>();
      for (Path each = start; each != null; each = each.getParent()) {
        upwards.add(each);
      }
      all.addAll(upwards);
    }
    return all;
  }

  private String user(long uid) {
    try {
      return kernel
          .accountByUid(uid)
          .map(account -> "user " + Hazards.shown(account.name()))
          .orElse("uid:" + uid);
    } catch (KernelException | IllegalArgumentException e) {
      return "uid:" + uid;
    }
  }
}
