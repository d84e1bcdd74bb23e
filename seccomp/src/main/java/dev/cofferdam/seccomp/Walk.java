package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Every way that the calls of one number can go: first through the profile's decision, then through
 * the program. What it shows is a set of calls for each pair of ways that some of them go.
 */
final class Walk {
  private final List<Instruction> instructions;
  private final IntFunction<Width> widths;
  private final Predicate<Box> visitor;
  private int left;
  private boolean isIncomplete;

  private Walk(Program program, IntFunction<Width> widths, int most, Predicate<Box> visitor) {
    instructions = program.instructions();
    this.widths = widths;
    this.visitor = visitor;
    left = most;
  }

  /**
   * Goes every way of these calls.
   *
   * @param widths of the arguments
   * @param most pairs of ways
   * @param visitor is shown the calls of each pair of ways, and says whether to go on
   * @return whether there was no other way; not when the program has instructions that are not
   *     followed here, which the compiler makes none of
   */
  static boolean all(
      Program program,
      Decision decision,
      IntFunction<Width> widths,
      Box calls,
      int most,
      Predicate<Box> visitor) {
    Walk walk = new Walk(program, widths, most, visitor);
    walk.decide(decision, Optional.of(calls));
    return !walk.isIncomplete;
  }

  /** The comparisons that a decision makes. */
  static List<WordTest> tests(Decision decision, IntFunction<Width> widths) {
    List<WordTest> tests = new ArrayList<>();
    List<Decision> open = new ArrayList<>(List.of(decision));
    Set<Decision> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    while (!open.isEmpty()) {
      if (open.removeLast() instanceof Decision.When when && seen.add(when)) {
        tests.addAll(WordTest.of(when.condition(), widths.apply(when.condition().argument())));
        open.add(when.then());
        open.add(when.otherwise());
      }
    }
    return tests;
  }

  /** Both ways of each question; false: no further. */
  private boolean decide(Decision decision, Optional<Box> some) {
    if (some.isEmpty()) {
      return true;
    }
    Box calls = some.get();
    if (!(decision instanceof Decision.When when)) {
      return run(0, new WordTest(0, 0, Opcode.JEQ, 0), calls);
    }
    Width width = widths.apply(when.condition().argument());
    List<WordTest> tests = WordTest.of(when.condition(), width);
    WordTest high = tests.getFirst();
    WordTest low = tests.getLast();
    Optional<Box> equal =
        switch (when.condition()) {
          case Condition.Masked _ -> calls.where(high, true);
          case Condition.AtLeast _ -> calls.where(tests.get(1), true);
        };
    return switch (when.condition()) {
          case Condition.Masked _ -> decide(when.otherwise(), calls.where(high, false));
          case Condition.AtLeast _ ->
              decide(when.then(), calls.where(high, true))
                  && decide(
                      when.otherwise(),
                      calls.where(high, false).flatMap(rest -> rest.where(tests.get(1), false)));
        }
        && decide(when.then(), equal.flatMap(same -> same.where(low, true)))
        && decide(when.otherwise(), equal.flatMap(same -> same.where(low, false)));
  }

  /**
   * Both ways of each branch; false: no further.
   *
   * @param a the word in the accumulator and its mask
   */
  private boolean run(int start, WordTest a, Box calls) {
    Box here = calls;
    WordTest test = a;
    int pc = start;
    while (true) {
      Instruction each = instructions.get(pc);
      Opcode opcode = Opcode.of(each).orElseThrow();
      if (opcode == Opcode.RET_K) {
        isIncomplete |= left-- <= 0;
        return !isIncomplete && visitor.test(here);
      }
      pc++;
      if (opcode == Opcode.LD_ABS) {
        test = new WordTest(each.k() / 4, -1, Opcode.JEQ, 0);
      } else if (opcode == Opcode.AND && !opcode.hasX(each)) {
        test = new WordTest(test.word(), test.mask() & each.k(), Opcode.JEQ, 0);
      } else if (opcode == Opcode.JA) {
        pc += each.k();
      } else if (opcode.isBranch() && !opcode.hasX(each)) {
        test = new WordTest(test.word(), test.mask(), opcode, each.k());
        Optional<Box> ifSo = here.where(test, true);
        Optional<Box> ifNot = here.where(test, false);
        if (ifSo.isPresent() && ifNot.isPresent()) {
          if (!run(pc + each.jt(), test, ifSo.get())) {
            return false;
          }
          here = ifNot.get();
          pc += each.jf();
        } else {
          pc += ifSo.isPresent() ? each.jt() : each.jf();
        }
      } else {
        isIncomplete = true;
        return false;
      }
    }
  }
}
