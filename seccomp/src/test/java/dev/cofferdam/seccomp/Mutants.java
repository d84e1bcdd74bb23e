package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.List;

/** Programs with one mistake. */
final class Mutants {
  private Mutants() {}

  /** Programs that differ from this one in one jump, comparison, constant, offset or return. */
  static List<Program> of(Program program) {
    List<Program> all = new ArrayList<>();
    for (int i = 0; i < program.size(); i++) {
      Instruction each = program.instructions().get(i);
      List<Instruction> changed = new ArrayList<>();
      Opcode opcode = Opcode.of(each).orElseThrow();
      if (opcode.isBranch()) {
        changed.add(new Instruction(each.code(), each.jt() ^ 1, each.jf(), each.k()));
        changed.add(new Instruction(each.code(), each.jt(), each.jf() ^ 1, each.k()));
        changed.add(new Instruction(each.code(), each.jf(), each.jt(), each.k()));
        changed.add(new Instruction(each.code() ^ 0x10, each.jt(), each.jf(), each.k()));
        changed.add(new Instruction(each.code() ^ 0x20, each.jt(), each.jf(), each.k()));
      }
      for (int k : List.of(each.k() + 1, each.k() - 1, each.k() ^ 0x8000_0000, each.k() ^ 4)) {
        changed.add(new Instruction(each.code(), each.jt(), each.jf(), k));
      }
      for (Instruction mutant : changed) {
        List<Instruction> instructions = new ArrayList<>(program.instructions());
        instructions.set(i, mutant);
        all.add(new Program(instructions));
      }
    }
    return all;
  }
}
