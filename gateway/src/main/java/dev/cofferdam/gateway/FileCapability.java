package dev.cofferdam.gateway;

import dev.cofferdam.userns.IdMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The extended attribute {@code security.capability}, which names the root of a user namespace
 * (struct vfs_ns_cap_data of linux/capability.h, version 3); version 2, without one, is of root.
 * What an archive says is said of the root inside.
 */
final class FileCapability {
  static final String NAME = "security.capability";

  private static final int VERSION_MASK = 0xff00_0000;
  private static final int VERSION_2 = 0x0200_0000;
  private static final int VERSION_3 = 0x0300_0000;
  private static final int BYTES_2 = 20;
  private static final int BYTES_3 = 24;

  private FileCapability() {}

  /** As it goes into an archive; nothing where it is of no root inside. */
  static Optional<byte[]> inside(byte[] outside, IdMap uids) {
    OptionalLong root = root(outside);
    return root.isEmpty() ? Optional.empty() : of(outside, uids.toInside(root.getAsLong()));
  }

  /** As it is written by root of the host; nothing where it is malformed or of no root inside. */
  static Optional<byte[]> outside(byte[] inside, IdMap uids) {
    OptionalLong root = root(inside);
    return root.isEmpty() ? Optional.empty() : of(inside, uids.toOutside(root.getAsLong()));
  }

  private static OptionalLong root(byte[] value) {
    if (value.length != BYTES_2 && value.length != BYTES_3) {
      return OptionalLong.empty();
    }
    ByteBuffer data = little(value);
    return switch (data.getInt(0) & VERSION_MASK) {
      case VERSION_2 -> value.length == BYTES_2 ? OptionalLong.of(0) : OptionalLong.empty();
      case VERSION_3 ->
          value.length == BYTES_3
              ? OptionalLong.of(Integer.toUnsignedLong(data.getInt(BYTES_2)))
              : OptionalLong.empty();
      default -> OptionalLong.empty();
    };
  }

  private static Optional<byte[]> of(byte[] value, OptionalLong root) {
    if (root.isEmpty()) {
      return Optional.empty();
    }
    int flags = little(value).getInt(0) & ~VERSION_MASK;
    boolean plain = root.getAsLong() == 0;
    byte[] changed = Arrays.copyOf(value, plain ? BYTES_2 : BYTES_3);
    ByteBuffer data = little(changed);
    data.putInt(0, (plain ? VERSION_2 : VERSION_3) | flags);
    if (!plain) {
      data.putInt(BYTES_2, (int) root.getAsLong());
    }
    return Optional.of(changed);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
