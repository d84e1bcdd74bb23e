package dev.cofferdam.docker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Tar archives for tests, header by header; whatever a test asks for, sound or not. */
final class TarBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static TarBytes tar() {
    return new TarBytes();
  }

  TarBytes file(String name, String content) {
    return entry(name, '0', "", content);
  }

  TarBytes directory(String name) {
    return entry(name, '5', "", "");
  }

  TarBytes symlink(String name, String target) {
    return entry(name, '2', target, "");
  }

  TarBytes hardlink(String name, String target) {
    return entry(name, '1', target, "");
  }

  /** A pax header with these records, written as they should be. */
  TarBytes pax(char type, String... records) {
    StringBuilder text = new StringBuilder();
    for (String record : records) {
      int rest = record.length() + 2;
      int length = rest + String.valueOf(rest).length();
      length = rest + String.valueOf(length).length();
      text.append(length).append(' ').append(record).append('\n');
    }
    return entry("PaxHeader", type, "", text.toString());
  }

  TarBytes entry(String name, char type, String link, String content) {
    return entry(name, type, link, content, header -> {});
  }

  /**
   * @param change of the header, before its checksum is made
   */
  TarBytes entry(String name, char type, String link, String content, Consumer<byte[]> change) {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "%011o\0".formatted(bytes.length));
    put(header, 136, "00000000000\0");
    header[156] = (byte) type;
    put(header, 157, link);
    put(header, 257, "ustar\00000");
    change.accept(header);
    sum(header);
    out.writeBytes(header);
    out.writeBytes(Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512));
    return this;
  }

  static void sum(byte[] header) {
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
  }

  static void put(byte[] into, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  TarBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Without the two empty blocks at the end. */
  byte[] open() {
    return out.toByteArray();
  }

  byte[] bytes() {
    return raw(new byte[1024]).open();
  }
}
