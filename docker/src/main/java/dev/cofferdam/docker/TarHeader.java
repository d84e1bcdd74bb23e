package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;

/**
 * One header block of a tar archive, read only where every reader reads the same: POSIX ustar, GNU,
 * and the older form without a magic. Fields as in POSIX.1-2017, pax, "ustar Interchange Format",
 * and in GNU tar's manual, "Basic Tar Format".
 */
final class TarHeader {
  static final int BLOCK = 512;

  private static final int NAME = 100;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int PREFIX_LENGTH = 155;

  /** After GNU's times of access and change, which a prefix would overlap. */
  private static final int GNU_REST = 369;

  private static final int REST = 500;

  /** The formats that differ in what they mean. */
  private enum Format {
    OLD,
    USTAR,
    GNU
  }

  private final byte[] block;
  private final long place;
  private final Format format;

  /**
   * @param place of the block in the archive, for messages
   */
  TarHeader(byte[] block, long place) {
    this.block = block;
    this.place = place;
    long sum = number(148, 8, "checksum");
    if (sum != checksum()) {
      throw malformed("its checksum is wrong");
    }
    this.format = format();
    checkUnused();
  }

  static boolean isZero(byte[] block) {
    return isZero(block, 0, BLOCK);
  }

  char type() {
    return (char) (block[156] & 0xff);
  }

  long size() {
    return number(124, 12, "size");
  }

  /** The name, with its prefix where the format has one. */
  String name() {
    String name = text(0, NAME);
    String prefix = format == Format.USTAR ? text(PREFIX, PREFIX_LENGTH) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  String link() {
    return text(157, NAME);
  }

  /** Permissions; what archives add to them of the kind of file is left out. */
  int mode() {
    return (int) (number(100, 8, "mode") & 07777);
  }

  long uid() {
    return number(108, 8, "uid");
  }

  long gid() {
    return number(116, 8, "gid");
  }

  /** Of the last change, in seconds since 1970. */
  long seconds() {
    return number(136, 12, "time");
  }

  MalformedBody malformed(String problem) {
    return new MalformedBody("archive: the header at byte " + place + ": " + problem);
  }

  /** Unsigned, as POSIX has it; readers that also take a signed sum take more than this. */
  private long checksum() {
    long sum = 8 * ' ';
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? 0 : block[i] & 0xff;
    }
    return sum;
  }

  private Format format() {
    String magic = new String(block, MAGIC, 8, StandardCharsets.ISO_8859_1);
    return switch (magic) {
      case "ustar\00000" -> Format.USTAR;
      case "ustar  \0" -> Format.GNU;
      case "\0\0\0\0\0\0\0\0" -> Format.OLD;
      default -> throw malformed("its format is none of ustar, GNU and the oldest");
    };
  }

  /** What is in places that one reader knows and another does not: star's, sparse maps. */
  private void checkUnused() {
    boolean clean =
        switch (format) {
          case OLD -> isZero(block, MAGIC, BLOCK);
          case USTAR -> isZero(block, REST, BLOCK);
          case GNU -> {
            number(PREFIX, 12, "time of access");
            number(PREFIX + 12, 12, "time of change");
            yield isZero(block, GNU_REST, BLOCK);
          }
        };
    if (!clean) {
      throw malformed("it has more in it than its format says");
    }
  }

  /** Octal digits between spaces and NULs, or base 256 (GNU) where the first bit is set. */
  private long number(int from, int length, String field) {
    if ((block[from] & 0x80) != 0) {
      return binary(from, length, field);
    }
    int at = from;
    int end = from + length;
    while (at < end && block[at] == ' ') {
      at++;
    }
    long value = 0;
    while (at < end && block[at] >= '0' && block[at] <= '7') {
      value = value * 8 + block[at++] - '0'; // 12 digits fit
    }
    while (at < end) {
      if (block[at] != ' ' && block[at] != 0) {
        throw malformed("its " + field + " is no number");
      }
      at++;
    }
    return value;
  }

  private long binary(int from, int length, String field) {
    if (block[from] != (byte) 0x80) {
      throw malformed("its " + field + " is negative or too large");
    }
    long value = 0;
    for (int i = from + 1; i < from + length; i++) {
      if (value >> 54 != 0) {
        throw malformed("its " + field + " is too large");
      }
      value = (value << 8) | (block[i] & 0xff);
    }
    return value;
  }

  /** All of the field, or what is before a NUL after which there are only more. */
  private String text(int from, int length) {
    int end = from;
    while (end < from + length && block[end] != 0) {
      end++;
    }
    if (!isZero(block, end, from + length)) {
      throw malformed("a name in it goes on after a NUL");
    }
    return new String(block, from, end - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
