package dev.cofferdam.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A classic-BPF program as seccomp(2) takes it: {@code struct sock_filter[]}.
 *
 * @param instructions in order, the first one first
 */
public record Program(List<Instruction> instructions) {
  /** The kernel's limit for one program, {@code BPF_MAXINSNS}. */
  public static final int MOST_INSTRUCTIONS = 4096;

  public Program {
    instructions = List.copyOf(instructions);
  }

  /** Instructions. */
  public int size() {
    return instructions.size();
  }

  /** As the kernel and crun's {@code run.oci.seccomp_bpf_data} want it: little-endian, 8 each. */
  public byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(size() * Instruction.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction each : instructions) {
      bytes.putShort((short) each.code()).put((byte) each.jt()).put((byte) each.jf());
      bytes.putInt(each.k());
    }
    return bytes.array();
  }

  /**
   * What {@link #bytes} wrote; whether the kernel would take it is not asked.
   *
   * @throws IllegalArgumentException when these are not whole instructions, or too many
   */
  public static Program of(byte[] bytes) {
    if (bytes.length % Instruction.SIZE != 0 || bytes.length == 0) {
      throw new IllegalArgumentException(
          "a program is one or more instructions of 8 bytes, and this has %d bytes"
              .formatted(bytes.length));
    }
    if (bytes.length / Instruction.SIZE > MOST_INSTRUCTIONS) {
      throw new IllegalArgumentException(
          "%d instructions; the kernel takes %d at most"
              .formatted(bytes.length / Instruction.SIZE, MOST_INSTRUCTIONS));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Instruction> instructions = new ArrayList<>();
    while (buffer.hasRemaining()) {
      int code = Short.toUnsignedInt(buffer.getShort());
      int jt = Byte.toUnsignedInt(buffer.get());
      int jf = Byte.toUnsignedInt(buffer.get());
      instructions.add(new Instruction(code, jt, jf, buffer.getInt()));
    }
    return new Program(instructions);
  }
}
