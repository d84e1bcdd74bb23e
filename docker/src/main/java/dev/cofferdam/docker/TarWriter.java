package dev.cofferdam.docker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of a tar archive around the contents of its files: POSIX ustar, with pax records where
 * that has no room (POSIX.1-2017, pax). The same as Go's {@code archive/tar} writes in its format
 * PAX, which is what docker clients know.
 */
public final class TarWriter {
  private static final int NAME = 100;
  private static final long OCTAL_7 = 07777777L;
  private static final long OCTAL_11 = 077777777777L;

  private TarWriter() {}

  /**
   * What comes before the content of an entry, or is all of it.
   *
   * @param major of a device, else 0
   * @throws IllegalArgumentException if a name has a NUL in it
   */
  public static byte[] header(TarEntry entry, TarAttributes attributes, int major, int minor) {
    SortedMap<String, String> records = records(entry, attributes);
    ByteArrayOutputStream out = new ByteArrayOutputStream(TarHeader.BLOCK);
    if (!records.isEmpty()) {
      byte[] extension = extension(records);
      byte[] header = new byte[TarHeader.BLOCK];
      text(header, 0, NAME, extensionName(entry.name()));
      numbers(header, 0, 0, 0, extension.length, 0);
      out.writeBytes(finished(header, 'x'));
      out.writeBytes(extension);
      out.writeBytes(padding(extension.length));
    }
    byte[] header = new byte[TarHeader.BLOCK];
    text(header, 0, NAME, entry.name());
    text(header, 157, NAME, entry.link());
    numbers(
        header,
        attributes.mode() | type(entry.kind()),
        fitting(attributes.uid(), OCTAL_7),
        fitting(attributes.gid(), OCTAL_7),
        fitting(entry.size(), OCTAL_11),
        fitting(attributes.modified().getEpochSecond(), OCTAL_11));
    octal(header, 329, 7, fitting(major, OCTAL_7));
    octal(header, 337, 7, fitting(minor, OCTAL_7));
    out.writeBytes(finished(header, flag(entry.kind())));
    return out.toByteArray();
  }

  /** What fills up the last block of a content of this size. */
  public static byte[] padding(long size) {
    return new byte[(int) (-size & (TarHeader.BLOCK - 1))];
  }

  /** The end of an archive. */
  public static byte[] end() {
    return new byte[2 * TarHeader.BLOCK];
  }

  /** What a header has no room for. */
  private static SortedMap<String, String> records(TarEntry entry, TarAttributes attributes) {
    SortedMap<String, String> records = new TreeMap<>();
    named(records, "path", entry.name());
    named(records, "linkpath", entry.link());
    numbered(records, "size", entry.size(), OCTAL_11);
    numbered(records, "uid", attributes.uid(), OCTAL_7);
    numbered(records, "gid", attributes.gid(), OCTAL_7);
    numbered(records, "mtime", attributes.modified().getEpochSecond(), OCTAL_11);
    attributes.xattrs().forEach((name, value) -> records.put(PaxRecords.XATTR + name, value));
    return records;
  }

  private static void named(Map<String, String> records, String key, String name) {
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name has a NUL in it");
    }
    if (name.length() > NAME || !name.chars().allMatch(c -> c < 0x80)) {
      records.put(key, name);
    }
  }

  private static void numbered(Map<String, String> records, String key, long number, long most) {
    if (number < 0 || number > most) {
      records.put(key, Long.toString(number));
    }
  }

  private static long fitting(long number, long most) {
    return number < 0 || number > most ? 0 : number;
  }

  /** {@code length key=value\n}, where the length counts its own digits too. */
  private static byte[] extension(SortedMap<String, String> records) {
    StringBuilder all = new StringBuilder();
    records.forEach((key, value) -> {
      int rest = key.length() + value.length() + 3; // space, equals sign, newline
      int length = rest + Integer.toString(rest).length();
      if (Integer.toString(length).length() > Integer.toString(rest).length()) {
        length++;
      }
      all.append(length).append(' ').append(key).append('=').append(value).append('\n');
    });
    return all.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** {@code dir/PaxHeaders.0/file}, for readers that know no pax. */
  private static String extensionName(String name) {
    String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    int slash = plain.lastIndexOf('/') + 1;
    return plain.substring(0, slash) + "PaxHeaders.0/" + plain.substring(slash);
  }

  private static void numbers(
      byte[] header, long mode, long uid, long gid, long size, long seconds) {
    octal(header, 100, 7, mode);
    octal(header, 108, 7, uid);
    octal(header, 116, 7, gid);
    octal(header, 124, 11, size);
    octal(header, 136, 11, seconds);
  }

  private static byte[] finished(byte[] header, char flag) {
    header[156] = (byte) flag;
    text(header, 257, 8, "ustar\00000");
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    octal(header, 148, 6, sum);
    header[154] = 0;
    return header;
  }

  /** As much of it as there is room for, and of ASCII only; a pax record has all of it. */
  private static void text(byte[] header, int at, int length, String text) {
    int to = at;
    for (int i = 0; i < text.length() && to < at + length; i++) {
      if (text.charAt(i) < 0x80) {
        header[to++] = (byte) text.charAt(i);
      }
    }
  }

  private static void octal(byte[] header, int at, int digits, long value) {
    for (int i = at + digits - 1; i >= at; i--) {
      header[i] = (byte) ('0' + (value & 7));
      value >>= 3;
    }
  }

  /** The kind of file as stat(2) has it, which Go 1.8 and the engine put into the mode. */
  private static int type(TarEntry.Kind kind) {
    return switch (kind) {
      case FILE, HARD_LINK -> 0100000;
      case SYMBOLIC_LINK -> 0120000;
      case CHARACTER_DEVICE -> 0020000;
      case BLOCK_DEVICE -> 0060000;
      case DIRECTORY -> 0040000;
      case FIFO -> 0010000;
    };
  }

  private static char flag(TarEntry.Kind kind) {
    return switch (kind) {
      case FILE -> '0';
      case HARD_LINK -> '1';
      case SYMBOLIC_LINK -> '2';
      case CHARACTER_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case DIRECTORY -> '5';
      case FIFO -> '6';
    };
  }
}
