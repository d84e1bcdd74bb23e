package dev.cofferdam.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

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
