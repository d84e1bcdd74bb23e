package dev.cofferdam.linux;

/**
 * Namespaces of the calling thread, namespaces(7). On Linux they are a thread's and not a
 * process's: other threads stay where they are, and a program that this thread executes is where
 * the thread is. Virtual threads have none of their own: {@link IllegalStateException}.
 */
public interface Namespaces {
  int CLONE_NEWNS = 0x2_0000;
  int CLONE_NEWUSER = 0x1000_0000;

  /**
   * Gives the thread a copy of its mount namespace, and a root, working directory and umask apart
   * from other threads': unshare(2) with {@code CLONE_NEWNS}. Needs CAP_SYS_ADMIN: EPERM; ENOSPC
   * when there are too many.
   */
  void unshareMounts() throws KernelException;

  /**
   * Lets the thread use the root and working directory apart from other threads: unshare(2) with
   * {@code CLONE_FS}, which {@link #enter} asks for.
   */
  void unshareDirectories() throws KernelException;

  /**
   * Takes the thread into a namespace, setns(2).
   *
   * @param type {@code CLONE_NEW…}, which the descriptor has to be of: EINVAL
   * @throws KernelException with EINVAL for a mount namespace while others share the thread's
   *     directories; EPERM
   */
  void enter(Fd namespace, int type) throws KernelException;

  /**
   * The user namespace that has power over another namespace, {@code NS_GET_USERNS} of
   * ioctl_nsfs(2), Linux 4.9.
   *
   * @throws KernelException with EPERM for one outside the caller's own; ENOTTY for what is no
   *     namespace
   */
  Fd ownerOf(Fd namespace) throws KernelException;

  /**
   * A new user namespace that nobody is in, user_namespaces(7): it lives as long as the descriptor,
   * what is mounted with it, and who has entered it.
   *
   * @param uids the text of {@code /proc/PID/uid_map}; its outer ids are the calling thread's
   * @param gids that of {@code gid_map}
   * @throws KernelException with ENOSPC or EUSERS when there are too many; EPERM for who is not
   *     root, or in a chroot; EINVAL for maps that are none
   */
  Fd newUser(String uids, String gids) throws KernelException;
}
