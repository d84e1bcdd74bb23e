package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The system calls that a kernel makes: those of the table that it is not too old for, nor too new.
 * Those that it was built without count too, for that cannot be known.
 */
final class KernelCalls {
  private static final List<Unmade> UNMADE =
      Resources.lines("unmade.txt").stream().map(KernelCalls::parse).toList();

  /**
   * @param since the first kernel without them; empty when no kernel makes them
   */
  private record Unmade(
      List<Architecture> architectures, Optional<KernelVersion> since, Set<String> calls) {
    boolean has(SystemCall call, Architecture architecture, KernelVersion kernel) {
      return calls.contains(call.name())
          && architectures.contains(architecture)
          && since.map(first -> kernel.compareTo(first) >= 0).orElse(true);
    }
  }

  private KernelCalls() {}

  private static Unmade parse(String line) {
    String[] words = line.split(" ");
    return new Unmade(
        Arrays.stream(words[0].split(","))
            .map(name -> Architecture.named(name).orElseThrow())
            .toList(),
        KernelVersion.parse(words[1]),
        Set.of(Arrays.copyOfRange(words, 2, words.length)));
  }

  /** Those of an architecture, by number. */
  static List<SystemCall> of(Architecture architecture, KernelVersion kernel) {
    List<SystemCall> calls = new ArrayList<>();
    for (SystemCall call : SystemCalls.known().all()) {
      if (call.number(architecture).isPresent() && isMade(call, architecture, kernel)) {
        calls.add(call);
      }
    }
    calls.sort(Comparator.comparingInt(call -> call.number(architecture).orElseThrow()));
    return calls;
  }

  /** Whether a kernel makes a call that the architecture has a number for. */
  static boolean isMade(SystemCall call, Architecture architecture, KernelVersion kernel) {
    boolean isOldEnough =
        call.since()
            .flatMap(KernelVersion::parse)
            .map(since -> since.compareTo(kernel) <= 0)
            .orElse(true);
    return isOldEnough && UNMADE.stream().noneMatch(each -> each.has(call, architecture, kernel));
  }
}
