package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names of system calls, those of architectures that the table does not have among them. */
final class CallNames {
  /** {@code calls-of-others.txt}. */
  private static final Set<String> OTHERS = Set.copyOf(Resources.words("calls-of-others.txt"));

  private CallNames() {}

  /** Whether a document may name it. */
  static boolean isKnown(String name) {
    return isOurs(name) || OTHERS.contains(name);
  }

  /** Whether an architecture of the table has it. */
  static boolean isOurs(String name) {
    return SystemCalls.known().named(name).isPresent();
  }

  /**
   * The names under which a call does its work: itself, and where a 32-bit architecture has another
   * entry for larger numbers, that one. Who denies clock_adjtime means clock_adjtime64 too.
   */
  static List<String> sameAs(String name) {
    List<String> names = new ArrayList<>();
    names.add(name);
    for (String suffix : List.of("64", "_64", "_time64", "32")) {
      SystemCalls.known()
          .named(name + suffix)
          .filter(call ->
              call.number(Architecture.X86_64).isEmpty()
                  && call.number(Architecture.AARCH64).isEmpty())
          .ifPresent(call -> names.add(call.name()));
    }
    return names;
  }

  static String suggestion(String name) {
    Set<String> known = new HashSet<>(OTHERS);
    SystemCalls.known().all().forEach(call -> known.add(call.name()));
    return Spelling.suggestion(name, known);
  }
}
