package dev.cofferdam.seccomp;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * {@code includes} or {@code excludes} of a rule: the extension of moby, which picks the rules of a
 * document when the container is made.
 *
 * @param capabilities with {@code CAP_}
 * @param architectures as Go names them: {@code amd64}
 */
record Scope(
    Set<String> capabilities, Set<String> architectures, Optional<KernelVersion> minKernel) {
  static final Scope EMPTY = new Scope(Set.of(), Set.of(), Optional.empty());

  Scope {
    capabilities = Set.copyOf(capabilities);
    architectures = Set.copyOf(architectures);
  }

  /** As {@code includes}: whether all of it holds. */
  boolean includes(Environment environment) {
    return environment.capabilities().containsAll(capabilities)
        && (architectures.isEmpty() || architectures.contains(goName(environment.architecture())))
        && (minKernel.isEmpty() || hasMinKernel(environment));
  }

  /** As {@code excludes}: whether any of it holds. */
  boolean excludes(Environment environment) {
    return !Collections.disjoint(capabilities, environment.capabilities())
        || architectures.contains(goName(environment.architecture()))
        || hasMinKernel(environment);
  }

  private boolean hasMinKernel(Environment environment) {
    return minKernel.isPresent() && environment.kernel().compareTo(minKernel.get()) >= 0;
  }

  private static String goName(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> "amd64";
      case I386 -> "x86";
      case X32 -> "x32";
      case AARCH64 -> "arm64";
    };
  }
}
