package dev.cofferdam.seccomp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first two numbers of a kernel's release: 6.18 of {@code 6.18.3-amd64}. */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
  private static final Pattern RELEASE = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})([^0-9].*)?");

  /** As uname(2) gives it, or just the two numbers. */
  public static Optional<KernelVersion> parse(String release) {
    Matcher matcher = RELEASE.matcher(release);
    return matcher.matches()
        ? Optional.of(
            new KernelVersion(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(KernelVersion other) {
    int byMajor = Integer.compare(major, other.major);
    return byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
