package dev.cofferdam.gateway;

import dev.cofferdam.identity.Identification;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Who is at the other end of a connection: found out once, from the moment it is accepted, since
 * the connecting process may end at any time.
 */
final class PeerIdentity {
  private final long uid;
  private final long gid;
  private final int pid;
  private final CompletableFuture<Identification> identification;

  PeerIdentity(long uid, long gid, int pid, CompletableFuture<Identification> identification) {
    this.uid = uid;
    this.gid = gid;
    this.pid = pid;
    this.identification = identification;
  }

  long uid() {
    return uid;
  }

  long gid() {
    return gid;
  }

  int pid() {
    return pid;
  }

  boolean isIdentified() {
    return identification.isDone();
  }

  /** Waits for it; for virtual threads. */
  Identification identification() throws InterruptedException {
    try {
      return identification.get();
    } catch (ExecutionException broken) {
      Log.unexpected("identifying a peer", broken);
      return new Identification.Unknown("the caller could not be identified", uid, pid);
    }
  }
}
