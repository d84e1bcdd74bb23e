package dev.cofferdam.seccomp;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A program as text, one line an instruction, in the notation of bpf_asm(8). {@code L7:} stands
 * before an instruction that others jump to; a comparison names where it goes when it holds and
 * when it does not; behind {@code ;} is what a constant means where it stands.
 *
 * <pre>
 *     0  ld arch
 *     1  jeq #0xc000003e, next, L4       ; x86_64, x32
 *     2  ld nr
 *     3  jeq #41, next, L5               ; socket
 *    L4: ret ERRNO(1)
 *    L5: ret ALLOW
 * </pre>
 *
 * The same program gives the same text.
 */
public final class Disassembler {
  private static final int COMMENT_COLUMN = 40;

  private final List<Instruction> instructions;
  private final Knowledge knowledge;
  private final BitSet targets;

  private Disassembler(Program program) {
    instructions = program.instructions();
    knowledge = new Knowledge(program);
    targets = targets(program);
  }

  /**
   * The text, with a line feed behind each line.
   *
   * @throws SeccompException for a program that the kernel would not take: where, and why
   */
  public static String text(Program program) throws SeccompException {
    Optional<Verifier.Fault> fault = Verifier.fault(program);
    if (fault.isPresent()) {
      throw new SeccompException("the kernel refuses this program: " + fault.get());
    }
    Disassembler disassembler = new Disassembler(program);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < program.size(); i++) {
      text.append(disassembler.line(i)).append('\n');
    }
    return text.toString();
  }

  private static BitSet targets(Program program) {
    BitSet targets = new BitSet(program.size());
    for (int i = 0; i < program.size(); i++) {
      Instruction each = program.instructions().get(i);
      Opcode opcode = Opcode.of(each).orElseThrow();
      if (opcode == Opcode.JA) {
        targets.set(i + 1 + each.k());
      } else if (opcode.isBranch()) {
        targets.set(i + 1 + each.jt(), each.jt() != 0 || targets.get(i + 1 + each.jt()));
        targets.set(i + 1 + each.jf(), each.jf() != 0 || targets.get(i + 1 + each.jf()));
      }
    }
    return targets;
  }

  private String line(int index) {
    Instruction each = instructions.get(index);
    Opcode opcode = Opcode.of(each).orElseThrow();
    String head = targets.get(index) ? "L" + index + ":" : index + " ";
    String operands = operands(index, opcode, each);
    String statement = operands.isEmpty() ? opcode.mnemonic() : opcode.mnemonic() + " " + operands;
    String comment = comment(index, opcode, each);
    String line = "%6s %s".formatted(head, statement);
    return comment.isEmpty() ? line : ("%-" + COMMENT_COLUMN + "s ; %s").formatted(line, comment);
  }

  private String operands(int index, Opcode opcode, Instruction each) {
    return switch (opcode) {
      case LD_ABS -> word(each.k());
      case LD_IMM, LDX_IMM -> hex(each.k());
      case LD_MEM, LDX_MEM, ST, STX -> "M[" + each.k() + "]";
      case LD_LEN, LDX_LEN -> "#len";
      case ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, XOR -> opcode.hasX(each) ? "x" : hex(each.k());
      case JA -> "L" + (index + 1 + each.k());
      case JEQ, JGT, JGE, JSET ->
          "%s, %s, %s"
              .formatted(
                  opcode.hasX(each) ? "x" : constant(index, each.k()),
                  target(index, each.jt()),
                  target(index, each.jf()));
      case RET_K -> returned(each.k());
      case RET_A -> "a";
      case NEG, TAX, TXA -> "";
    };
  }

  private static String target(int index, int distance) {
    return distance == 0 ? "next" : "L" + (index + 1 + distance);
  }

  private String constant(int index, int k) {
    boolean isPlain = knowledge.isNumber(index) && k >= 0 && k < Architecture.X32_BIT;
    return isPlain ? "#" + k : hex(k);
  }

  private static String hex(int k) {
    return "#0x" + Integer.toHexString(k);
  }

  /** The name of the word at an offset. */
  private static String word(int offset) {
    return switch (offset) {
      case SeccompData.NUMBER -> "nr";
      case SeccompData.AUDIT -> "arch";
      case 8 -> "ip.low";
      case 12 -> "ip.high";
      default -> "arg" + (offset - 16) / 8 + (offset % 8 == 0 ? ".low" : ".high");
    };
  }

  private static String returned(int k) {
    Action action = Action.ofReturnValue(k);
    return action.returnValue() == k ? action.toString() : hex(k);
  }

  private String comment(int index, Opcode opcode, Instruction each) {
    if (opcode == Opcode.RET_K) {
      Action action = Action.ofReturnValue(each.k());
      return action.returnValue() == each.k() ? "" : action.toString();
    }
    if (!opcode.isBranch() || opcode.hasX(each)) {
      return "";
    }
    if (knowledge.isAudit(index)) {
      return Knowledge.architectures(each.k());
    }
    if (!knowledge.isNumber(index)) {
      return "";
    }
    if (each.k() == Architecture.X32_BIT && opcode != Opcode.JEQ) {
      return "x32";
    }
    return opcode == Opcode.JSET ? "" : knowledge.calls(index, each.k());
  }
}
