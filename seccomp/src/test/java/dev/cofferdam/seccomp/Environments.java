package dev.cofferdam.seccomp;

import java.util.List;
import java.util.Set;

/** Hosts that tests compile for, and calls made there. */
final class Environments {
  private Environments() {}

  /** A current kernel, and a container with these capabilities. */
  static Environment x86(String... capabilities) {
    return new Environment(Architecture.X86_64, new KernelVersion(6, 18), Set.of(capabilities));
  }

  /** The base of containers, with 32-bit programs and x32 allowed. */
  static Profile opened() throws SeccompException {
    Options options = Options.parse(List.of("seccomp.allow=i386,x32"));
    return options.tailor(Base.DEFAULT, x86()).profile();
  }

  static Environment arm() {
    return new Environment(Architecture.AARCH64, new KernelVersion(6, 18), Set.of());
  }

  static Action decide(Profile profile, Architecture architecture, String call, long... arguments) {
    int number = SystemCalls.known().named(call).orElseThrow().number(architecture).orElseThrow();
    return profile.decide(SeccompData.of(architecture, number, arguments));
  }

  static Action decide(Profile profile, String call, long... arguments) {
    return decide(profile, Architecture.X86_64, call, arguments);
  }
}
