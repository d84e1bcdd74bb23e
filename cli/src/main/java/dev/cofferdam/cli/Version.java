package dev.cofferdam.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as the build wrote it down. */
final class Version implements IVersionProvider {
  static String current() throws IOException {
    try (InputStream in = Version.class.getResourceAsStream("version")) {
      if (in == null) {
        throw new IOException("the version is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"cofferdam " + current()};
  }
}
