package dev.cofferdam.seccomp;

import java.util.Optional;

/**
 * Runs a program on a call as the kernel does, {@code bpf_convert_filter} of net/core/filter.c and
 * what it makes. It counts what it executes.
 */
public final class Interpreter {
  private final Opcode[] opcodes;
  private final boolean[] hasX;
  private final int[] k;
  private final int[] ifSo;
  private final int[] ifNot;
  private final int cells;

  private Interpreter(Program program) {
    int size = program.size();
    opcodes = new Opcode[size];
    hasX = new boolean[size];
    k = new int[size];
    ifSo = new int[size];
    ifNot = new int[size];
    int used = 0;
    for (int i = 0; i < size; i++) {
      Instruction each = program.instructions().get(i);
      Opcode opcode = Opcode.of(each).orElseThrow();
      opcodes[i] = opcode;
      hasX[i] = opcode.hasX(each);
      k[i] = each.k();
      ifSo[i] = each.jt();
      ifNot[i] = each.jf();
      used = opcode == Opcode.ST || opcode == Opcode.STX ? Verifier.CELLS : used;
    }
    cells = used;
  }

  /**
   * What a run came to.
   *
   * @param returnValue the 32 bits
   * @param executed instructions, the return included
   * @param words the words of the call that were loaded: bit n stands for offset 4n
   */
  public record Run(int returnValue, int executed, int words) {
    private static final int NUMBER_AND_AUDIT = 0b11;

    /** What the kernel does. */
    public Action action() {
      return Action.ofReturnValue(returnValue);
    }

    /** Whether more than the number and the architecture was looked at. */
    boolean lookedFurther() {
      return (words & ~NUMBER_AND_AUDIT) != 0;
    }
  }

  /**
   * Of a program that the kernel takes.
   *
   * @throws IllegalArgumentException for another, with the verifier's reason
   */
  public static Interpreter of(Program program) {
    Optional<Verifier.Fault> fault = Verifier.fault(program);
    if (fault.isPresent()) {
      throw new IllegalArgumentException("the kernel refuses this program: " + fault.get());
    }
    return new Interpreter(program);
  }

  /** What becomes of a call. */
  public Run run(SeccompData data) {
    int[] cell = new int[cells];
    int a = 0;
    int x = 0;
    int pc = 0;
    int words = 0;
    for (int executed = 1; ; executed++) {
      int operand = hasX[pc] ? x : k[pc];
      switch (opcodes[pc]) {
        case LD_ABS -> {
          a = data.word(operand);
          words |= 1 << (operand / 4);
        }
        case LD_IMM -> a = operand;
        case LD_MEM -> a = cell[operand];
        case LD_LEN -> a = SeccompData.BYTES;
        case LDX_IMM -> x = operand;
        case LDX_MEM -> x = cell[operand];
        case LDX_LEN -> x = SeccompData.BYTES;
        case ST -> cell[operand] = a;
        case STX -> cell[operand] = x;
        case TAX -> x = a;
        case TXA -> a = x;
        case ADD -> a += operand;
        case SUB -> a -= operand;
        case MUL -> a *= operand;
        case DIV -> {
          if (operand == 0) {
            return new Run(0, executed, words);
          }
          a = Integer.divideUnsigned(a, operand);
        }
        case OR -> a |= operand;
        case AND -> a &= operand;
        case XOR -> a ^= operand;
        case LSH -> a <<= operand;
        case RSH -> a >>>= operand;
        case NEG -> a = -a;
        case JA -> pc += operand;
        case JEQ, JGT, JGE, JSET -> pc += opcodes[pc].holds(a, operand) ? ifSo[pc] : ifNot[pc];
        case RET_K -> {
          return new Run(operand, executed, words);
        }
        case RET_A -> {
          return new Run(a, executed, words);
        }
      }
      pc++;
    }
  }
}
