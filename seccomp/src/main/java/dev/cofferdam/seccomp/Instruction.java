package dev.cofferdam.seccomp;

/**
 * One instruction of classic BPF: {@code struct sock_filter} of linux/filter.h.
 *
 * @param code class, size, mode and operation, 16 bits: the constants here are those that our
 *     programs are made of
 * @param jt instructions to skip when a comparison holds, 0 to 255
 * @param jf instructions to skip when it does not, 0 to 255
 * @param k the constant: an offset, a number to compare with, a distance, a return value
 */
public record Instruction(int code, int jt, int jf, int k) {
  /** Bytes of one. */
  public static final int SIZE = 8;

  static final int LD_W_ABS = 0x20;
  static final int ALU_AND_K = 0x54;
  static final int JA = 0x05;
  static final int JEQ_K = 0x15;
  static final int JGT_K = 0x25;
  static final int JGE_K = 0x35;
  static final int JSET_K = 0x45;
  static final int RET_K = 0x06;

  public Instruction {
    if (code < 0 || code > 0xffff || jt < 0 || jt > 0xff || jf < 0 || jf > 0xff) {
      throw new IllegalArgumentException("no instruction: %#x %d %d".formatted(code, jt, jf));
    }
  }

  static Instruction load(int offset) {
    return new Instruction(LD_W_ABS, 0, 0, offset);
  }

  static Instruction and(int mask) {
    return new Instruction(ALU_AND_K, 0, 0, mask);
  }

  static Instruction jump(int distance) {
    return new Instruction(JA, 0, 0, distance);
  }

  static Instruction returns(Action action) {
    return new Instruction(RET_K, 0, 0, action.returnValue());
  }
}
