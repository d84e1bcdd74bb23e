package dev.cofferdam.seccomp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is known when the program comes to an instruction, whichever way it came: which word of the
 * call the accumulator holds, and which architectures the call can be of. For comments only.
 */
final class Knowledge {
  private static final int NOTHING = -1;

  /** The conventions with an audit value of their own, in the order of the bits below. */
  private static final List<Architecture> AUDITED =
      List.of(Architecture.X86_64, Architecture.I386, Architecture.AARCH64);

  private static final int OTHERS = 1 << AUDITED.size();
  private static final int ALL = (OTHERS << 1) - 1;

  /** The offset of the word in A, or {@link #NOTHING}. */
  private final int[] word;

  /** A bit for each of {@link #AUDITED} that is possible, and {@link #OTHERS}; 0: never here. */
  private final int[] possible;

  /** Of a program that the kernel takes: jumps go forward, so one pass does it. */
  Knowledge(Program program) {
    word = new int[program.size()];
    possible = new int[program.size()];
    Arrays.fill(word, NOTHING);
    possible[0] = ALL;
    for (int i = 0; i < program.size(); i++) {
      if (possible[i] != 0) {
        follow(i, program.instructions().get(i));
      }
    }
  }

  private void follow(int index, Instruction each) {
    Opcode opcode = Opcode.of(each).orElseThrow();
    int next = index + 1;
    switch (opcode) {
      case RET_K, RET_A -> {}
      case JA -> arrive(next + each.k(), word[index], possible[index]);
      case JEQ, JGT, JGE, JSET -> {
        boolean decides = word[index] == SeccompData.AUDIT && !opcode.hasX(each);
        int ifSo = decides ? narrowed(possible[index], opcode, each.k(), true) : possible[index];
        int ifNot = decides ? narrowed(possible[index], opcode, each.k(), false) : possible[index];
        arrive(next + each.jt(), word[index], ifSo);
        arrive(next + each.jf(), word[index], ifNot);
      }
      case LD_ABS -> arrive(next, each.k(), possible[index]);
      case LDX_IMM, LDX_MEM, LDX_LEN, ST, STX, TAX -> arrive(next, word[index], possible[index]);
      case LD_IMM, LD_MEM, LD_LEN, TXA -> arrive(next, NOTHING, possible[index]);
      case ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, NEG, XOR ->
          arrive(next, NOTHING, possible[index]);
    }
  }

  private static int narrowed(int possible, Opcode opcode, int k, boolean wanted) {
    boolean isKnown = AUDITED.stream().anyMatch(each -> each.audit() == k);
    int left = opcode == Opcode.JEQ && wanted && isKnown ? 0 : possible & OTHERS;
    for (int i = 0; i < AUDITED.size(); i++) {
      if (opcode.holds(AUDITED.get(i).audit(), k) == wanted) {
        left |= possible & (1 << i);
      }
    }
    return left;
  }

  private void arrive(int index, int withWord, int withPossible) {
    boolean isFirst = possible[index] == 0;
    if (withPossible != 0) {
      word[index] = isFirst || word[index] == withWord ? withWord : NOTHING;
      possible[index] |= withPossible;
    }
  }

  boolean isNumber(int index) {
    return word[index] == SeccompData.NUMBER;
  }

  boolean isAudit(int index) {
    return word[index] == SeccompData.AUDIT;
  }

  /**
   * The names that a number has there: one, or one for each architecture that it can be of when
   * they differ.
   */
  String calls(int index, int number) {
    Set<String> names = new TreeSet<>();
    Set<String> full = new TreeSet<>();
    for (int i = 0; i < AUDITED.size(); i++) {
      Optional<Architecture> architecture = Architecture.of(AUDITED.get(i).audit(), number);
      if ((possible[index] & (1 << i)) != 0 && architecture.isPresent()) {
        Architecture each = architecture.get();
        Optional<SystemCall> call = SystemCalls.known().numbered(each, number - each.base());
        names.add(call.map(SystemCall::name).orElse(""));
        call.ifPresent(named -> full.add(each.optionName() + " " + named.name()));
      }
    }
    return names.size() == 1 ? names.iterator().next() : String.join(", ", full);
  }

  /** The architectures that have an audit value: {@code x86_64, x32}. */
  static String architectures(int audit) {
    return Arrays.stream(Architecture.values())
        .filter(each -> each.audit() == audit)
        .map(Architecture::optionName)
        .collect(Collectors.joining(", "));
  }
}
