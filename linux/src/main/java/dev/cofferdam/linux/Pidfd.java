package dev.cofferdam.linux;

import java.util.OptionalInt;

/** A hold on one process that a reused pid cannot take over, pidfd_open(2). */
public interface Pidfd extends AutoCloseable {
  /**
   * A hold on the process that has this pid now, pidfd_open(2), Linux 5.3.
   *
   * @throws KernelException with ESRCH when there is none
   */
  static Pidfd of(int pid) throws KernelException {
    return OpenPidfd.of(pid);
  }

  /**
   * The pid as this process sees it: empty when the process has been reaped or lives in a pid
   * namespace that is not below ours ({@code Pid:} in proc_pid_fdinfo(5)).
   */
  OptionalInt pid() throws KernelException;

  /** False once the process has ended, also while its parent has not waited for it yet. */
  boolean isAlive() throws KernelException;

  @Override
  void close();
}
