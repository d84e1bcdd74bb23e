package dev.cofferdam.docker;

import java.util.Comparator;
import java.util.Optional;

/** A version of the Engine API, for instance 1.41. */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
  private static final Comparator<ApiVersion> ORDER =
      Comparator.comparingInt(ApiVersion::major).thenComparingInt(ApiVersion::minor);

  /** The versions that a gateway accepts, both ends included. */
  public record Range(ApiVersion oldest, ApiVersion newest) {
    public Range {
      if (oldest.compareTo(newest) > 0) {
        throw new IllegalArgumentException(oldest + " is newer than " + newest);
      }
    }

    public boolean contains(ApiVersion version) {
      return oldest.compareTo(version) <= 0 && version.compareTo(newest) <= 0;
    }
  }

  public ApiVersion {
    if (major != 1 || minor < 0 || minor > 999) {
      throw new IllegalArgumentException("not a version of the Engine API");
    }
  }

  /**
   * Reads {@code 1.NN}: no leading zero, no third number. The engine takes any run of digits and
   * dots; a second way to write a version is a way to be understood differently.
   */
  public static Optional<ApiVersion> of(String text) {
    int length = text.length();
    if (length < 3 || length > 5 || !text.startsWith("1.")) {
      return Optional.empty();
    }
    int minor = 0;
    for (int i = 2; i < length; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return Optional.empty();
      }
      minor = minor * 10 + (c - '0');
    }
    return text.charAt(2) == '0' && length > 3
        ? Optional.empty()
        : Optional.of(new ApiVersion(1, minor));
  }

  public boolean isAtLeast(ApiVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(ApiVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
