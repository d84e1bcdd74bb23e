package dev.cofferdam.linux;

/**
 * Who the calling thread is for the kernel, credentials(7). All of it is the thread's alone;
 * threads and programs that it starts inherit it. Virtual threads have none of their own: {@link
 * IllegalStateException}.
 */
public interface Credentials {
  /** Capabilities stay when ids change, capabilities(7). */
  int NO_SETUID_FIXUP = 1 << 2;

  /**
   * Whose files the thread makes and may touch: setfsuid(2) and setfsgid(2). Without {@link
   * #NO_SETUID_FIXUP} who becomes another than root loses the capabilities over files meanwhile.
   *
   * @return who it was before
   * @throws KernelException with EPERM; nothing has changed then
   */
  Owner actAs(Owner owner) throws KernelException;

  /** {@code PR_GET_SECUREBITS} of prctl(2). */
  int secureBits() throws KernelException;

  /**
   * {@code PR_SET_SECUREBITS} of prctl(2).
   *
   * @throws KernelException with EPERM without CAP_SETPCAP, or for a bit that is locked
   */
  void setSecureBits(int bits) throws KernelException;

  /** capget(2). */
  Capabilities capabilities() throws KernelException;

  /**
   * capset(2).
   *
   * @throws KernelException with EPERM for what the thread is not permitted
   */
  void setCapabilities(Capabilities capabilities) throws KernelException;
}
