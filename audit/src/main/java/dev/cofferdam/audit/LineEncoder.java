package dev.cofferdam.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * Writes entries as lines of JSON, each sealed by its hash, into a buffer that grows. By hand,
 * since the hash is over exactly these bytes and every record pays for them. Not thread-safe.
 */
final class LineEncoder implements EntryVisitor {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final boolean[] AS_IT_IS = new boolean[128];

  static {
    Arrays.fill(AS_IT_IS, 0x20, 0x7f, true);
    AS_IT_IS['"'] = false;
    AS_IT_IS['\\'] = false;
  }

  private final MessageDigest sha256 = SealedLine.sha256();
  private final Timestamps timestamps = new Timestamps();
  private final byte[] digest = new byte[32];
  private byte[] bytes = new byte[64 << 10];
  private int length;

  int length() {
    return length;
  }

  /** Forgets everything after the first {@code length} bytes. */
  void truncate(int to) {
    length = to;
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /** Appends one line and returns its link. */
  Link append(Entry entry, Link before) {
    int start = length;
    long seq = before.seq() + 1;
    room(128);
    raw("{\"seq\":");
    digits(seq);
    raw(",\"ts\":\"");
    timestamps.write(entry.time(), bytes, length);
    length += Timestamps.LENGTH;
    bytes[length++] = '"';
    EntryFields.visit(entry, this);
    room(SealedLine.SUFFIX + 1);
    raw(",\"prev\":\"");
    raw(before.hash());
    bytes[length++] = '"';
    String hash = hash(before, start);
    raw(",\"hash\":\"");
    raw(hash);
    raw("\"}\n");
    return new Link(seq, hash);
  }

  @SuppressWarnings("deprecation") // the only conversion that keeps hexadecimal digits as bytes
  private String hash(Link before, int start) {
    raw(before.hash());
    sha256.update(bytes, length - 64, 64);
    length -= 64;
    sha256.update(bytes, start, length - start);
    try {
      sha256.digest(digest, 0, digest.length);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
    byte[] hex = new byte[64];
    for (int i = 0; i < 32; i++) {
      hex[2 * i] = HEX[(digest[i] >> 4) & 0xf];
      hex[2 * i + 1] = HEX[digest[i] & 0xf];
    }
    return new String(hex, 0);
  }

  @Override
  public void text(String name, String value) {
    name(name);
    string(value);
  }

  @Override
  public void list(String name, List<String> values) {
    name(name);
    room(1);
    bytes[length++] = '[';
    for (int i = 0; i < values.size(); i++) {
      room(1);
      if (i > 0) {
        bytes[length++] = ',';
      }
      string(values.get(i));
    }
    room(1);
    bytes[length++] = ']';
  }

  @Override
  public void number(String name, long value) {
    name(name);
    room(20);
    digits(value);
  }

  private void name(String name) {
    room(name.length() + 4);
    bytes[length++] = ',';
    bytes[length++] = '"';
    raw(name);
    bytes[length++] = '"';
    bytes[length++] = ':';
  }

  private void string(String value) {
    room(6 * value.length() + 2);
    bytes[length++] = '"';
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 128 && AS_IT_IS[c]) {
        bytes[length++] = (byte) c;
      } else {
        i += unusual(value, i, c);
      }
    }
    bytes[length++] = '"';
  }

  /** Returns how many characters were used beyond the one at {@code i}. */
  private int unusual(String value, int i, char c) {
    if (c == '"' || c == '\\') {
      bytes[length++] = '\\';
      bytes[length++] = (byte) c;
    } else if (Characters.misleading(c)) {
      bytes[length++] = '\\';
      bytes[length++] = 'u';
      for (int shift = 12; shift >= 0; shift -= 4) {
        bytes[length++] = HEX[(c >> shift) & 0xf];
      }
    } else if (Characters.pairAt(value, i)) {
      utf8(Character.toCodePoint(c, value.charAt(i + 1)));
      return 1;
    } else {
      utf8(Character.isSurrogate(c) ? 0xfffd : c);
    }
    return 0;
  }

  private void utf8(int point) {
    if (point < 0x800) {
      bytes[length++] = (byte) (0xc0 | point >> 6);
    } else {
      if (point < 0x10000) {
        bytes[length++] = (byte) (0xe0 | point >> 12);
      } else {
        bytes[length++] = (byte) (0xf0 | point >> 18);
        bytes[length++] = (byte) (0x80 | (point >> 12 & 0x3f));
      }
      bytes[length++] = (byte) (0x80 | (point >> 6 & 0x3f));
    }
    bytes[length++] = (byte) (0x80 | (point & 0x3f));
  }

  private void digits(long value) {
    raw(Long.toString(value));
  }

  @SuppressWarnings("deprecation") // names, digits and hashes are ASCII: one copy, no encoder
  private void raw(String ascii) {
    int count = ascii.length();
    ascii.getBytes(0, count, bytes, length);
    length += count;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
