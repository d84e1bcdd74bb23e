package dev.cofferdam.identity;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A person or service that has proved who it is.
 *
 * @param user the accountable name: the login user where there is a login uid (so {@code sudo} does
 *     not change it), else the name of the peer's uid; {@code uid:1234} where a uid has no name,
 *     which no name can be since names contain no colon
 * @param groups all groups of {@code user}, by name
 * @param via how it was proved: {@code unix} for the peer credentials of a Unix socket
 * @param peer the connecting process, where there is one on this host
 */
public record Identity(String user, Set<String> groups, String via, Optional<Peer> peer) {
  public Identity {
    groups = Set.copyOf(groups);
  }

  /**
   * The peer of a Unix socket.
   *
   * @param uid effective user id when it connected, {@code SO_PEERCRED} in unix(7)
   * @param userName the name of {@code uid}, or {@code uid:} and its number where it has none
   * @param loginUid {@code /proc/PID/loginuid}, empty where the process has none (4294967295)
   * @param loginUser the name of {@code loginUid}, or {@code uid:} and its number
   */
  public record Peer(
      int pid,
      long uid,
      long gid,
      String userName,
      OptionalLong loginUid,
      Optional<String> loginUser) {}
}
