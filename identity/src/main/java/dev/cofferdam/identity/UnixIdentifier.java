package dev.cofferdam.identity;

import dev.cofferdam.linux.Errno;
import dev.cofferdam.linux.Kernel;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Pidfd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Who is at the other end of a Unix socket: the uid by peer credentials and, behind sudo, the
 * person by the login uid.
 *
 * <p>Which of the two is the person. The login uid stays with everything that a session starts, so
 * it tells who used sudo. But a process that has <em>no</em> login uid may give itself any, without
 * privilege ({@code audit_set_loginuid_perm} in kernel/audit.c; seen on 6.18), as every service
 * can. So alone it proves nothing about a process that is not root:
 *
 * <ul>
 *   <li>no login uid, or the same as the uid: the uid.
 *   <li>uid 0 with a login uid: the login uid. It takes root's rights away and gives none.
 *   <li>another uid with the login uid 0: the uid. Root can become anyone.
 *   <li>another uid with another login uid: nobody; refused.
 * </ul>
 *
 * <p>What is left: who may run the client by sudo as root from a session without a login uid (no
 * pam_loginuid) can choose the name that it gets. pam_loginuid(8) on every way in closes that.
 *
 * <p>The process must still be there. Otherwise its login uid is not known, and one that connects
 * and exits could leave its socket, and its name, to another.
 */
public final class UnixIdentifier implements Identifier {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long NO_UID = 4294967295L;
  private static final long ROOT = 0;

  private final Kernel kernel;
  private final Proc proc;
  private final Users users;
  private final boolean keepsLoginUids;

  public UnixIdentifier(Kernel kernel) {
    this(kernel, Path.of("/proc"), System::nanoTime, PATIENCE);
  }

  UnixIdentifier(Kernel kernel, Path proc, LongSupplier nanoTime, Duration patience) {
    this.kernel = kernel;
    this.proc = new Proc(proc);
    this.users = new Users(kernel, nanoTime, patience);
    this.keepsLoginUids = this.proc.keepsLoginUids();
  }

  /**
   * False on a kernel without audit support: there sudo hides who used it, and {@code status}
   * should say so.
   */
  public boolean keepsLoginUids() {
    return keepsLoginUids;
  }

  @Override
  public Identification identify(Evidence evidence) {
    return switch (evidence) {
      case Evidence.UnixPeer peer -> {
        try {
          yield new Identification.Known(prove(peer));
        } catch (Unproved e) {
          yield new Identification.Unknown(String.valueOf(e.getMessage()), peer.uid(), peer.pid());
        }
      }
    };
  }

  private Identity prove(Evidence.UnixPeer peer) throws Unproved {
    if (peer.pid() <= 0) {
      throw new Unproved(
          "the calling process is in another pid namespace, so who started it cannot be told");
    }
    if (peer.uid() < 0 || peer.uid() >= NO_UID) {
      throw new Unproved("the calling process has no user id");
    }
    OptionalLong loginUid = loginUid(peer);
    User user = users.of(peer.uid());
    Optional<User> login =
        loginUid.isPresent() ? Optional.of(users.of(loginUid.getAsLong())) : Optional.empty();
    User person = person(peer.uid(), user, loginUid, login);
    Identity.Peer process =
        new Identity.Peer(
            peer.pid(), peer.uid(), peer.gid(), user.name(), loginUid, login.map(User::name));
    return new Identity(person.name(), Set.copyOf(person.groups()), "unix", Optional.of(process));
  }

  private static User person(long uid, User user, OptionalLong loginUid, Optional<User> login)
      throws Unproved {
    if (login.isEmpty() || loginUid.getAsLong() == uid || loginUid.getAsLong() == ROOT) {
      return user;
    }
    if (uid == ROOT) {
      return login.get();
    }
    throw new Unproved(
        "the calling process runs as %s but was logged in as %s, which proves neither: log in as %s, or call as root with sudo"
            .formatted(user.name(), login.get().name(), user.name()));
  }

  private OptionalLong loginUid(Evidence.UnixPeer peer) throws Unproved {
    Optional<Pidfd> held = hold(peer);
    if (held.isEmpty()) {
      return loginUidByPid(peer);
    }
    try (Pidfd process = held.get()) {
      if (process.pid().orElse(-1) != peer.pid()) {
        throw gone(peer.pid());
      }
      OptionalLong loginUid = readLoginUid(peer.pid());
      // Alive now means that the pid was this process's all the time, also while it was read.
      if (!process.isAlive()) {
        throw gone(peer.pid());
      }
      return loginUid;
    } catch (KernelException e) {
      throw new Unproved("the calling process could not be examined: " + e.getMessage());
    }
  }

  private Optional<Pidfd> hold(Evidence.UnixPeer peer) throws Unproved {
    try {
      return kernel.peerPidfd(peer.socketFd());
    } catch (KernelException e) {
      // Kernels from 6.5 to 6.15 give no pidfd of a process that has been waited for.
      throw e.errno() == Errno.ESRCH || e.errno() == Errno.EINVAL
          ? gone(peer.pid())
          : new Unproved("the calling process could not be examined: " + e.getMessage());
    }
  }

  /**
   * Without pidfds, before Linux 6.5: one process must have had the pid before and after, and it
   * must have the uid that connected.
   */
  private OptionalLong loginUidByPid(Evidence.UnixPeer peer) throws Unproved {
    try {
      Proc.Life before = proc.life(peer.pid());
      OptionalLong loginUid = readLoginUid(peer.pid());
      if (before.uid() != peer.uid() || !proc.life(peer.pid()).equals(before)) {
        throw gone(peer.pid());
      }
      return loginUid;
    } catch (IOException e) {
      throw gone(peer.pid());
    }
  }

  private OptionalLong readLoginUid(int pid) throws Unproved {
    if (!keepsLoginUids) {
      return OptionalLong.empty();
    }
    try {
      return proc.loginUid(pid);
    } catch (IOException e) {
      throw new Unproved(
          "the login uid of the calling process "
              + pid
              + " could not be read: it has ended, or /proc is hidden from the gateway");
    }
  }

  private static Unproved gone(int pid) {
    return new Unproved(
        "the calling process " + pid + " ended before it could be told who started it");
  }
}
