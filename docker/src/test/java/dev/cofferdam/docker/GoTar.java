package dev.cofferdam.docker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a tar archive as Go's {@code archive/tar} does, with all its leniency, and as nothing of
 * the product does: what {@link TarReader} accepts has to read the same here.
 */
final class GoTar {
  private final byte[] archive;
  private int at;
  private Map<String, String> pax = new HashMap<>();

  private GoTar(byte[] archive) {
    this.archive = archive;
  }

  static List<TarReading.Read> read(byte[] archive) {
    return new GoTar(archive).all();
  }

  private List<TarReading.Read> all() {
    List<TarReading.Read> entries = new ArrayList<>();
    String longName = "";
    String longLink = "";
    while (at < archive.length) {
      byte[] block = Arrays.copyOfRange(archive, at, at + 512);
      at += 512;
      if (isZero(block)) {
        break; // Go wants a second one, and looks no further
      }
      char type = (char) block[156];
      String name = name(block);
      long size = number(block, 124, 12);
      switch (type) {
        case 'x' -> pax = records(take(size));
        case 'g' -> take(size);
        case 'L' -> longName = string(take(size));
        case 'K' -> longLink = string(take(size));
        default -> {
          String own = pax.getOrDefault("path", name);
          String link = pax.getOrDefault("linkpath", string(Arrays.copyOfRange(block, 157, 257)));
          long real = pax.containsKey("size") ? Long.parseLong(pax.getOrDefault("size", "")) : size;
          String full = longName.isEmpty() ? own : longName;
          char kind = type == '\0' ? full.endsWith("/") ? '5' : '0' : type;
          entries.add(
              new TarReading.Read(
                  new TarEntry(
                      full,
                      kind(kind),
                      longLink.isEmpty() ? link : longLink,
                      kind == '0' ? real : 0),
                  bytes(take(kind == '0' ? real : 0))));
          pax = new HashMap<>();
          longName = "";
          longLink = "";
        }
      }
    }
    return entries;
  }

  private static List<Byte> bytes(byte[] content) {
    List<Byte> all = new ArrayList<>();
    for (byte b : content) {
      all.add(b);
    }
    return all;
  }

  private static TarEntry.Kind kind(char type) {
    return switch (type) {
      case '0' -> TarEntry.Kind.FILE;
      case '1' -> TarEntry.Kind.HARD_LINK;
      case '2' -> TarEntry.Kind.SYMBOLIC_LINK;
      case '3' -> TarEntry.Kind.CHARACTER_DEVICE;
      case '4' -> TarEntry.Kind.BLOCK_DEVICE;
      case '5' -> TarEntry.Kind.DIRECTORY;
      case '6' -> TarEntry.Kind.FIFO;
      default -> throw new IllegalArgumentException("type " + type);
    };
  }

  private byte[] take(long size) {
    byte[] content = Arrays.copyOfRange(archive, at, at + (int) size);
    at += (int) ((size + 511) / 512 * 512);
    return content;
  }

  private static String name(byte[] block) {
    String name = string(Arrays.copyOfRange(block, 0, 100));
    String magic = new String(block, 257, 6, StandardCharsets.ISO_8859_1);
    String prefix = magic.equals("ustar\0") ? string(Arrays.copyOfRange(block, 345, 500)) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** {@code parseString}: all until the first NUL. */
  private static String string(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }

  /** {@code parseNumeric}: base 256, or octal with spaces and NULs around it. */
  private static long number(byte[] block, int from, int length) {
    if ((block[from] & 0x80) != 0) {
      long value = block[from] & 0x7f;
      for (int i = from + 1; i < from + length; i++) {
        value = (value << 8) | (block[i] & 0xff);
      }
      return value;
    }
    String text = new String(block, from, length, StandardCharsets.ISO_8859_1);
    String digits = text.replaceAll("^[ \\x00]+|[ \\x00]+$", "");
    int nul = digits.indexOf('\0');
    String own = nul < 0 ? digits : digits.substring(0, nul);
    return own.isEmpty() ? 0 : Long.parseLong(own, 8);
  }

  private static Map<String, String> records(byte[] content) {
    Map<String, String> records = new HashMap<>();
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    rest.writeBytes(content);
    String text = rest.toString(StandardCharsets.ISO_8859_1);
    while (!text.isEmpty()) {
      int space = text.indexOf(' ');
      int length = Integer.parseInt(text.substring(0, space));
      String record = text.substring(space + 1, length - 1);
      int equals = record.indexOf('=');
      String value = record.substring(equals + 1);
      if (value.isEmpty()) {
        records.remove(record.substring(0, equals));
      } else {
        records.put(record.substring(0, equals), value);
      }
      text = text.substring(length);
    }
    return records;
  }

  private static boolean isZero(byte[] block) {
    return Arrays.equals(block, new byte[512]);
  }
}
