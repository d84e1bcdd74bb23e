package dev.cofferdam.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Filters of a few instructions, written by hand. */
final class Bpf {
  static final int ALLOW = 0x7fff_0000;
  static final int ERRNO = 0x0005_0000;
  static final int USER_NOTIF = 0x7fc0_0000;

  private static final int LOAD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;

  private final ByteBuffer bytes =
      ByteBuffer.allocate(Seccomp.MOST_INSTRUCTIONS * Seccomp.INSTRUCTION_BYTES)
          .order(ByteOrder.nativeOrder());

  private Bpf() {}

  /** One call has this outcome, and every other is allowed. */
  static byte[] of(int number, int outcome) {
    return new Bpf()
        .add(LOAD, 0, 0, 0)
        .add(JUMP_IF_EQUAL, 0, 1, number)
        .add(RETURN, 0, 0, outcome)
        .add(RETURN, 0, 0, ALLOW)
        .program();
  }

  /** As long as this, and allows everything. */
  static byte[] allowing(int instructions) {
    Bpf bpf = new Bpf();
    for (int i = 1; i < instructions; i++) {
      bpf.add(LOAD, 0, 0, 0);
    }
    return bpf.add(RETURN, 0, 0, ALLOW).program();
  }

  /** Without a return. */
  static byte[] endless() {
    return new Bpf().add(LOAD, 0, 0, 0).program();
  }

  private Bpf add(int code, int ifSo, int ifNot, int k) {
    bytes.putShort((short) code).put((byte) ifSo).put((byte) ifNot).putInt(k);
    return this;
  }

  private byte[] program() {
    byte[] program = new byte[bytes.position()];
    bytes.flip().get(program);
    return program;
  }
}
