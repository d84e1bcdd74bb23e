package dev.cofferdam.bench;

import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Base;
import dev.cofferdam.seccomp.Compiler;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.KernelVersion;
import dev.cofferdam.seccomp.Profile;
import java.util.Set;

/** A program that compiles one filter and says how many microseconds that took: a new process. */
final class FirstFilter {
  private FirstFilter() {}

  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    Environment host = new Environment(Architecture.X86_64, new KernelVersion(6, 18), Set.of());
    Profile profile = Base.DEFAULT.profile(host);
    long read = System.nanoTime();
    byte[] filter = Compiler.compile(profile).bytes();
    long compiled = System.nanoTime();
    System.out.println((read - start) / 1000 + " " + (compiled - read) / 1000);
    if (filter.length == 0) {
      throw new IllegalStateException("no filter");
    }
  }
}
