package dev.cofferdam.linux;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel and libc as Cofferdam uses them. One real implementation, by FFM, and a recording fake
 * for tests.
 *
 * <p>Calls block the thread that makes them, a virtual one's carrier included: what may take long
 * (the NSS look-ups, where they reach LDAP) belongs on a platform thread.
 */
public interface Kernel {
  /** The kernel that this process runs on. No function is linked before its first use. */
  static Kernel real() {
    return Libc.INSTANCE;
  }

  /**
   * Connects to a Unix datagram socket.
   *
   * @param sendTimeout how long a send may wait for a slow receiver, {@code SO_SNDTIMEO} in
   *     socket(7); more than zero, since zero means for ever there
   */
  Datagram connectDatagram(Path socket, Duration sendTimeout) throws KernelException;

  /**
   * The process that connected to, or made, the other end of a Unix stream socket: {@code
   * SO_PEERPIDFD}, Linux 6.5. It stays that process when its pid is used again.
   *
   * @param socketFd a file descriptor that stays open during the call
   * @return empty where the kernel does not have it
   * @throws KernelException with ENODATA when the socket has no peer; ESRCH or EINVAL (kernels
   *     before 6.16) when the peer has already gone
   */
  Optional<Pidfd> peerPidfd(int socketFd) throws KernelException;

  /** The account with this user id, from NSS: getpwuid_r(3). */
  Optional<Account> accountByUid(long uid) throws KernelException;

  /** The account of this name, from NSS: getpwnam_r(3). */
  Optional<Account> accountByName(String name) throws KernelException;

  /**
   * The names of all groups of a user, from NSS: getgrouplist(3). A group without a name is left
   * out, since nothing can be granted to it.
   *
   * @param gid the user's primary group
   */
  List<String> groupsOf(String user, long gid) throws KernelException;

  /** The group of this name and the members that the group database lists: getgrnam_r(3). */
  Optional<Group> groupByName(String name) throws KernelException;

  /** The group with this id: getgrgid_r(3). */
  Optional<Group> groupByGid(long gid) throws KernelException;

  /**
   * Every account that NSS lists: getpwent(3). Directories such as LDAP are often set up to list
   * none, though they find each by name.
   */
  List<Account> accounts() throws KernelException;

  /**
   * Becomes another program: execve(2). The pid stays, every other thread ends, no shutdown hook
   * runs, and no signal is left blocked.
   *
   * @return never; the type lets a caller write {@code throw kernel.execve(...)}
   * @throws KernelException when the program could not be started; this one goes on
   */
  RuntimeException execve(Path program, List<String> argv, Map<String, String> environment)
      throws KernelException;

  /**
   * A resource limit of this process: getrlimit(2).
   *
   * @param resource its number, {@code RLIMIT_*}
   */
  ResourceLimit limit(int resource) throws KernelException;

  /**
   * Sets one: setrlimit(2). The hard limit rises with CAP_SYS_RESOURCE only, which is lost in a
   * user namespace.
   */
  void setLimit(int resource, ResourceLimit limit) throws KernelException;

  /** Files by descriptors of directories. */
  Files files();

  /** Mounts. */
  Mounts mounts();

  /** Namespaces of the calling thread. */
  Namespaces namespaces();

  /** Ids and capabilities of the calling thread. */
  Credentials credentials();

  /** Filters of system calls. */
  Seccomp seccomp();

  /**
   * The kernel's audit records from now on.
   *
   * @throws KernelException with EPERM for who is not root (CAP_AUDIT_READ, CAP_NET_ADMIN)
   */
  AuditStream auditStream() throws KernelException;
}
