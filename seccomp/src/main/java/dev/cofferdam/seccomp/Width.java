package dev.cofferdam.seccomp;

/**
 * How many bits of a register the kernel takes for an argument. What is above them it never looks
 * at, so a filter that does can be walked around: {@code socket(0x1_0000_0028, …)} is AF_VSOCK.
 */
public enum Width {
  /** {@code umode_t}, {@code unsigned short}. */
  BITS_16(0xffffL),
  /** {@code int}, {@code unsigned int}, {@code pid_t}; every argument of a 32-bit program. */
  BITS_32(0xffff_ffffL),
  /** {@code long}, {@code size_t}, pointers; and whatever is not known. */
  BITS_64(-1L);

  private final long mask;

  Width(long mask) {
    this.mask = mask;
  }

  /** The bits that count, as ones. */
  public long mask() {
    return mask;
  }

  Width atMost(Width other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
