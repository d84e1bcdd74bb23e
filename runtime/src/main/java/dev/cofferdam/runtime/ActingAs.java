package dev.cofferdam.runtime;

import dev.cofferdam.linux.Credentials;
import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Owner;

/**
 * The calling thread while it makes files as somebody else, with all its capabilities. An overlay
 * keeps the credentials of who mounts it: mounted as the host's root, whose id an idmapped upper
 * layer does not have, it could make no file there (EOVERFLOW).
 */
final class ActingAs implements AutoCloseable {
  private final Credentials credentials;
  private final int bits;
  private final Owner before;

  private ActingAs(Credentials credentials, int bits, Owner before) {
    this.credentials = credentials;
    this.bits = bits;
    this.before = before;
  }

  static ActingAs of(Credentials credentials, Owner owner) throws KernelException {
    int bits = credentials.secureBits();
    credentials.setSecureBits(bits | Credentials.NO_SETUID_FIXUP);
    try {
      return new ActingAs(credentials, bits, credentials.actAs(owner));
    } catch (KernelException refused) {
      credentials.setSecureBits(bits);
      throw refused;
    }
  }

  /** Who the thread was before, it is again. */
  @Override
  public void close() throws KernelException {
    credentials.actAs(before);
    credentials.setSecureBits(bits);
  }
}
