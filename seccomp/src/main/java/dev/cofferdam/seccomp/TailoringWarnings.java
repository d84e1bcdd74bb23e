package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.List;

/** What options do besides what they say, or fail to do. */
final class TailoringWarnings {
  /** Without any of these no container starts, or none ends. */
  private static final List<String> ESSENTIAL =
      List.of(
          "execve",
          "exit_group",
          "brk",
          "mmap",
          "mprotect",
          "close",
          "read",
          "write",
          "rt_sigreturn",
          "futex");

  private TailoringWarnings() {}

  static List<String> of(Options options, Profile before, Profile after, Environment environment) {
    List<String> warnings = new ArrayList<>();
    Architecture host = environment.architecture();
    if (!after.architectures().containsKey(host)) {
      warnings.add(
          "no container can start: the calls of %s itself are denied".formatted(host.optionName()));
      return warnings;
    }
    for (String call : ESSENTIAL) {
      boolean had = isOpen(before, host, call);
      if (had && !isOpen(after, host, call) && !options.changes().isEmpty()) {
        warnings.add("no container can start, or end: %s is denied".formatted(call));
      }
    }
    if (isOpen(after, host, "io_uring_setup") && !isOpen(before, host, "io_uring_setup")) {
      warnings.add(
          "with io_uring_setup a program opens files, makes sockets of every family, sends and"
              + " receives past this filter, whatever it denies of these");
    }
    if (isOpen(after, Architecture.I386, "socketcall")
        && !isOpen(after, Architecture.I386, "socket")) {
      warnings.add(
          "i386 is open, and its socketcall makes sockets of every family: a filter does not see"
              + " which. Deny socketcall too, if no program there needs it");
    }
    return warnings;
  }

  /** Whatever the arguments are. */
  private static boolean isOpen(Profile profile, Architecture architecture, String call) {
    return Algebra.rules(profile, architecture).of(call) instanceof Decision.Always(Action action)
        && action.isLetThrough();
  }
}
