package dev.cofferdam.audit;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where records are to go, as the operator writes it: {@code file[:DIR]}, {@code journald[:SOCKET]}
 * or {@code syslog[:SOCKET]}, each followed by options: {@code ,required} for all, and for the file
 * {@code ,max-size=64MiB} and {@code ,keep=N}.
 */
public sealed interface SinkSpec {
  Path DEFAULT_DIRECTORY = Path.of("/var/log/cofferdam");
  Path DEFAULT_JOURNALD = Path.of("/run/systemd/journal/socket");
  Path DEFAULT_SYSLOG = Path.of("/dev/log");
  long DEFAULT_MAX_BYTES = 64L << 20;

  /** Whether a privileged operation is refused while this sink cannot take its record. */
  boolean required();

  /** Kind and place, for instance {@code journald:/run/systemd/journal/socket}. */
  String name();

  /**
   * @param maxBytes size at which a file is closed and the next one begun
   * @param keep how many closed files are kept, 0 for all of them
   */
  record File(Path directory, boolean required, long maxBytes, int keep) implements SinkSpec {
    public File {
      if (maxBytes < 4096) {
        throw new IllegalArgumentException("max-size is " + maxBytes + " bytes: at least 4KiB");
      }
      if (keep < 0) {
        throw new IllegalArgumentException("keep is " + keep + ": 0 keeps all files");
      }
    }

    public File(Path directory, boolean required) {
      this(directory, required, DEFAULT_MAX_BYTES, 0);
    }

    @Override
    public String name() {
      return "file:" + directory;
    }
  }

  record Journald(Path socket, boolean required) implements SinkSpec {
    @Override
    public String name() {
      return "journald:" + socket;
    }
  }

  record Syslog(Path socket, boolean required) implements SinkSpec {
    @Override
    public String name() {
      return "syslog:" + socket;
    }
  }

  /**
   * @throws IllegalArgumentException with a sentence that says what is wrong and what is possible
   */
  static SinkSpec parse(String text) {
    return parse(text, DEFAULT_DIRECTORY);
  }

  /**
   * @param directory where {@code file} without a directory writes
   * @throws IllegalArgumentException with a sentence that says what is wrong and what is possible
   */
  static SinkSpec parse(String text, Path directory) {
    List<String> parts = Arrays.asList(text.split(",", -1));
    String head = parts.getFirst();
    int colon = head.indexOf(':');
    String kind = colon < 0 ? head : head.substring(0, colon);
    String place = colon < 0 ? "" : head.substring(colon + 1);
    if (colon >= 0 && place.isEmpty()) {
      throw new IllegalArgumentException(
          "audit sink `" + text + "`: nothing after the colon: name a path or leave the colon out");
    }
    Options options = new Options(text, kind, parts.subList(1, parts.size()));
    return switch (kind) {
      case "file" ->
          new File(path(text, place, directory), options.required, options.maxBytes, options.keep);
      case "journald" -> new Journald(path(text, place, DEFAULT_JOURNALD), options.required);
      case "syslog" -> new Syslog(path(text, place, DEFAULT_SYSLOG), options.required);
      default ->
          throw new IllegalArgumentException(
              "audit sink `%s`: there is no `%s`: write file[:DIR], journald[:SOCKET] or syslog[:SOCKET]"
                  .formatted(text, kind));
    };
  }

  private static Path path(String text, String place, Path otherwise) {
    if (place.isEmpty()) {
      return otherwise;
    }
    Path path;
    try {
      path = Path.of(place);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "audit sink `" + text + "`: not a path: " + e.getReason(), e);
    }
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(
          "audit sink `" + text + "`: the path has to begin with a slash");
    }
    return path.normalize();
  }

  /** What follows the first comma. */
  final class Options {
    private boolean required;
    private long maxBytes = DEFAULT_MAX_BYTES;
    private int keep;

    private Options(String text, String kind, List<String> options) {
      for (String option : options) {
        try {
          take(kind, option);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("audit sink `" + text + "`: " + e.getMessage(), e);
        }
      }
      if (maxBytes < 4096) {
        throw new IllegalArgumentException("audit sink `" + text + "`: max-size is at least 4KiB");
      }
    }

    private void take(String kind, String option) {
      if (option.equals("required")) {
        required = true;
      } else if (kind.equals("file") && option.startsWith("max-size=")) {
        maxBytes = bytes(option.substring("max-size=".length()));
      } else if (kind.equals("file") && option.startsWith("keep=")) {
        keep = (int) number(option.substring("keep=".length()), 1_000_000);
      } else {
        throw new IllegalArgumentException(
            "there is no option `%s`: possible %s"
                .formatted(
                    option,
                    kind.equals("file") ? "are required, max-size=SIZE, keep=N" : "is required"));
      }
    }

    private static long bytes(String size) {
      String lower = size.toLowerCase(Locale.ROOT);
      for (int shift = 10; shift <= 30; shift += 10) {
        String unit = shift == 10 ? "kib" : shift == 20 ? "mib" : "gib";
        if (lower.endsWith(unit)) {
          return number(size.substring(0, size.length() - 3), 1L << 20) << shift;
        }
      }
      return number(size, 1L << 40);
    }

    private static long number(String digits, long most) {
      if (!digits.matches("[0-9]{1,13}") || Long.parseLong(digits) > most) {
        throw new IllegalArgumentException(
            "`"
                + digits
                + "` is not a number from 0 to "
                + most
                + " (sizes: bytes, KiB, MiB, GiB)");
      }
      return Long.parseLong(digits);
    }
  }
}
