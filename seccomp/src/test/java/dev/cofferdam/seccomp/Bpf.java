package dev.cofferdam.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Instructions for tests: those that the compiler never makes as well. */
final class Bpf {
  static final int X = 0x08;

  private Bpf() {}

  static Program program(Instruction... instructions) {
    return new Program(List.of(instructions));
  }

  /** By its code in linux/bpf_common.h. */
  static Instruction op(int code, int k) {
    return new Instruction(code, 0, 0, k);
  }

  static Instruction ld(int offset) {
    return Instruction.load(offset);
  }

  static Instruction imm(int value) {
    return op(0x00, value);
  }

  static Instruction ldx(int value) {
    return op(0x01, value);
  }

  static Instruction branch(int code, int k, int jt, int jf) {
    return new Instruction(code, jt, jf, k);
  }

  static Instruction jeq(int k, int jt, int jf) {
    return branch(Instruction.JEQ_K, k, jt, jf);
  }

  static Instruction ret(Action action) {
    return Instruction.returns(action);
  }

  static Instruction retA() {
    return op(0x16, 0);
  }

  /** Every code that a filter may use, as the headers number them. */
  static final int[] CODES = {
    0x20, 0x00, 0x60, 0x80, 0x01, 0x61, 0x81, 0x02, 0x03, 0x05, 0x06, 0x16, 0x07, 0x87, 0x04, 0x0c,
    0x14, 0x1c, 0x24, 0x2c, 0x34, 0x3c, 0x44, 0x4c, 0x54, 0x5c, 0x64, 0x6c, 0x74, 0x7c, 0x84, 0xa4,
    0xac, 0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d
  };

  /** A program that is nearly always one that the kernel takes: any instructions, then a return. */
  static Program random(RandomGenerator random, int size) {
    List<Instruction> all = new ArrayList<>();
    for (int cell = 0; cell < 3; cell++) {
      all.add(op(0x02, cell));
    }
    while (all.size() < size - 1) {
      int code = CODES[random.nextInt(CODES.length)];
      int left = Math.min(0xff, size - 2 - all.size());
      // A return in the middle ends most runs: fewer of them, and more is computed.
      if (code == 0x06 || code == 0x16) {
        code = random.nextInt(8) == 0 ? code : 0x20;
      }
      int k =
          switch (code) {
            case 0x20 -> 4 * random.nextInt(16);
            case 0x60, 0x61, 0x02, 0x03 -> random.nextInt(3);
            case 0x05 -> random.nextInt(left + 1) % 4;
            case 0x64, 0x74 -> random.nextInt(32);
            case 0x34 -> 1 + random.nextInt(1 << random.nextInt(31));
            case 0x06 -> Action.errno(1 + random.nextInt(Action.MOST_ERRNO)).returnValue();
            default -> corner(random);
          };
      boolean isBranch = (code & 0x07) == 0x05 && code != 0x05;
      int jt = isBranch ? random.nextInt(left + 1) % 4 : 0;
      int jf = isBranch ? random.nextInt(left + 1) % 4 : 0;
      all.add(new Instruction(code, jt, jf, k));
    }
    all.add(retA());
    return new Program(all);
  }

  /** A number that something often happens at. */
  static int corner(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(4);
      case 1 -> -1 - random.nextInt(3);
      case 2 -> 1 << random.nextInt(32);
      case 3 -> (1 << random.nextInt(32)) - 1;
      case 4 -> random.nextInt(500);
      default -> random.nextInt();
    };
  }
}
