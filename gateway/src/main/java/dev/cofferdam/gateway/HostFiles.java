package dev.cofferdam.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The files of this host as {@link Hazards} looks at them: whose they are, never what they hold.
 */
interface HostFiles {
  /**
   * Owner and mode of a file, symbolic links followed.
   *
   * @param mode {@code st_mode} in stat(2), the type's bits included
   */
  record Standing(long uid, long gid, int mode) {
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final int STICKY = 01000;

    boolean isSocket() {
      return (mode & TYPE) == SOCKET;
    }

    boolean isSticky() {
      return (mode & STICKY) != 0;
    }

    boolean groupMay(int bits) {
      return ((mode >> 3) & bits) == bits;
    }

    boolean othersMay(int bits) {
      return (mode & bits) == bits;
    }
  }

  /** Empty where there is no such file, or none that may be looked at. */
  Optional<Standing> standing(Path path);

  /** The path without symbolic links; the path itself, absolute, where it cannot be followed. */
  Path real(Path path);

  /** The real ones. */
  static HostFiles ofThisHost() {
    return new HostFiles() {
      @Override
      public Optional<Standing> standing(Path path) {
        try {
          Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,gid,mode");
          return Optional.of(
              new Standing(
                  number(attributes, "uid"),
                  number(attributes, "gid"),
                  (int) number(attributes, "mode")));
        } catch (IOException e) {
          return Optional.empty();
        }
      }

      @Override
      public Path real(Path path) {
        try {
          return path.toRealPath();
        } catch (IOException e) {
          return path.toAbsolutePath().normalize();
        }
      }

      private static long number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Integer number ? Integer.toUnsignedLong(number) : -1;
      }
    };
  }
}
