package dev.cofferdam.identity;

/** What a connection has to show for who is at its other end. */
public sealed interface Evidence {
  /**
   * The peer credentials of a Unix stream socket: those of the process that connected, at that time
   * ({@code SO_PEERCRED} in unix(7)).
   *
   * @param pid zero where that process is in a pid namespace that is not below ours
   * @param socketFd the connected socket, which stays open until the identification has returned
   */
  record UnixPeer(int pid, long uid, long gid, int socketFd) implements Evidence {}
}
