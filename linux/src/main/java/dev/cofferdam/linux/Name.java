package dev.cofferdam.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;

/**
 * The name or the path of a file as the kernel has it: any bytes but zero. Names in images are not
 * always UTF-8, so that a {@code String} cannot hold each of them.
 */
public final class Name {
  /** The descriptor's own file, for calls with {@code AT_EMPTY_PATH}. */
  public static final Name NONE = new Name(new byte[0]);

  private final byte[] bytes;

  private Name(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws IllegalArgumentException for a zero byte, where the kernel would stop to read
   */
  public static Name of(byte[] bytes) {
    for (byte each : bytes) {
      if (each == 0) {
        throw new IllegalArgumentException("a file's name cannot contain a zero byte");
      }
    }
    return new Name(bytes.clone());
  }

  /** As {@link #of(byte[])}, in UTF-8. */
  public static Name of(String text) {
    return of(text.getBytes(UTF_8));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** Whether it starts at the root of what is mounted. */
  public boolean isAbsolute() {
    return bytes.length > 0 && bytes[0] == '/';
  }

  /** What a name means in this directory: itself where it is absolute. */
  public Name resolve(Name name) {
    if (name.isAbsolute() || isEmpty()) {
      return name;
    }
    boolean slash = bytes[bytes.length - 1] == '/';
    byte[] both = Arrays.copyOf(bytes, bytes.length + (slash ? 0 : 1) + name.bytes.length);
    both[both.length - name.bytes.length - 1] = '/';
    System.arraycopy(name.bytes, 0, both, both.length - name.bytes.length, name.bytes.length);
    return new Name(both);
  }

  public Name resolve(String name) {
    return resolve(of(name));
  }

  /** The directory that it is in, as far as the text says; empty for {@code /} and a bare name. */
  public Optional<Name> parent() {
    int slash = lastSlash();
    if (slash < 0 || bytes.length == 1) {
      return Optional.empty();
    }
    return Optional.of(new Name(Arrays.copyOf(bytes, Math.max(slash, 1))));
  }

  /** What it is called there. */
  public Name last() {
    return new Name(Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length));
  }

  private int lastSlash() {
    int at = bytes.length - 1;
    while (at >= 0 && bytes[at] != '/') {
      at--;
    }
    return at;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Name name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** For people: what is no UTF-8 is replaced. */
  @Override
  public String toString() {
    return new String(bytes, UTF_8);
  }
}
