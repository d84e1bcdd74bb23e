package dev.cofferdam.gateway;

import dev.cofferdam.linux.KernelException;
import dev.cofferdam.linux.Seccomp;
import dev.cofferdam.seccomp.Action;
import dev.cofferdam.seccomp.Architecture;
import dev.cofferdam.seccomp.Compiler;
import dev.cofferdam.seccomp.Decision;
import dev.cofferdam.seccomp.Environment;
import dev.cofferdam.seccomp.Flag;
import dev.cofferdam.seccomp.KernelVersion;
import dev.cofferdam.seccomp.Profile;
import dev.cofferdam.seccomp.ProfileDocument;
import dev.cofferdam.seccomp.Program;
import dev.cofferdam.seccomp.Rules;
import dev.cofferdam.seccomp.SeccompException;
import dev.cofferdam.seccomp.SystemCall;
import dev.cofferdam.seccomp.SystemCalls;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The filter of system calls that the gateway puts itself under before it accepts anybody: {@code
 * self-filter.json}. Whoever makes the gateway run code of his own is still root in a process, but
 * one that starts no program and has no namespaces, mounts, tracing, modules or keys.
 *
 * <p>A refused call fails with EPERM and is on the kernel's audit record; a call by another
 * convention ends the process, since no part of it makes one. What "does not exist" (ENOSYS) is
 * refused by a first filter without {@link Flag#LOG}: libc tries clone3 for every thread, and a
 * record that is written all day tells nothing.
 */
final class SelfFilter {
  private static final String DOCUMENT = "self-filter.json";

  private static final Decision ABSENT = new Decision.Always(Action.ENOSYS);
  private static final Decision ALLOWED = new Decision.Always(Action.ALLOW);

  /** The first kernel with {@link Flag#LOG}; the document asks for no version. */
  private static final KernelVersion LEAST = new KernelVersion(4, 14);

  /**
   * What status tells.
   *
   * @param on whether the gateway is under the filter
   * @param calls how many system calls it lets through, with some arguments at least
   * @param known of how many
   */
  record State(boolean on, int calls, int known) {
    static final State OFF = new State(false, 0, 0);
  }

  private final Architecture architecture;
  private final Profile profile;
  private final Program absent;
  private final Program program;

  private SelfFilter(Architecture architecture, Profile profile) throws SeccompException {
    this.architecture = architecture;
    this.profile = profile;
    this.absent = Compiler.compile(profile.map(SelfFilter::onlyAbsent));
    this.program = Compiler.compile(profile.map(SelfFilter::withoutAbsent));
  }

  /** For the machine that this runs on. It takes a tenth of a second in a process that starts. */
  static SelfFilter ofThisHost() {
    String name = System.getProperty("os.arch");
    Architecture architecture =
        Architecture.named(name)
            .orElseThrow(() -> new UnsupportedOperationException("no filter is made for " + name));
    return of(architecture);
  }

  static SelfFilter of(Architecture architecture) {
    try (InputStream document = SelfFilter.class.getResourceAsStream(DOCUMENT)) {
      Profile profile =
          ProfileDocument.read(Objects.requireNonNull(document, DOCUMENT).readAllBytes())
              .resolve(new Environment(architecture, LEAST, Set.of()));
      return new SelfFilter(
          architecture, new Profile(profile.architectures(), Action.KILL_PROCESS, profile.flags()));
    } catch (IOException | SeccompException broken) {
      throw new IllegalStateException(DOCUMENT + ": " + broken.getMessage(), broken);
    }
  }

  Profile profile() {
    return profile;
  }

  /**
   * Puts every thread of this process under it, for good.
   *
   * @throws IOException with a sentence for the operator when the kernel does not take it
   */
  State install(Seccomp seccomp) throws IOException {
    try {
      int flags = Flag.bits(profile.flags());
      seccomp.install(absent.bytes(), flags & ~Flag.LOG.bit());
      seccomp.install(program.bytes(), flags);
      return state();
    } catch (KernelException failed) {
      throw new IOException(
          "its filter of its own system calls could not be installed: "
              + failed.getMessage()
              + "; with --no-self-filter, `cofferdam up` starts it without",
          failed);
    }
  }

  private static Rules onlyAbsent(Rules rules) {
    SortedMap<String, Decision> absent = new TreeMap<>(rules.calls());
    absent.values().retainAll(Set.of(ABSENT));
    return new Rules(Action.ALLOW, rules.unknown(), absent);
  }

  private static Rules withoutAbsent(Rules rules) {
    SortedMap<String, Decision> rest = new TreeMap<>(rules.calls());
    rest.replaceAll((call, decision) -> decision.equals(ABSENT) ? ALLOWED : decision);
    return new Rules(rules.byDefault(), Action.ALLOW, rest);
  }

  private State state() {
    Rules rules = profile.rules(architecture);
    int known = 0;
    int calls = 0;
    for (SystemCall call : SystemCalls.known().all()) {
      if (call.number(architecture).isPresent()) {
        known++;
        calls += letsThrough(rules.of(call.name())) ? 1 : 0;
      }
    }
    return new State(true, calls, known);
  }

  private static boolean letsThrough(Decision decision) {
    return switch (decision) {
      case Decision.Always always -> always.action().isLetThrough();
      case Decision.When when -> letsThrough(when.then()) || letsThrough(when.otherwise());
    };
  }
}
