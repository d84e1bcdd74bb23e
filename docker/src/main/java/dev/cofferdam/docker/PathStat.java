package dev.cofferdam.docker;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * What the engine says of a path in a container: the field {@code X-Docker-Container-Path-Stat} of
 * an answer.
 *
 * @param name its last part; a char for each byte
 * @param size as lstat(2) has it
 * @param mode of lstat(2), the kind of file included
 * @param linkTarget where a symbolic link leads in the end, as a path in the container, in the form
 *     of the name; else empty
 */
public record PathStat(String name, long size, int mode, Instant modified, String linkTarget) {
  public static final String FIELD = "X-Docker-Container-Path-Stat";

  /** The field's value: JSON in Base64. */
  public String field() {
    String json =
        "{\"name\":%s,\"size\":%d,\"mode\":%d,\"mtime\":\"%s\",\"linkTarget\":%s}"
            .formatted(text(name), size, goMode(mode), modified, text(linkTarget));
    return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /** What is no UTF-8 becomes U+FFFD, as in Go. */
  private static String text(String bytes) {
    String decoded =
        new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(decoded)) + '"';
  }

  /** The bits of Go's {@code io/fs.FileMode}. */
  static long goMode(int mode) {
    long bits = mode & 0777;
    bits |= (mode & 04000) != 0 ? 1L << 23 : 0;
    bits |= (mode & 02000) != 0 ? 1L << 22 : 0;
    bits |= (mode & 01000) != 0 ? 1L << 20 : 0;
    return bits
        | switch (mode & 0170000) {
          case 0040000 -> 1L << 31;
          case 0120000 -> 1L << 27;
          case 0060000 -> 1L << 26;
          case 0020000 -> 1L << 26 | 1L << 21;
          case 0010000 -> 1L << 25;
          case 0140000 -> 1L << 24;
          default -> 0;
        };
  }
}
