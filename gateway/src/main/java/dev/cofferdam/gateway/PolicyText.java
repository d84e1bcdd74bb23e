package dev.cofferdam.gateway;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A policy file, read whole while nobody changed it.
 *
 * @param stamp what the file was before and after it was read
 */
record PolicyText(Path file, FileStamp stamp, String text) {
  /** Ten thousand bindings are about a megabyte. */
  private static final long MAX_BYTES = 16L * 1024 * 1024;

  private static final int ATTEMPTS = 5;

  static PolicyText read(Path file) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      FileStamp before = FileStamp.of(file);
      String text = text(file);
      if (FileStamp.of(file).equals(before)) {
        return new PolicyText(file, before, text);
      }
    }
    throw new IOException(file + ": changes while it is read");
  }

  private static String text(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + ": a policy of more than 16 MiB");
      }
      return Files.readString(file);
    } catch (NoSuchFileException absent) {
      throw new IOException(file + ": no such file", absent);
    } catch (CharacterCodingException binary) {
      throw new IOException(file + ": not UTF-8", binary);
    }
  }
}
