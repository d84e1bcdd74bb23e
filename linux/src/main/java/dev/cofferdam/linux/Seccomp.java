package dev.cofferdam.linux;

/**
 * Filters of system calls, seccomp(2). What has been installed stays: a filter can only be added
 * to, and every process that is started from now on inherits it.
 */
public interface Seccomp {
  /** The filter holds for every thread of the process. */
  int TSYNC = 1;

  /** Refused calls go on the kernel's audit record. Linux 4.14. */
  int LOG = 1 << 1;

  /** Without the mitigation of Speculative Store Bypass. Linux 4.17. */
  int SPEC_ALLOW = 1 << 2;

  /** The kernel's limit for one program, {@code BPF_MAXINSNS}. */
  int MOST_INSTRUCTIONS = 4096;

  /** Bytes of one instruction, {@code struct sock_filter}. */
  int INSTRUCTION_BYTES = 8;

  /**
   * Installs a filter, and sets {@code no_new_privs} first whatever privileges the process has: a
   * setuid program whose calls fail at its caller's will is the danger that the kernel asks it for,
   * prctl(2). From then on {@code sudo} and the like, started from this process, gain nothing.
   *
   * <p>Without {@link #TSYNC} both hold for the calling thread alone, and for the threads that it
   * starts. A JVM runs code on threads that no program knows of, so there it is nearly always
   * wanted; on a virtual thread, which has no thread of the kernel's to itself, it is required.
   *
   * @param program {@code struct sock_filter[]}, in the byte order of this machine
   * @param flags {@code SECCOMP_FILTER_FLAG_…}, of those above
   * @throws KernelException with EINVAL when the kernel does not take the program or does not know
   *     a flag; ESRCH when a thread, which is named, has a filter of its own; ENOMEM when all
   *     filters together are too long; ENOSYS without seccomp(2), Linux 3.17
   * @throws IllegalArgumentException for a program that is empty, too long or cut off
   */
  void install(byte[] program, int flags) throws KernelException;

  /**
   * Whether the kernel knows an action.
   *
   * @param action {@code SECCOMP_RET_…}, without data
   * @throws KernelException with EINVAL before Linux 4.14, which cannot tell
   */
  boolean knows(int action) throws KernelException;
}
