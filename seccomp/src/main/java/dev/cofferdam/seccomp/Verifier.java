package dev.cofferdam.seccomp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel checks before it takes a program: {@code bpf_check_classic} of net/core/filter.c
 * and {@code seccomp_check_filter} of kernel/seccomp.c. It says EINVAL to all that is said here
 * with a place.
 */
public final class Verifier {
  /** Cells, {@code BPF_MEMWORDS}. */
  static final int CELLS = 16;

  private final List<Instruction> instructions;

  private Verifier(Program program) {
    instructions = program.instructions();
  }

  /**
   * Why the kernel refuses a program.
   *
   * @param index of the instruction, the first is 0
   * @param reason with what is expected instead
   */
  public record Fault(int index, String reason) {
    @Override
    public String toString() {
      return "instruction " + index + ": " + reason;
    }
  }

  /** The first reason to refuse a program; empty when the kernel takes it. */
  public static Optional<Fault> fault(Program program) {
    return new Verifier(program).fault();
  }

  private Optional<Fault> fault() {
    int size = instructions.size();
    if (size == 0 || size > Program.MOST_INSTRUCTIONS) {
      return Optional.of(
          new Fault(
              0,
              "a program has 1 to %d instructions, and this has %d"
                  .formatted(Program.MOST_INSTRUCTIONS, size)));
    }
    for (int i = 0; i < size; i++) {
      Optional<String> reason = reason(i);
      if (reason.isPresent()) {
        return Optional.of(new Fault(i, reason.get()));
      }
    }
    if (!opcode(size - 1).isReturn()) {
      return Optional.of(new Fault(size - 1, "the last instruction must be a return"));
    }
    return emptyCellRead();
  }

  private Opcode opcode(int index) {
    return Opcode.of(instructions.get(index)).orElseThrow();
  }

  private Optional<String> reason(int index) {
    Instruction each = instructions.get(index);
    Optional<Opcode> opcode = Opcode.of(each);
    if (opcode.isEmpty()) {
      return Optional.of("a filter may not use the code %#04x".formatted(each.code()));
    }
    boolean hasX = opcode.get().hasX(each);
    int k = each.k();
    return switch (opcode.get()) {
      case LD_ABS ->
          unless(
              k >= 0 && k < SeccompData.BYTES && k % 4 == 0,
              "loads are of offsets 0 to 60, multiples of four, and not %s",
              Integer.toUnsignedString(k));
      case LD_MEM, LDX_MEM, ST, STX ->
          unless(k >= 0 && k < CELLS, "cells are 0 to 15, and not %s", Integer.toUnsignedString(k));
      case DIV -> unless(hasX || k != 0, "divides by 0", "");
      case LSH, RSH ->
          unless(
              hasX || (k >= 0 && k < 32),
              "shifts are by 0 to 31 bits, and not %s",
              Integer.toUnsignedString(k));
      case JA -> inside(index, Integer.toUnsignedLong(k));
      case JEQ, JGT, JGE, JSET -> inside(index, Math.max(each.jt(), each.jf()));
      case LD_IMM, LD_LEN, LDX_IMM, LDX_LEN -> Optional.empty();
      case ADD, SUB, MUL, OR, AND, NEG, XOR -> Optional.empty();
      case RET_K, RET_A, TAX, TXA -> Optional.empty();
    };
  }

  private Optional<String> inside(int index, long distance) {
    return unless(
        index + 1 + distance < instructions.size(),
        "jumps to %s, behind the end",
        Long.toString(index + 1 + distance));
  }

  private static Optional<String> unless(boolean right, String format, String value) {
    return right ? Optional.empty() : Optional.of(format.formatted(value));
  }

  /**
   * Cells that may be read before they are written: {@code check_load_and_stores}. Like the kernel,
   * what is behind a return is taken to follow it too.
   */
  private Optional<Fault> emptyCellRead() {
    int[] writtenAt = new int[instructions.size()];
    Arrays.fill(writtenAt, -1);
    int written = 0;
    for (int i = 0; i < writtenAt.length; i++) {
      written &= writtenAt[i];
      Instruction each = instructions.get(i);
      Opcode opcode = opcode(i);
      switch (opcode) {
        case ST, STX -> written |= 1 << each.k();
        case LD_MEM, LDX_MEM -> {
          if ((written & (1 << each.k())) == 0) {
            return Optional.of(
                new Fault(i, "cell " + each.k() + " may be read before it is written"));
          }
        }
        case JA -> {
          writtenAt[i + 1 + each.k()] &= written;
          written = -1;
        }
        case JEQ, JGT, JGE, JSET -> {
          writtenAt[i + 1 + each.jt()] &= written;
          writtenAt[i + 1 + each.jf()] &= written;
          written = -1;
        }
        case LD_ABS, LD_IMM, LD_LEN, LDX_IMM, LDX_LEN, TAX, TXA -> {}
        case ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, NEG, XOR, RET_K, RET_A -> {}
      }
    }
    return Optional.empty();
  }
}
