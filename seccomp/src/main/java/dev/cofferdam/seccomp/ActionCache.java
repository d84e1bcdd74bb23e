package dev.cofferdam.seccomp;

import java.util.List;

/**
 * The calls that a kernel from 5.11 on no longer runs the program for, because it saw when it took
 * the program that they are allowed whatever their arguments are: {@code seccomp_is_const_allow} of
 * kernel/seccomp.c. It follows only loads of the number and the architecture, comparisons with
 * constants, and {@code and}; any other instruction on the way, and it gives up.
 */
public final class ActionCache {
  private final List<Instruction> instructions;

  private ActionCache(Program program) {
    instructions = program.instructions();
  }

  /**
   * What the kernel makes of a program that it takes.
   *
   * @throws IllegalArgumentException for another, with the verifier's reason
   */
  public static ActionCache of(Program program) {
    Verifier.fault(program)
        .ifPresent(fault -> {
          throw new IllegalArgumentException("the kernel refuses this program: " + fault);
        });
    return new ActionCache(program);
  }

  /**
   * Whether a call is allowed without running the program. Never one of x32, and never a number
   * that the kernel has no call for: which those are depends on its age, so that they are not told
   * apart from the others here.
   *
   * @param number without {@link Architecture#base()}
   */
  public boolean allows(Architecture architecture, int number) {
    return architecture != Architecture.X32
        && number >= 0
        && isConstantAllow(architecture.audit(), number);
  }

  private boolean isConstantAllow(int audit, int number) {
    int a = 0;
    for (int pc = 0; ; pc++) {
      Instruction each = instructions.get(pc);
      switch (each.code()) {
        case Instruction.LD_W_ABS -> {
          if (each.k() != SeccompData.NUMBER && each.k() != SeccompData.AUDIT) {
            return false;
          }
          a = each.k() == SeccompData.NUMBER ? number : audit;
        }
        case Instruction.RET_K -> {
          return each.k() == Action.ALLOW.returnValue();
        }
        case Instruction.JA -> pc += each.k();
        case Instruction.JEQ_K, Instruction.JGT_K, Instruction.JGE_K, Instruction.JSET_K ->
            pc += Opcode.of(each).orElseThrow().holds(a, each.k()) ? each.jt() : each.jf();
        case Instruction.ALU_AND_K -> a &= each.k();
        default -> {
          return false;
        }
      }
    }
  }
}
