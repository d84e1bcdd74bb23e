package dev.cofferdam.bench;

import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Base;
import dev.cofferdam.seccomp.Compiler;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.KernelVersion;
import dev.cofferdam.seccomp.Options;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.ProfileDocument;
import dev.cofferdam.seccomp.SeccompException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a profile to the bytes of its filter, by Cofferdam, with the proof, and by libseccomp. JMH
 * wants it public.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 5, time = 1)
public class SeccompBench {
  static final Environment HOST =
      new Environment(Architecture.X86_64, new KernelVersion(6, 18), Set.of());

  /** The base of containers, and the same with 32-bit programs and x32 allowed. */
  @Param({"default", "default + i386, x32"})
  public String name = "default";

  private Profile profile = profile("default");
  private Libseccomp libseccomp = libseccomp(profile);

  @Setup
  public void load() {
    profile = profile(name);
    libseccomp = libseccomp(profile);
  }

  static Profile profile(String name) {
    try {
      List<String> options = name.equals("default") ? List.of() : List.of("seccomp.allow=i386,x32");
      return Options.parse(options).tailor(Base.DEFAULT, HOST).profile();
    } catch (SeccompException e) {
      throw new IllegalStateException(e);
    }
  }

  static Libseccomp libseccomp(Profile profile) {
    try {
      byte[] json = ProfileDocument.of(profile, HOST.architecture()).write();
      return new Libseccomp(
          RuntimeProfile.read(json),
          profile.foreign().returnValue(),
          List.copyOf(profile.architectures().keySet()));
    } catch (SeccompException e) {
      throw new IllegalStateException(e);
    }
  }

  @Benchmark
  public byte[] cofferdam() throws SeccompException {
    return Compiler.compile(profile).bytes();
  }

  @Benchmark
  public byte[] linear() {
    return libseccomp.compile(Libseccomp.Form.LINEAR);
  }

  @Benchmark
  public byte[] tree() {
    return libseccomp.compile(Libseccomp.Form.TREE);
  }
}
