package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A call that does what other calls do, of which the filter sees nothing: io_uring_setup(2) makes a
 * queue of operations, socketcall(2) and ipc(2) of i386 take the arguments from memory. A ring
 * whose queue the kernel polls (IORING_SETUP_SQPOLL) needs io_uring_enter(2) no more, so setting
 * one up is enough.
 *
 * @param call by name
 * @param operation by the name of the kernel's headers
 * @param condition of the argument that picks the operation, if one does
 * @param since the kernel that had the operation first
 * @param makes the calls that it does the work of
 */
record Multiplexer(
    SystemCall call,
    String operation,
    Optional<Condition> condition,
    KernelVersion since,
    List<String> makes) {
  private static final List<Multiplexer> ALL =
      Resources.lines("multiplexed.txt").stream().map(Multiplexer::parse).toList();

  Multiplexer {
    makes = List.copyOf(makes);
  }

  private static Multiplexer parse(String line) {
    String[] words = line.split(" ");
    Optional<Condition> condition = Optional.empty();
    if (!words[2].equals("-")) {
      String[] numbers = words[2].split("/");
      condition =
          Optional.of(new Condition.Masked(0, Long.decode(numbers[1]), Long.decode(numbers[0])));
    }
    return new Multiplexer(
        SystemCalls.known().named(words[0]).orElseThrow(),
        words[1],
        condition,
        KernelVersion.parse(words[3]).orElseThrow(),
        Arrays.asList(words).subList(4, words.length));
  }

  /**
   * The names of the calls through which a profile lets a call through, whatever it says of that
   * call.
   *
   * @throws SeccompException when the conditions take too much work to understand
   */
  static List<String> reaching(
      SystemCall made, Architecture architecture, KernelVersion kernel, Profile profile, Work work)
      throws SeccompException {
    List<String> through = new ArrayList<>();
    for (Multiplexer each : ALL) {
      if (each.makes.contains(made.name())
          && each.call.number(architecture).isPresent()
          && each.since.compareTo(kernel) <= 0
          && !through.contains(each.call.name())
          && each.isOpen(architecture, profile, work)) {
        through.add(each.call.name());
      }
    }
    return through;
  }

  private boolean isOpen(Architecture architecture, Profile profile, Work work)
      throws SeccompException {
    Decision decision = Algebra.rules(profile, architecture).of(call.name());
    Decision picked =
        condition
            .<Decision>map(operation ->
                new Decision.When(operation, decision, new Decision.Always(Action.KILL_PROCESS)))
            .orElse(decision);
    return Reach.of(picked, call, architecture, work) != Reach.CLOSED;
  }
}
