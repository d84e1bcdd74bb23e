package dev.cofferdam.seccomp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringTokenizer;

/**
 * The files that this library is built with. They are read once in each process, and before its
 * first filter: with loops and no streams or patterns, whose first use takes milliseconds.
 */
final class Resources {
  private Resources() {}

  /** The words of a file, without its comments. */
  static List<String> words(String resource) {
    List<String> words = new ArrayList<>();
    for (String line : lines(resource)) {
      StringTokenizer tokens = new StringTokenizer(line, " ");
      while (tokens.hasMoreTokens()) {
        words.add(tokens.nextToken());
      }
    }
    return words;
  }

  /** The lines of a file that say something. */
  static List<String> lines(String resource) {
    String text = new String(bytes(resource), StandardCharsets.US_ASCII);
    List<String> lines = new ArrayList<>();
    StringTokenizer tokens = new StringTokenizer(text, "\r\n");
    while (tokens.hasMoreTokens()) {
      String line = tokens.nextToken();
      if (!line.startsWith("#")) {
        lines.add(line);
      }
    }
    return lines;
  }

  static byte[] bytes(String resource) {
    try (InputStream stream = Resources.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(stream, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
