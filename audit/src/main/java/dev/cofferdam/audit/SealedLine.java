package dev.cofferdam.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A line of the log as the chain sees it: number, the hash before it, its own.
 *
 * <p>A line is {@code {"seq":N, … ,"prev":"HASH","hash":"HASH"}}. Its hash is SHA-256 over the 64
 * digits of {@code prev} followed by the line's bytes before {@code ,"hash"}.
 *
 * @param intact whether the hash is that of the line's own bytes
 */
record SealedLine(long seq, String prev, String hash, boolean intact) {
  private static final byte[] PREFIX = ascii("{\"seq\":");
  private static final byte[] PREV = ascii(",\"prev\":\"");
  private static final byte[] HASH = ascii("\",\"hash\":\"");
  private static final byte[] END = ascii("\"}");

  /** Length of everything from {@code ,"prev"} on, without the line's end. */
  static final int SUFFIX = PREV.length + 64 + HASH.length + 64 + END.length;

  /**
   * Reads {@code length} bytes, without the line's end.
   *
   * @return empty where this is no line of a log
   */
  static Optional<SealedLine> parse(byte[] bytes, int from, int length) {
    int suffix = from + length - SUFFIX;
    if (suffix < from + PREFIX.length
        || !matches(bytes, from, PREFIX)
        || !matches(bytes, suffix, PREV)
        || !matches(bytes, suffix + PREV.length + 64, HASH)
        || !matches(bytes, from + length - END.length, END)) {
      return Optional.empty();
    }
    int prevAt = suffix + PREV.length;
    int hashAt = prevAt + 64 + HASH.length;
    long seq = number(bytes, from + PREFIX.length, suffix);
    if (seq < 0 || !hexadecimal(bytes, prevAt) || !hexadecimal(bytes, hashAt)) {
      return Optional.empty();
    }
    MessageDigest digest = sha256();
    digest.update(bytes, prevAt, 64);
    digest.update(bytes, from, prevAt + 64 + 1 - from);
    String hash = string(bytes, hashAt);
    boolean intact = HexFormat.of().formatHex(digest.digest()).equals(hash);
    return Optional.of(new SealedLine(seq, string(bytes, prevAt), hash, intact));
  }

  boolean follows(Link before) {
    return seq == before.seq() + 1 && prev.equals(before.hash());
  }

  Link link() {
    return new Link(seq, hash);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static long number(byte[] bytes, int from, int to) {
    long number = 0;
    int at = from;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && at - from < 18) {
      number = number * 10 + bytes[at++] - '0';
    }
    boolean canonical = at > from && bytes[from] != '0' && at < to && bytes[at] == ',';
    return canonical ? number : -1;
  }

  private static boolean hexadecimal(byte[] bytes, int from) {
    for (int i = from; i < from + 64; i++) {
      byte b = bytes[i];
      if (!(b >= '0' && b <= '9') && !(b >= 'a' && b <= 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(byte[] bytes, int from, byte[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (bytes[from + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private static String string(byte[] bytes, int from) {
    return new String(bytes, from, 64, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
