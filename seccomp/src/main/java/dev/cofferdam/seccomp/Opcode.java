package dev.cofferdam.seccomp;

import java.util.Optional;

/**
 * What an instruction does: the part of classic BPF that the kernel lets a filter of system calls
 * use, {@code seccomp_check_filter} of kernel/seccomp.c. Numbers have 32 bits and no sign. There is
 * an accumulator (A), an index register (X), both 0 at the start, and sixteen cells.
 */
public enum Opcode {
  /** A = the word of the call at offset k. */
  LD_ABS(0x20, "ld"),
  /** A = k. */
  LD_IMM(0x00, "ld"),
  /** A = cell k. */
  LD_MEM(0x60, "ld"),
  /** A = 64, the size of what the kernel shows. */
  LD_LEN(0x80, "ld"),
  LDX_IMM(0x01, "ldx"),
  LDX_MEM(0x61, "ldx"),
  LDX_LEN(0x81, "ldx"),
  /** Cell k = A. */
  ST(0x02, "st"),
  STX(0x03, "stx"),
  /** A = A + k, or A + X: as all that {@link #takesX}. */
  ADD(0x04, "add"),
  SUB(0x14, "sub"),
  MUL(0x24, "mul"),
  /** Dividing by an X of 0 ends the program with 0. */
  DIV(0x34, "div"),
  OR(0x44, "or"),
  AND(0x54, "and"),
  /** By the low five bits of X. */
  LSH(0x64, "lsh"),
  RSH(0x74, "rsh"),
  NEG(0x84, "neg"),
  XOR(0xa4, "xor"),
  /** k instructions further. */
  JA(0x05, "ja"),
  /** jt instructions further when A is equal to k, or to X; else jf. */
  JEQ(0x15, "jeq"),
  /** A is more. */
  JGT(0x25, "jgt"),
  JGE(0x35, "jge"),
  /** A has one of its ones in common. */
  JSET(0x45, "jset"),
  /** Returns k. */
  RET_K(0x06, "ret"),
  RET_A(0x16, "ret"),
  /** X = A. */
  TAX(0x07, "tax"),
  TXA(0x87, "txa");

  /** The bit of an arithmetic instruction or a branch that has X in the place of k. */
  private static final int X_BIT = 0x08;

  private static final Opcode[] BY_CODE = byCode();

  private final int code;
  private final String mnemonic;

  Opcode(int code, String mnemonic) {
    this.code = code;
    this.mnemonic = mnemonic;
  }

  private static Opcode[] byCode() {
    Opcode[] table = new Opcode[0x100];
    for (Opcode each : values()) {
      table[each.code] = each;
      if (each.takesX()) {
        table[each.code | X_BIT] = each;
      }
    }
    return table;
  }

  /** The one of an instruction's code; empty for what the kernel refuses in a filter. */
  public static Optional<Opcode> of(Instruction instruction) {
    int code = instruction.code();
    return code < BY_CODE.length ? Optional.ofNullable(BY_CODE[code]) : Optional.empty();
  }

  /** As bpf_asm(8) and the literature write it. */
  public String mnemonic() {
    return mnemonic;
  }

  /** Whether it has a form with X in the place of k. */
  public boolean takesX() {
    return isBranch() || ((code & 0x07) == 0x04 && this != NEG);
  }

  /** Whether this instruction has X in the place of k. */
  public boolean hasX(Instruction instruction) {
    return takesX() && (instruction.code() & X_BIT) != 0;
  }

  /** Whether it goes one way or the other. */
  public boolean isBranch() {
    return this == JEQ || this == JGT || this == JGE || this == JSET;
  }

  /** Whether it ends the program. */
  public boolean isReturn() {
    return this == RET_K || this == RET_A;
  }

  /** Whether a branch's comparison holds. */
  boolean holds(int a, int operand) {
    return switch (this) {
      case JEQ -> a == operand;
      case JGT -> Integer.compareUnsigned(a, operand) > 0;
      case JGE -> Integer.compareUnsigned(a, operand) >= 0;
      case JSET -> (a & operand) != 0;
      default -> throw new IllegalStateException(this + " compares nothing");
    };
  }
}
