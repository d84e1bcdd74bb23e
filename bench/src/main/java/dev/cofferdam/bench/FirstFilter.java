package dev.cofferdam.bench;

import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Base;
import dev.cofferdam.seccomp.Compiler;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.KernelVersion;
import dev.cofferdam.seccomp.Profile;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Set;

/**
 * A program that compiles one filter and says what that took: microseconds of reading the base and
 * of compiling it, and how many of each its thread was running, which other work on the machine
 * changes little.
 */
final class FirstFilter {
  private FirstFilter() {}

  public static void main(String[] args) throws Exception {
    long startRun = running();
    long start = System.nanoTime();
    Environment host = new Environment(Architecture.X86_64, new KernelVersion(6, 18), Set.of());
    Profile profile = Base.DEFAULT.profile(host);
    long read = System.nanoTime();
    long readRun = running();
    long begin = System.nanoTime();
    byte[] filter = Compiler.compile(profile).bytes();
    long compiled = System.nanoTime();
    long[] nanos = {read - start, compiled - begin, readRun - startRun, running() - readRun};
    for (long each : nanos) {
      System.out.println(each / 1000);
    }
    if (filter.length == 0) {
      throw new IllegalStateException("no filter");
    }
  }

  /** Nanoseconds: the first number of proc's schedstat. Read with as few classes as possible. */
  private static long running() throws IOException {
    try (FileInputStream file = new FileInputStream("/proc/thread-self/schedstat")) {
      long nanos = 0;
      for (int digit = file.read(); digit >= '0'; digit = file.read()) {
        nanos = 10 * nanos + digit - '0';
      }
      return nanos;
    }
  }
}
