package dev.cofferdam.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** An image made from nothing but busybox: a tar archive in the ustar format of POSIX.1. */
final class DemoImage {
  static final String NAME = "foobar";

  /** On the image, and so on every container made from it: what the demo may take away again. */
  static final String LABEL = "cofferdam-demo";

  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final List<String> APPLETS = List.of("echo", "id", "ls", "sh", "sleep");
  private static final int BLOCK = 512;

  private DemoImage() {}

  static byte[] archive() throws IOException, CommandFailure {
    if (!Files.isExecutable(BUSYBOX)) {
      throw new CommandFailure(
          "The demo makes its image of "
              + BUSYBOX
              + ", which is missing: install Debian's package"
              + " busybox-static.");
    }
    return archive(Files.readAllBytes(BUSYBOX));
  }

  static byte[] archive(byte[] busybox) {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, "bin/", '5', "", new byte[0]);
    entry(tar, "bin/busybox", '0', "", busybox);
    for (String applet : APPLETS) {
      entry(tar, "bin/" + applet, '2', "busybox", new byte[0]);
    }
    tar.writeBytes(new byte[2 * BLOCK]);
    return tar.toByteArray();
  }

  private static void entry(
      ByteArrayOutputStream tar, String name, char type, String link, byte[] content) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000755\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, octal(11, content.length) + "\0");
    put(header, 136, octal(11, 0) + "\0");
    put(header, 148, "        ");
    put(header, 156, String.valueOf(type));
    put(header, 157, link);
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    put(header, 148, octal(6, sum) + "\0 ");
    tar.writeBytes(header);
    tar.writeBytes(content);
    tar.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private static String octal(int digits, int value) {
    return String.format(Locale.ROOT, "%0" + digits + "o", value);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
