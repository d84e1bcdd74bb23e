package dev.cofferdam.audit;

/**
 * One link of the chain: a record's number and its hash, which the next record repeats.
 *
 * @param hash 64 lower-case hexadecimal digits
 */
record Link(long seq, String hash) {
  /** What the first record of a directory follows. */
  static final Link GENESIS = new Link(0, "0".repeat(64));
}
