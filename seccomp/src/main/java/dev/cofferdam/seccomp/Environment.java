package dev.cofferdam.seccomp;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a filter will run, as far as a document asks for it.
 *
 * @param architecture of the host's kernel
 * @param kernel its version
 * @param capabilities that the container may have, with {@code CAP_}
 */
public record Environment(
    Architecture architecture, KernelVersion kernel, Set<String> capabilities) {
  public Environment {
    capabilities = Set.copyOf(capabilities);
  }

  /** Every convention of the table that this host's kernel may take calls by. */
  public Set<Architecture> conventions() {
    return switch (architecture) {
      case X86_64, X32 -> EnumSet.of(Architecture.X86_64, Architecture.I386, Architecture.X32);
      case I386 -> EnumSet.of(Architecture.I386);
      case AARCH64 -> EnumSet.of(Architecture.AARCH64);
    };
  }
}
