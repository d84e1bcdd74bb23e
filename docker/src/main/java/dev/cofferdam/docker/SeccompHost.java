package dev.cofferdam.docker;

import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.KernelVersion;
import java.util.Set;

/**
 * Where containers run, as far as their filters of system calls depend on it.
 *
 * @param base of the site
 * @param kernel of the engine's host
 */
public record SeccompHost(SeccompBase base, Architecture architecture, KernelVersion kernel) {
  private static final SeccompHost STANDARD =
      new SeccompHost(SeccompBase.DEFAULT, Architecture.X86_64, new KernelVersion(6, 1));

  /** For where no host is known. */
  public static SeccompHost standard() {
    return STANDARD;
  }

  public SeccompHost withBase(SeccompBase other) {
    return new SeccompHost(other, architecture, kernel);
  }

  Environment with(Set<String> capabilities) {
    return new Environment(architecture, kernel, capabilities);
  }
}
