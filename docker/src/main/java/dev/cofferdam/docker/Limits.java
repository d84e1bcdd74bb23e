package dev.cofferdam.docker;

/**
 * The bounds of a body that is read as a whole.
 *
 * <p>They are far above what clients send (the largest real bodies carry a custom seccomp profile
 * of some 15 KB) and small enough that a body cannot cost more than a few milliseconds.
 */
final class Limits {
  /** Bytes of a body. */
  static final int BYTES = 2 << 20;

  /** Objects and lists within each other. The deepest known body, a service, has 9. */
  static final int DEPTH = 32;

  /** Elements of a list, entries of an object whose keys are data. */
  static final int ITEMS = 4096;

  /**
   * Values in all, those in lists and objects included: each takes many times more memory than the
   * three bytes that it may be written in. A container that publishes 4000 ports has some 20 000.
   */
  static final int VALUES = 1 << 15;

  /** Bytes of a key. Labels are keys. */
  static final int KEY = 4096;

  /** Digits of a number; int64 has 19 and a sign. */
  static final int DIGITS = 32;

  private Limits() {}
}
